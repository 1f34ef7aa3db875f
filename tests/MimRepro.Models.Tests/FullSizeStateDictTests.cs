using System.Text;
using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Models.Tests;

/// <summary>Key, shape and dtype of every entry of the paper's backbones in full size, with a head of 1,000 classes.</summary>
[Trait("Kind", "Snapshot")]
public sealed class FullSizeStateDictTests
{
    [Fact]
    public void StateDict_SwinBase_HasTheseEntries() => MatchTable(PaperModels.SwinBase, "swin-base");

    [Fact]
    public void StateDict_SwinLarge_HasTheseEntries() => MatchTable(PaperModels.SwinLarge, "swin-large");

    [Fact]
    public void StateDict_SwinV2Base_HasTheseEntries() => MatchTable(PaperModels.SwinV2Base, "swinv2-base");

    [Fact]
    public void StateDict_SwinV2Large_HasTheseEntries() => MatchTable(PaperModels.SwinV2Large, "swinv2-large");

    [Fact]
    public void StateDict_VitBase_HasTheseEntries() => MatchTable(PaperModels.VitBase, "vit-base");

    [Fact]
    public void StateDict_RepLkNet31Base_HasTheseEntries() => MatchTable(PaperModels.RepLkNet31Base, "replknet-31b");

    [Fact]
    public void StateDict_RepLkNet31BaseMerged_HasTheseEntries() => MatchTable(PaperModels.RepLkNet31Base with { Merged = true }, "replknet-31b-merged");

    private static void MatchTable(BackboneRecipe recipe, string name)
    {
        using DisposeScope scope = torch.NewDisposeScope();
        using Backbone model = Backbones.Create(recipe, 1000);
        var table = new StringBuilder();
        foreach ((string key, torch.Tensor value) in model.state_dict())
            table.Append($"{key} [{string.Join(", ", value.shape)}] {value.dtype}\n");
        table.Append($"{model.parameters().Sum(parameter => parameter.numel())} parameters\n");

        Snapshots.Match(table.ToString(), name);
    }
}
