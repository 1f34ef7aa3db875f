using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;
using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthModelTests
{
    [Theory]
    [InlineData(16, 16, 16, 16)]
    [InlineData(24, 40, 24, 40)]
    [InlineData(17, 9, 24, 16)] // the next multiples of the stride
    public void Forward_SwinWithPadding_TakesAnySize(int height, int width, int expectedHeight, int expectedWidth)
    {
        using var scope = NewDisposeScope();
        using var model = Model(TinyDepth.Swin, TinyDepth.Head);

        var depth = model.call(rand(2, 3, height, width));

        Assert.Equal([2, 1, expectedHeight, expectedWidth], depth.shape);
        Assert.InRange(depth.min().item<float>(), 0f, 10f);
        Assert.InRange(depth.max().item<float>(), 0f, 10f);
    }

    [Theory]
    [InlineData(8, new[] { 6 }, 2)]
    [InlineData(8, new[] { 6, 6, 6 }, 0)]
    [InlineData(4, new[] { 6 }, 1)]
    [InlineData(4, new int[0], 2)]
    public void Forward_VitOfAnyStride_GivesDepthOfTheImagesSize(int patch, int[] filters, int doublings)
    {
        using var scope = NewDisposeScope();
        var head = TinyDepth.Head with { Filters = filters, Kernels = [.. filters.Select((_, index) => 2 + index)], BilinearDoublings = doublings };
        using var model = Model(TinyDepth.Vit with { PatchSize = patch }, head);

        Assert.Equal([1, 1, TinyDepth.Side, TinyDepth.Side], model.call(rand(1, 3, TinyDepth.Side, TinyDepth.Side)).shape);
        Assert.Throws<ShapeException>(() => model.call(rand(1, 3, TinyDepth.Side, TinyDepth.Width)));
    }

    [Fact]
    public void Forward_VitForImagesThatAreNotSquare_GivesTheirDepth()
    {
        using var scope = NewDisposeScope();
        using var model = new DepthModel(TinyDepth.Vit, TinyDepth.Head, (TinyDepth.Side, TinyDepth.Width));

        Assert.Equal([1, 1, TinyDepth.Side, TinyDepth.Width], model.call(rand(1, 3, TinyDepth.Side, TinyDepth.Width)).shape);
    }

    [Fact]
    public void NewModel_OfficialDeviation_PredictsHalfTheLargestDepth()
    {
        using var scope = NewDisposeScope();
        using var model = Model(TinyDepth.Swin with { EmbedDim = 32, Heads = [4, 8] }, TinyDepth.Head with { InitialDeviation = 0.001, Filters = [64], Channels = 64, MaxDepth = 80 });

        foreach (var (name, parameter) in model.named_parameters().Where(entry => !entry.name.StartsWith("encoder.", StringComparison.Ordinal)))
            if (parameter.dim() > 1)
                Assert.InRange(parameter.std().item<float>(), 0.0009f, 0.0011f);
            else if (name.EndsWith(".weight", StringComparison.Ordinal)) // batch norm
                Assert.True((parameter == 1).all().item<bool>(), name);
            else
                Assert.True((parameter == 0).all().item<bool>(), name);
        var embedding = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        Assert.InRange(embedding["encoder.patch_embed.proj.weight"].std().item<float>(), 0.09f, 0.11f);
        Assert.True((embedding["encoder.patch_embed.proj.bias"] == 0).all().item<bool>());
        Assert.Equal(40, model.call(rand(1, 3, 16, 16)).mean().item<float>(), 0.01);
    }

    [Fact]
    public void RunningStatistics_OfTheHead_ChangeInTrainingOnly()
    {
        using var scope = NewDisposeScope();
        using var model = Model(TinyDepth.Swin, TinyDepth.Head);
        var mean = model.named_buffers().Single(entry => entry.name == "decoder.conv_layers.1.running_mean").buffer;

        model.eval();
        model.call(rand(2, 3, 16, 16));
        Assert.True((mean == 0).all().item<bool>());
        model.train();
        model.call(rand(2, 3, 16, 16));
        Assert.False((mean == 0).all().item<bool>());
    }

    [Fact]
    public void Groups_AroundAVit_FollowItsOwnLayers()
    {
        using var model = Model(TinyDepth.Vit, TinyDepth.Head);

        var scales = ParameterGroups.Build(model, 0.05, 0.5, model.LastLayer, model.LayerOf, model.SkipsWeightDecay)
            .SelectMany(group => group.Parameters.Select(parameter => (parameter.Name, (group.LearningRateScale, group.WeightDecay)))).ToDictionary();

        Assert.Equal((0.125, 0.05), scales["encoder.patch_embed.proj.weight"]);
        Assert.Equal((0.125, 0), scales["encoder.cls_token"]);
        Assert.Equal((0.25, 0.05), scales["encoder.blocks.0.mlp.fc1.weight"]);
        Assert.Equal((0.5, 0), scales["encoder.blocks.1.mlp.fc1.bias"]);
        Assert.Equal((1, 0.05), scales["decoder.deconv_layers.0.weight"]);
        Assert.Equal((1, 0), scales["decoder.deconv_layers.1.weight"]);
        Assert.Equal((1, 0), scales["last_layer_depth.2.bias"]);
    }

    [Fact]
    public void OfficialKey_OfEveryFamily_KnowsItsNames()
    {
        using var swin = Model(TinyDepth.Swin, TinyDepth.Head);
        using var vit = Model(TinyDepth.Vit, TinyDepth.Head);

        Assert.Equal("encoder.norm1.weight", swin.OfficialKey("encoder.norm.weight")); // the last of two stages
        Assert.Equal("encoder.layers.0.blocks.1.attn.rpe_mlp.2.weight", swin.OfficialKey("encoder.layers.0.blocks.1.attn.cpb_mlp.2.weight"));
        Assert.Equal("decoder.conv_layers.0.weight", swin.OfficialKey("decoder.conv_layers.0.weight"));
        Assert.Equal("encoder.norm.weight", vit.OfficialKey("encoder.norm.weight"));
    }

    [Fact]
    public void Kernel_ThatTheReferenceHasNot_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Model(TinyDepth.Swin, TinyDepth.Head with { Kernels = [5] }));

    private static DepthModel Model(BackboneRecipe backbone, DepthHeadRecipe head)
    {
        manual_seed(0);
        return new(backbone, head, (TinyDepth.Side, TinyDepth.Side));
    }
}
