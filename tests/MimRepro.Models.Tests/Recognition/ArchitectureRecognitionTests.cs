using MimRepro.Models.Checkpoints;
using MimRepro.Models.Recognition;
using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Recognition;

/// <summary>A model's own state dict is taken for that model, under whatever prefix.</summary>
[Trait("Kind", "Unit")]
public sealed class ArchitectureRecognitionTests
{
    private const string Path = "weights.pth";

    public static TheoryData<string> Families => ["vit", "vit-masked", "vit-positions", "swin", "swin-narrow", "swinv2", "swinv2-pretrained", "replknet", "replknet-large-alone", "replknet-merged", "replknet-maps"];

    /// <summary>Of the size that is assumed where nothing tells.</summary>
    private static readonly RepLkNetRecipe RepLkNet = TinyRecipes.RepLkNet with { ImageSize = 224 };

    private static BackboneRecipe Recipe(string family) => family switch
    {
        "vit" => TinyRecipes.Tiny,
        "vit-masked" => TinyRecipes.TinyMasked,
        "vit-positions" => TinyRecipes.Tiny with { AbsolutePositionEmbedding = true, QkvBias = false, LayerScaleInit = null, MeanPooling = false },
        "swin" => TinyRecipes.Swin,
        "swin-narrow" => TinyRecipes.Swin with { Depths = [2], Heads = [4], WindowSizes = [2], ShiftedWindows = [true], PatchNorm = false, QkvBias = false },
        "swinv2" => TinyRecipes.SwinV2,
        "replknet" => RepLkNet,
        "replknet-large-alone" => RepLkNet with { SmallKernel = null, Depths = [1], Channels = [8], KernelSizes = [9] },
        "replknet-merged" => RepLkNet with { SmallKernel = null, Merged = true },
        "replknet-maps" => RepLkNet with { Norms = MapNorms.EveryStage, LargeKernelRatio = 1 },
        _ => TinyRecipes.SwinV2 with { PretrainedWindowSizes = [.. TinyRecipes.SwinV2.WindowSizes.Select(window => window + 3)] },
    };

    [Theory]
    [MemberData(nameof(Families))]
    public void Of_AModelsOwnTensors_GivesItsRecipe(string family)
    {
        foreach (string prefix in new[] { "", "encoder.", "module.base_encoder." })
        {
            using DisposeScope scope = NewDisposeScope();
            using Backbone model = Backbones.Create(Recipe(family), Recipe(family) is RepLkNetRecipe { Norms: not MapNorms.Last } ? 0 : 3);

            RecognizedArchitecture found = Recognise(model, prefix, family == "vit-positions" ? "heads=2" : null);

            Assert.Equal(prefix, found.Prefix);
            Assert.Equal(Comparable(Recipe(family)), Comparable(found.Recipe));
        }
    }

    [Theory]
    [MemberData(nameof(Families))]
    public void Of_AModelsOwnTensors_LoadsAndComputesTheSame(string family)
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone model = Backbones.Create(Recipe(family), 0);
        Dictionary<string, Tensor> weights = model.state_dict();
        using Backbone other = Backbones.Create(Recognise(model, "", family == "vit-positions" ? "heads=2" : null).Recipe, 0);
        BackboneWeights.Load(other, weights, Path, Remapping.SimMim);
        model.eval();
        other.eval();
        Tensor images = randn(2, 1, model.Recipe.ImageSize, model.Recipe.ImageSize);

        Assert.True(model.call(images).allclose(other.call(images), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Load_TimmsOneBiasOfQueriesKeysAndValues_ComputesTheSameWhateverTheKeysHave()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        using var model = new VisionTransformer(TinyRecipes.Tiny, 0);
        var foreign = new Dictionary<string, Tensor>();
        foreach ((string key, Tensor value) in model.state_dict())
            if (key.EndsWith(".q_bias", StringComparison.Ordinal))
                foreign[key.Replace("q_bias", "qkv.bias")] = cat([value.normal_(0, 1), randn(value.shape), model.state_dict()[key.Replace("q_bias", "v_bias")].normal_(0, 1)]);
            else if (!key.EndsWith(".v_bias", StringComparison.Ordinal))
                foreign[key.Replace("gamma_1", "ls1.gamma").Replace("gamma_2", "ls2.gamma")] = value;
        using var other = new VisionTransformer(TinyRecipes.Tiny, 0);
        BackboneWeights.Load(other, foreign, Path, Remapping.SimMim);
        model.eval();
        other.eval();
        Tensor images = randn(2, 1, 8, 8);

        Assert.True(model.call(images).allclose(other.call(images), rtol: 1e-5, atol: 1e-6));
    }

    [Fact]
    public void Of_HeadsThatNoTensorTells_AreAssumedAndSaid()
    {
        RecognizedArchitecture found = ArchitectureRecognition.Of(PlainVit(768), _ => 0, ArchitectureHints.Parse(null), Path);

        Assert.Equal(12, Assert.IsType<VisionTransformerRecipe>(found.Recipe).Heads);
        Assert.Contains("12 heads", Assert.Single(found.Assumptions), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_HeadsThatNothingTells_AsksForThem() =>
        Snapshots.Match(Assert.Throws<CheckpointException>(() => ArchitectureRecognition.Of(PlainVit(16), _ => 0, ArchitectureHints.Parse("vit"), Path)).Message, "heads-unknown");

    [Fact]
    public void Of_TensorsOfNoKnownFamily_SaysWhatItKnows() =>
        Snapshots.Match(Assert.Throws<CheckpointException>(() => ArchitectureRecognition.Of(
            new Dictionary<string, IReadOnlyList<long>> { ["conv1.weight"] = [64, 3, 7, 7], ["fc.bias"] = [10] }, _ => 0, ArchitectureHints.Parse(null), Path)).Message, "unknown-family");

    [Fact]
    public void Of_AnotherFamilyThanTheUserSays_IsRefused() =>
        Snapshots.Match(Assert.Throws<CheckpointException>(() => ArchitectureRecognition.Of(PlainVit(768), _ => 0, ArchitectureHints.Parse("swin"), Path)).Message, "other-family");

    [Theory]
    [InlineData("resnet")]
    [InlineData("vit,heads=0")]
    [InlineData("vit,depth=3")]
    [InlineData("vit,swin")]
    [InlineData("vit,heads=99999999999")]
    public void Hints_ThatCannotBeRead_AreRefused(string text) => Assert.Throws<RecipeException>(() => ArchitectureHints.Parse(text));

    [Fact]
    public void Of_RepLkNetWhoseRatioCutsFractionsOff_GivesItsChannels()
    {
        using Backbone model = Backbones.Create(RepLkNet with { Channels = [6, 49], LargeKernelRatio = 1.25, FeedForwardRatio = 1 / 6.0 + 1e-9 }, 0);

        using Backbone other = Backbones.Create(Recognise(model, "", "replknet").Recipe, 0);

        Assert.Equal(model.state_dict().Select(entry => (entry.Key, string.Join(' ', entry.Value.shape))), other.state_dict().Select(entry => (entry.Key, string.Join(' ', entry.Value.shape))));
    }

    [Fact]
    public void Of_RepLkNetWithTheUsersImageSize_TakesIt()
    {
        using Backbone model = Backbones.Create(RepLkNet, 0);

        RecognizedArchitecture found = Recognise(model, "encoder.", "replknet,image=96");

        Assert.Equal(96, found.Recipe.ImageSize);
        Assert.Equal("RepLKNet, stages of 2-1 pairs of blocks, 4-8 channels, kernels of 7-5 and 3, images of 96 px", found.Summary);
        Assert.Equal(["images of 96 px, as --architecture says"], found.Assumptions);
    }

    [Theory]
    [InlineData("stages.1.blocks.1.pw1.conv.weight", null, "pairs of blocks")]
    [InlineData("transitions.0.0.conv.weight", new long[] { 9, 4, 1, 1 }, "from 4 to 8 channels")]
    [InlineData("stages.0.blocks.2.pw1.conv.weight", new long[] { 1, 4, 1, 1 }, "from 4 to 6 channels")]
    [InlineData("stages.0.blocks.0.large_kernel.lkb_origin.conv.weight", new long[] { 6, 1, 7, 5 }, "square, of an odd side")]
    [InlineData("stages.0.blocks.0.pw1.conv.bias", new long[] { 6 }, "deep_fuse_BN")]
    public void Of_TensorsThatAreNearlyARepLkNet_SaysWhatIsWrong(string name, long[]? shape, string says)
    {
        using Backbone model = Backbones.Create(RepLkNet, 0);
        var tensors = model.state_dict().ToDictionary(entry => entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape);
        tensors.Remove(name);
        if (shape is not null)
            tensors[name] = shape;

        var fault = Assert.Throws<CheckpointException>(() => ArchitectureRecognition.Of(tensors, _ => 0, ArchitectureHints.Parse(null), Path));

        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    private static RecognizedArchitecture Recognise(Backbone model, string prefix, string? hints)
    {
        Dictionary<string, Tensor> state = model.state_dict();
        return ArchitectureRecognition.Of(
            state.ToDictionary(entry => prefix + entry.Key, entry => (IReadOnlyList<long>)entry.Value.shape),
            name => state[name[prefix.Length..]].max().item<float>(), ArchitectureHints.Parse(hints), Path);
    }

    private static Dictionary<string, IReadOnlyList<long>> PlainVit(int width) => new()
    {
        ["cls_token"] = [1, 1, width], ["pos_embed"] = [1, 197, width], ["patch_embed.proj.weight"] = [width, 3, 16, 16],
        ["blocks.0.attn.qkv.weight"] = [3 * width, width], ["blocks.0.mlp.fc1.weight"] = [4 * width, width],
    };

    // What no tensor says, and what only initialisation or training needs.
    private static string Comparable(BackboneRecipe recipe) => CanonicalJson.Write(recipe switch
    {
        VisionTransformerRecipe vit => vit with { LayerScaleInit = vit.LayerScaleInit is null ? null : 1 },
        _ => recipe,
    });
}
