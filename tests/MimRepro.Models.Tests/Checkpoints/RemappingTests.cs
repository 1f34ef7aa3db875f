using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>Weights of one input size, family name or number of classes in a model of another.</summary>
[Trait("Kind", "Unit")]
public sealed class RemappingTests
{
    private const string Table = "layers.0.blocks.0.attn.relative_position_bias_table";

    [Fact]
    public void Weights_CubicThroughItsOwnValues_IsReproduced()
    {
        using DisposeScope scope = NewDisposeScope();
        double[] places = [-3, -1, 0, 2, 2.5, 4], wanted = [-2.7, -1, 0.3, 1.9, 3.3, 4];

        Tensor got = CubicSpline.Weights(places, wanted).matmul(tensor(places.Select(Cubic).ToArray()));

        for (int index = 0; index < wanted.Length; index++)
            Assert.Equal(Cubic(wanted[index]), got[index].item<double>(), 1e-12);

        static double Cubic(double x) => 2 * x * x * x - x * x + 3 * x - 5;
    }

    [Fact]
    public void Weights_PlacesOutside_TakeTheBorder()
    {
        using DisposeScope scope = NewDisposeScope();

        Tensor weights = CubicSpline.Weights([0, 1, 2, 3], [-1, 5]);

        Assert.True(weights.allclose(tensor(new double[,] { { 1, 0, 0, 0 }, { 0, 0, 0, 1 } })));
    }

    [Fact]
    public void Resize_ToTheSameWindow_ChangesNothingWithBicubic()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = rand(49 + 3, 2);

        Assert.True(PositionTables.Resize(table, 52, 3, TableResizing.Bicubic)!.allclose(table));
    }

    [Fact]
    public void Resize_ClassToken_KeepsItsRows()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = rand(49 + 3, 2);

        Tensor resized = PositionTables.Resize(table, 169 + 3, 3, TableResizing.Geometric)!;

        Assert.Equal([172, 2], resized.shape);
        Assert.True(resized[^3..].eq(table[^3..]).all().item<bool>());
    }

    [Theory]
    [InlineData(48, 169, TableResizing.Bicubic)]  // no square
    [InlineData(49, 168, TableResizing.Bicubic)]
    [InlineData(9, 49, TableResizing.Geometric)] // three places fix no cubic
    public void Resize_TableThatCannotBe_IsLeftToTheCheck(int source, int target, TableResizing resizing)
    {
        using DisposeScope scope = NewDisposeScope();

        Assert.Null(PositionTables.Resize(rand(source, 2), target, 0, resizing));
    }

    [Fact]
    public void Load_SwinWithLargerWindows_ResizesTablesAndReportsThem()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone small = Backbones.Create(TinyRecipes.Swin with { WindowSizes = [4, 2], ImageSize = 32 }, 3);
        using Backbone large = Backbones.Create(TinyRecipes.Swin with { WindowSizes = [8, 2], ImageSize = 32 }, 3);

        LoadedWeights loaded = BackboneWeights.Load(large, small.state_dict(), "small", Remapping.SimMim);

        Assert.Equal([Table, Table.Replace("blocks.0", "blocks.1", StringComparison.Ordinal)], loaded.Resized);
        Assert.Empty(loaded.Fresh);
        Assert.Empty(loaded.Ignored);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Load_BlocksInAnotherOrder_MovesTheirWeights(int family)
    {
        using DisposeScope scope = NewDisposeScope();
        BackboneRecipe recipe = family == 0 ? TinyRecipes.Tiny with { Depth = 3 } : TinyRecipes.SwinV2 with { Depths = [1, 2] };
        using Backbone pretrained = Backbones.Create(recipe, 0), model = Backbones.Create(recipe, 0);
        string[] blocks = PretrainedBlocks.PrefixesOf(pretrained.state_dict().Keys);

        LoadedWeights loaded = BackboneWeights.Load(model, pretrained.state_dict(), "pretrained", Remapping.SimMim, [0, 2, 1]);

        Assert.Equal(3, blocks.Length);
        Assert.Empty(loaded.Fresh);
        const string Weight = "mlp.fc1.weight";
        AssertSame(pretrained.state_dict()[blocks[0] + Weight], model.state_dict()[blocks[0] + Weight]);
        AssertSame(pretrained.state_dict()[blocks[2] + Weight], model.state_dict()[blocks[1] + Weight]);
        AssertSame(pretrained.state_dict()[blocks[1] + Weight], model.state_dict()[blocks[2] + Weight]);
    }

    [Fact]
    public void Load_FewerBlocks_LeavesTheOthersOut()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone pretrained = Backbones.Create(TinyRecipes.Tiny with { Depth = 4 }, 0), model = Backbones.Create(TinyRecipes.Tiny with { Depth = 2 }, 0);

        LoadedWeights loaded = BackboneWeights.Load(model, pretrained.state_dict(), "pretrained", Remapping.SimMim, [0, 1]);

        Assert.Empty(loaded.Fresh);
        Assert.Empty(loaded.Ignored);
        AssertSame(pretrained.state_dict()["blocks.1.mlp.fc1.weight"], model.state_dict()["blocks.1.mlp.fc1.weight"]);
        Assert.Throws<CheckpointException>(() => BackboneWeights.Load(model, pretrained.state_dict(), "pretrained", Remapping.SimMim));
    }

    [Theory]
    [InlineData(new[] { 0 }, "names 1 blocks for a model of 2")]
    [InlineData(new[] { 0, 2 }, "a block that the file does not have")]
    public void Load_ImpossibleBlocks_AreRefused(int[] order, string expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone model = Backbones.Create(TinyRecipes.Tiny, 0);

        var fault = Assert.Throws<CheckpointException>(() => BackboneWeights.Load(model, model.state_dict(), "file", Remapping.SimMim, order));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherHeads_AreRefusedWithTheirShapes()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone two = Backbones.Create(TinyRecipes.Swin, 0);
        using Backbone four = Backbones.Create(TinyRecipes.Swin with { Heads = [4, 4] }, 0);

        var fault = Assert.Throws<CheckpointException>(() => BackboneWeights.Load(four, two.state_dict(), "two", Remapping.SimMim));

        Assert.Contains(Table + " is [9, 2], expected [9, 4]", fault.Message, StringComparison.Ordinal);
        Assert.Contains("Only square tables with the same heads are resized", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_PublishedNamesOfSwinV2_AreChanged()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone first = Backbones.Create(TinyRecipes.SwinV2, 0);
        using Backbone second = Backbones.Create(TinyRecipes.SwinV2, 0);
        Dictionary<string, Tensor> published = first.state_dict().ToDictionary(entry => entry.Key.Replace("cpb_mlp", "rpe_mlp", StringComparison.Ordinal), entry => entry.Value);

        LoadedWeights loaded = BackboneWeights.Load(second, published, "published", Remapping.SimMim);

        Assert.Empty(loaded.Fresh);
        AssertSame(first.state_dict()["layers.1.blocks.0.attn.cpb_mlp.2.weight"], second.state_dict()["layers.1.blocks.0.attn.cpb_mlp.2.weight"]);
    }

    [Fact]
    public void Load_AbsolutePositionsOfAVisionTransformer_AreResizedBesideTheClassToken()
    {
        using DisposeScope scope = NewDisposeScope();
        var recipe = TinyRecipes.Tiny with { RelativePositionBias = false, SharedRelativePositionBias = false, AbsolutePositionEmbedding = true };
        using Backbone small = Backbones.Create(recipe, 0);
        using Backbone large = Backbones.Create(recipe with { ImageSize = 2 * recipe.ImageSize }, 0);

        LoadedWeights loaded = BackboneWeights.Load(large, small.state_dict(), "small", Remapping.SimMim);

        Assert.Equal(["pos_embed"], loaded.Resized);
        AssertSame(small.state_dict()["pos_embed"][.., 0], large.state_dict()["pos_embed"][.., 0]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // microsoft/Swin-Transformer starts such a head at zero
    public void Load_HeadOfOtherSize_StaysFreshOrBecomesZero(bool zero)
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone five = Backbones.Create(TinyRecipes.Swin, 5);
        using Backbone three = Backbones.Create(TinyRecipes.Swin, 3);
        Tensor before = three.state_dict()["head.weight"].clone();

        LoadedWeights loaded = BackboneWeights.Load(three, five.state_dict(), "five", zero ? Remapping.SwinTransformer : Remapping.SimMim);

        Assert.Equal(["head.bias", "head.weight"], loaded.Fresh);
        AssertSame(zero ? zeros_like(before) : before, three.state_dict()["head.weight"]);
    }

    [Fact]
    public void Load_HeadWithAClassMap_TakesItsRows()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone five = Backbones.Create(TinyRecipes.Swin, 5);
        using Backbone three = Backbones.Create(TinyRecipes.Swin, 3);

        LoadedWeights loaded = BackboneWeights.Load(three, five.state_dict(), "five", Remapping.SwinTransformer with { HeadRows = [4, 0, 2] });

        Assert.Equal(["head.bias", "head.weight"], loaded.Resized);
        AssertSame(five.state_dict()["head.weight"].index_select(0, tensor(new long[] { 4, 0, 2 })), three.state_dict()["head.weight"]);
    }

    [Fact]
    public void Load_ClassMapOfOtherHeads_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone five = Backbones.Create(TinyRecipes.Swin, 5);
        using Backbone three = Backbones.Create(TinyRecipes.Swin, 3);

        var fault = Assert.Throws<CheckpointException>(
            () => BackboneWeights.Load(three, five.state_dict(), "five", Remapping.SwinTransformer with { HeadRows = [4, 5, 2] }));

        Assert.Equal("Class map does not fit the heads.\n  file:       five\n  got:        3 rows, 2 … 5\n  expected:   3 rows, 0 … 4", fault.Message);
    }

    [Fact]
    public void ClassMap_LineThatIsNoNumber_IsNamed()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "12\n7\n-1\n");
            var fault = Assert.Throws<CheckpointException>(() => ClassMap.Read(path));
            Assert.Contains("line:       3", fault.Message, StringComparison.Ordinal);

            File.WriteAllText(path, "12\n7\n");
            Assert.Equal([12, 7], ClassMap.Read(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static void AssertSame(Tensor expected, Tensor got) => Assert.True(expected.eq(got).all().item<bool>());
}
