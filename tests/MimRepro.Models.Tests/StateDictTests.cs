using System.Text;
using TorchSharp;

namespace MimRepro.Models.Tests;

/// <summary>Key, shape and dtype of every entry: a wrong key shows here first.</summary>
[Trait("Kind", "Snapshot")]
public sealed class StateDictTests
{
    [Fact]
    public void StateDict_TinyClassifier_HasTheseEntries() => MatchTable(new VisionTransformer(TinyRecipes.Tiny, 3), "tiny-classifier");

    [Fact]
    public void StateDict_TinySimMim_HasTheseEntries() => MatchTable(new SimMim(TinyRecipes.TinyMasked), "tiny-simmim");

    [Fact]
    public void StateDict_BaseClassifier_HasTheseEntries() => MatchTable(new VisionTransformer(TinyRecipes.Base, 1000), "base-classifier");

    [Fact]
    public void StateDict_BaseSimMim_HasTheseEntries() => MatchTable(new SimMim(TinyRecipes.BaseMasked), "base-simmim");

    private static void MatchTable(torch.nn.Module model, string name)
    {
        var table = new StringBuilder();
        foreach ((string key, torch.Tensor value) in model.state_dict())
            table.Append($"{key} [{string.Join(", ", value.shape)}] {value.dtype}\n");
        table.Append($"{model.parameters().Sum(parameter => parameter.numel())} parameters\n");
        model.Dispose();

        Snapshots.Match(table.ToString(), name);
    }
}
