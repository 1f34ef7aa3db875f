using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

[Trait("Kind", "Unit")]
public sealed class RepLkNetTests
{
    public static TheoryData<int[], int?, double> Kernels => new()
    {
        { [7, 5], 3, 1.5 }, { [3, 3], 3, 1 }, { [13, 5], 5, 1 }, { [5, 1], 1, 2 }, { [9, 7], null, 1.5 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Merge_KernelsOfAnySize_ComputesTheSame(int[] sizes, int? small, double ratio)
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet with { KernelSizes = sizes, SmallKernel = small, LargeKernelRatio = ratio }, classes: 3);
        Tensor images = randn(2, 1, 16, 16);

        using RepLkNet merged = model.Merge();

        AssertSame(model.call(images), merged.call(images));
        Assert.True(((RepLkNetRecipe)merged.Recipe).Merged);
        Assert.DoesNotContain(merged.state_dict().Keys, key => key.Contains("lkb_origin", StringComparison.Ordinal) || key.Contains("small_conv", StringComparison.Ordinal));
        Assert.Contains("stages.0.blocks.2.large_kernel.lkb_reparam.bias", merged.state_dict().Keys);
    }

    [Fact]
    public void Merge_MergedModel_IsACopy()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 0), once = model.Merge(), twice = once.Merge();

        foreach ((string key, Tensor value) in twice.state_dict())
            Assert.True(value.eq(once.state_dict()[key]).all().item<bool>(), key);
    }

    [Fact]
    public void Merge_OneChannelByHand_FoldsNormsAndAddsTheCentre()
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> state = Branch("lkb_origin", side: 3, weight: 2, gain: 3, offset: 1, mean: 4, variance: 9);
        foreach ((string key, Tensor value) in Branch("small_conv", side: 1, weight: 5, gain: 2, offset: -1, mean: 3, variance: 4))
            state[key] = value;

        IReadOnlyDictionary<string, Tensor> merged = RepLkMerging.Merge(state);

        // Large: factor 3 / 3 = 1, kernel 2, bias 1 - 4. Small: factor 2 / 2 = 1, kernel 5, bias -1 - 3.
        Assert.Equal(["b.large_kernel.lkb_reparam.bias", "b.large_kernel.lkb_reparam.weight"], merged.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(-7, merged["b.large_kernel.lkb_reparam.bias"].item<double>(), 1e-5);
        double[] kernel = merged["b.large_kernel.lkb_reparam.weight"].data<double>().ToArray();
        Assert.Equal([2, 2, 2, 2, 7, 2, 2, 2, 2], kernel.Select(value => Math.Round(value, 4)));

        static Dictionary<string, Tensor> Branch(string name, int side, double weight, double gain, double offset, double mean, double variance) => new()
        {
            [$"b.large_kernel.{name}.conv.weight"] = full(1, 1, side, side, weight, ScalarType.Float64),
            [$"b.large_kernel.{name}.bn.weight"] = tensor(new[] { gain }),
            [$"b.large_kernel.{name}.bn.bias"] = tensor(new[] { offset }),
            [$"b.large_kernel.{name}.bn.running_mean"] = tensor(new[] { mean }),
            [$"b.large_kernel.{name}.bn.running_var"] = tensor(new[] { variance }),
            [$"b.large_kernel.{name}.bn.num_batches_tracked"] = tensor(7L),
        };
    }

    [Fact]
    public void Load_TrainedKernelsIntoAMergedModel_MergesThem()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 3);
        using var merged = new RepLkNet(TinyRecipes.RepLkNet with { Merged = true }, 3);
        Tensor images = randn(2, 1, 16, 16);

        BackboneWeights.Load(merged, model.state_dict(), "trained.pth", Remapping.SimMim);

        merged.eval();
        AssertSame(model.call(images), merged.call(images));
    }

    [Theory]
    [InlineData("stages.0.blocks.0.large_kernel.lkb_origin.bn.weight")]
    [InlineData("stages.0.blocks.0.large_kernel.small_conv.conv.weight")]
    public void Load_HalfABlockIntoAMergedModel_NamesIt(string missing)
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 0);
        using var merged = new RepLkNet(TinyRecipes.RepLkNet with { Merged = true }, 0);
        Dictionary<string, Tensor> state = model.state_dict();
        state.Remove(missing);

        var fault = Assert.Throws<CheckpointException>(() => BackboneWeights.Load(merged, state, "trained.pth", Remapping.SimMim));

        Assert.Contains("stages.0.blocks.0.large_kernel.lkb_reparam", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ClassifierIntoAModelOfNormedMaps_LeavesTheirNormsFresh()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 3);
        using var dense = new RepLkNet(TinyRecipes.RepLkNet with { Norms = MapNorms.EveryStage }, 0);

        LoadedWeights loaded = BackboneWeights.Load(dense, model.state_dict(), "classifier.pth", Remapping.SimMim);

        Assert.All(loaded.Fresh, key => Assert.Contains(".norm.", key, StringComparison.Ordinal));
        Assert.All(loaded.Ignored, key => Assert.True(key.StartsWith("norm.", StringComparison.Ordinal) || key.StartsWith("head.", StringComparison.Ordinal), key));
    }

    [Fact]
    public void Kernels_OfTrainedAndMergedModel_AreTheSame()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 0), merged = model.Merge();

        IReadOnlyList<KernelTap> kernels = model.Kernels();

        Assert.Equal(["stages.0.blocks.0.large_kernel", "stages.0.blocks.2.large_kernel", "stages.1.blocks.0.large_kernel"], kernels.Select(kernel => kernel.Name));
        Assert.Equal([4.0, 4, 8], kernels.Select(kernel => kernel.StrideInPixels));
        Assert.Equal([[6, 7, 7], [6, 7, 7], [12, 5, 5]], kernels.Select(kernel => kernel.Weights.shape));
        foreach ((KernelTap one, KernelTap other) in kernels.Zip(merged.Kernels()))
            Assert.True(one.Weights.eq(other.Weights).all().item<bool>());
    }

    [Fact]
    public void Tap_Blocks_AreNamedByPathAndEndInTheFinalNorm()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 3);
        Tensor images = randn(2, 1, 16, 16);

        BackboneTaps taps = model.Tap(images);

        Assert.Empty(taps.Attention);
        Assert.Equal(["stages.0.blocks.0", "stages.0.blocks.1", "stages.0.blocks.2", "stages.0.blocks.3", "stages.1.blocks.0", "stages.1.blocks.1", "norm"], taps.Features.Select(tap => tap.Name));
        Assert.Equal([2, 16, 4], taps.Features[0].Values.shape);
        Assert.True(taps.Features[^1].Values.eq(model.Tokens(images, null)).all().item<bool>());
    }

    [Theory]
    [InlineData(16, 16, 4, 4)]
    [InlineData(17, 30, 5, 8)] // rounded up at each stride of 2
    public void StageMaps_ImagesOfAnySize_HaveTheirStrides(int height, int width, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet, classes: 0);
        Tensor images = randn(2, 1, height, width);

        IReadOnlyList<Tensor> maps = model.StageMaps(images);

        Assert.Equal([[2, 4, rows, columns], [2, 8, (rows + 1) / 2, (columns + 1) / 2]], maps.Select(map => map.shape));
        AssertSame(model.Features(images), maps[^1].mean([2, 3]));
    }

    [Theory]
    [InlineData(MapNorms.None)]
    [InlineData(MapNorms.EveryStage)]
    public void RepLkNet_NormsOfDenseTasks_LeaveNoPlaceForAHead(MapNorms norms)
    {
        RepLkNetRecipe recipe = TinyRecipes.RepLkNet with { Norms = norms };

        Assert.Contains("Model.Norms", Assert.Throws<RecipeException>(() => Backbones.Create(recipe, 3)).Message, StringComparison.Ordinal);
        using Backbone model = Backbones.Create(recipe, 0);
        Assert.Equal(norms == MapNorms.EveryStage ? 10 : 0, model.state_dict().Keys.Count(key => key.Contains(".norm.", StringComparison.Ordinal)));
        Assert.DoesNotContain("norm.weight", model.state_dict().Keys);
    }

    [Fact]
    public void RepLkNet_ImagesOfOtherChannels_AreRefused()
    {
        using var model = new RepLkNet(TinyRecipes.RepLkNet, 0);

        Assert.Equal("images are [1, 3, 16, 16], expected [B, 1, H, W].", Assert.Throws<ShapeException>(() => model.call(zeros(1, 3, 16, 16))).Message);
    }

    [Fact]
    public void DropPath_OfTheLastPair_LeavesItsBranchesOut()
    {
        using DisposeScope scope = NewDisposeScope();
        using RepLkNet model = Moved(TinyRecipes.RepLkNet with { DropPath = 1 - 1e-9 }, classes: 0);
        model.train();

        BackboneTaps taps = model.Tap(randn(8, 1, 16, 16));

        Assert.True(taps.Features[^2].Values.eq(taps.Features[^3].Values).all().item<bool>());
        Assert.False(taps.Features[1].Values.eq(taps.Features[0].Values).all().item<bool>()); // the first pair is never dropped
    }

    [Theory]
    [InlineData("stem.3.conv.weight", 0)]
    [InlineData("mask_token", 0)]
    [InlineData("stages.0.blocks.3.pw1.conv.weight", 1)]
    [InlineData("transitions.0.1.bn.weight", 1)]
    [InlineData("stages.1.blocks.0.large_kernel.small_conv.conv.weight", 2)]
    [InlineData("transitions.1.0.conv.weight", 2)]
    [InlineData("stages.2.blocks.3.pw2.bn.bias", 3)]
    [InlineData("stages.2.blocks.4.prelkb_bn.weight", 4)]
    [InlineData("stages.2.blocks.35.pw2.conv.weight", 11)]
    [InlineData("transitions.2.0.conv.weight", 11)]
    [InlineData("stages.3.blocks.1.pw1.conv.weight", 12)]
    [InlineData("stages.3.norm.weight", 12)]
    [InlineData("norm.weight", 13)]
    [InlineData("head.bias", 13)]
    public void LayerOf_PublishedDepths_FollowsTheOfficialRule(string name, int layer) =>
        Assert.Equal(layer, RepLkNet.LayerOf(name, [2, 2, 18, 2]));

    [Fact]
    public void LayerOf_EveryParameter_IsBetweenStemAndHead()
    {
        using Backbone model = Backbones.Create(TinyRecipes.RepLkNet, 3);

        int[] layers = [.. model.named_parameters().Select(parameter => model.LayerOf(parameter.name)).Distinct().Order()];

        Assert.Equal(3, model.LastLayer);
        Assert.Equal([0, 1, 2, 3], layers);
    }

    [Theory]
    [InlineData("stages.0.blocks.0.prelkb_bn.weight", 1, true)]
    [InlineData("head.bias", 1, true)]
    [InlineData("encoder.mask_token", 3, true)]
    [InlineData("stages.0.blocks.0.large_kernel.lkb_origin.conv.weight", 4, false)]
    public void SkipsWeightDecay_VectorsBiasesAndMaskToken(string name, long dimensions, bool skips)
    {
        using Backbone model = Backbones.Create(TinyRecipes.RepLkNet, 0);

        Assert.Equal(skips, model.SkipsWeightDecay(name, dimensions));
    }

    /// <summary>A model in evaluation mode whose norms are not as they begin.</summary>
    private static RepLkNet Moved(RepLkNetRecipe recipe, int classes)
    {
        manual_seed(1);
        var model = new RepLkNet(recipe, classes);
        MoveNorms(model);
        model.eval();
        return model;
    }

    internal static void MoveNorms(nn.Module model)
    {
        using IDisposable noGradient = no_grad();
        foreach (BatchNorm2d norm in model.modules().OfType<BatchNorm2d>())
        {
            norm.weight!.uniform_(0.5, 1.5);
            norm.bias!.uniform_(-0.5, 0.5);
            norm.running_mean!.uniform_(-0.5, 0.5);
            norm.running_var!.uniform_(0.5, 2);
        }
    }

    private static void AssertSame(Tensor expected, Tensor got)
    {
        const double relative = 1e-5; // of the largest value
        Assert.InRange((expected - got).abs().max().item<float>(), 0, relative * expected.abs().max().item<float>());
    }
}
