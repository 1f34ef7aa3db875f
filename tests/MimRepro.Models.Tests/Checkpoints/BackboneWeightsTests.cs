using MimRepro.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class BackboneWeightsTests : IDisposable
{
    private const string Table = "attn.relative_position_bias_table";
    private readonly string folder = Directory.CreateTempSubdirectory("backbone").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string FileOf(string name) => Path.Combine(folder, name);

    [Fact]
    public void Load_WholeSimMim_TakesTheEncoderAndSpreadsTheSharedTable()
    {
        using DisposeScope scope = NewDisposeScope();
        SimMim pretrained = Shaken(new SimMim(TinyRecipes.TinyMasked));
        ModelWeights.Save(pretrained, FileOf("simmim"));
        VisionTransformer model = Shaken(new VisionTransformer(TinyRecipes.Tiny, 3));

        LoadedWeights loaded = BackboneWeights.Load(model, FileOf("simmim"));

        Dictionary<string, Tensor> from = pretrained.Encoder.state_dict(), to = model.state_dict();
        Assert.Equal(["fc_norm.bias", "fc_norm.weight", "head.bias", "head.weight"], loaded.Fresh);
        Assert.Equal(["mask_token", "norm.bias", "norm.weight"], loaded.Ignored);
        AssertSame(from["rel_pos_bias.relative_position_bias_table"], to["blocks.0." + Table]);
        AssertSame(from["rel_pos_bias.relative_position_bias_table"], to["blocks.1." + Table]);
        AssertSame(from["blocks.1.mlp.fc2.weight"], to["blocks.1.mlp.fc2.weight"]);
        AssertSame(from["cls_token"], to["cls_token"]);
    }

    [Fact]
    public void Load_SavedEncoder_GivesTheSameFeatures()
    {
        using DisposeScope scope = NewDisposeScope();
        SimMim pretrained = Shaken(new SimMim(TinyRecipes.TinyMasked));
        BackboneWeights.Save(pretrained.Encoder, FileOf("encoder"));
        var model = new VisionTransformer(TinyRecipes.TinyMasked, 0);

        LoadedWeights loaded = BackboneWeights.Load(model, FileOf("encoder"));

        Tensor images = rand(2, 1, 8, 8);
        Assert.Empty(loaded.Fresh);
        AssertSame(pretrained.Encoder.call(images), model.call(images));
    }

    [Fact]
    public void Load_ClassifierWithAnotherNumberOfClasses_KeepsTheFreshHead()
    {
        using DisposeScope scope = NewDisposeScope();
        VisionTransformer pretrained = Shaken(new VisionTransformer(TinyRecipes.Tiny, 5));
        BackboneWeights.Save(pretrained, FileOf("classifier"));
        VisionTransformer model = Shaken(new VisionTransformer(TinyRecipes.Tiny, 3));
        Tensor head = model.state_dict()["head.weight"].clone();

        LoadedWeights loaded = BackboneWeights.Load(model, FileOf("classifier"));

        Assert.Equal(["head.bias", "head.weight"], loaded.Fresh);
        AssertSame(head, model.state_dict()["head.weight"]);
        AssertSame(pretrained.state_dict()["fc_norm.weight"], model.state_dict()["fc_norm.weight"]);
    }

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Load_AnotherArchitecture_ReportsEverythingAndChangesNothing()
    {
        using DisposeScope scope = NewDisposeScope();
        BackboneWeights.Save(new VisionTransformer(TinyRecipes.Tiny with { Depth = 3, LayerScaleInit = null, EmbedDim = 16 }, 0), FileOf("other"));
        VisionTransformer model = Shaken(new VisionTransformer(TinyRecipes.Tiny, 3));
        Tensor before = model.state_dict()["blocks.0.mlp.fc1.bias"].clone();

        var fault = Assert.Throws<CheckpointException>(() => BackboneWeights.Load(model, FileOf("other")));

        Snapshots.Match(fault.Message.Replace(folder, "FOLDER", StringComparison.Ordinal), "another-architecture");
        AssertSame(before, model.state_dict()["blocks.0.mlp.fc1.bias"]);
    }

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Load_SavedInsideDistributedDataParallel_NamesTheCause()
    {
        using DisposeScope scope = NewDisposeScope();
        using var model = new VisionTransformer(TinyRecipes.Tiny, 3);
        Safetensors.Write(FileOf("wrapped"), model.state_dict().Select(entry => ("module." + entry.Key, entry.Value)));

        var fault = Assert.Throws<CheckpointException>(() => BackboneWeights.Load(model, FileOf("wrapped")));

        Snapshots.Match(fault.Message.Replace(folder, "FOLDER", StringComparison.Ordinal), "distributed");
    }

    [Fact]
    public void ModelWeights_SavedAndLoaded_AreBitIdenticalAndLeaveNoTensorBehind()
    {
        using var first = Shaken(new SimMim(TinyRecipes.TinyMasked));
        using var second = Shaken(new SimMim(TinyRecipes.TinyMasked));
        ModelWeights.Save(first, FileOf("first"));
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        ModelWeights.Load(second, FileOf("first"));
        ModelWeights.Save(second, FileOf("second"));

        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        Assert.Equal(File.ReadAllBytes(FileOf("first")), File.ReadAllBytes(FileOf("second")));
    }

    /// <summary>Moves every parameter, so that equal values can only come from loading.</summary>
    private static T Shaken<T>(T model) where T : nn.Module
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        foreach (TorchSharp.Modules.Parameter parameter in model.parameters())
            parameter.add_(rand_like(parameter));
        return model;
    }

    private static void AssertSame(Tensor expected, Tensor got) => Assert.True(expected.eq(got).all().item<bool>());
}
