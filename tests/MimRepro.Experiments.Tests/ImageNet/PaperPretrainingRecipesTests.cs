using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>Pre-trainings of Swin and RepLKNet: sound, pinned, and with the fact sheet's values, copied by hand.</summary>
public class PaperPretrainingRecipesTests
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly SimMimRecipe[] Masked =
    [
        PaperPretrainingRecipes.SwinBase, PaperPretrainingRecipes.SwinLarge, PaperPretrainingRecipes.SwinV2Base, PaperPretrainingRecipes.SwinV2Large, PaperPretrainingRecipes.RepLkNet31Base,
    ];

    public static TheoryData<string> Ids => [.. Masked.Select(recipe => recipe.Id)];

    [Theory, Trait("Kind", "Unit"), MemberData(nameof(Ids))]
    public void SimMimRecipe_IsSound(string id) => Assert.Empty(RecipeValidation.Check(Of(id)));

    [Fact, Trait("Kind", "Unit")]
    public void SupervisedRecipe_IsSound() => Assert.Empty(RecipeValidation.Check(PaperPretrainingRecipes.SupervisedRepLkNet31Base));

    [Theory, Trait("Kind", "Snapshot"), MemberData(nameof(Ids))]
    public void SimMimRecipe_InCanonicalJson_IsThis(string id) => Match(CanonicalJson.Write(Of(id)), id);

    [Fact, Trait("Kind", "Snapshot")]
    public void SupervisedRecipe_InCanonicalJson_IsThis() =>
        Match(CanonicalJson.Write(PaperPretrainingRecipes.SupervisedRepLkNet31Base), PaperPretrainingRecipes.SupervisedRepLkNet31Base.Id);

    // PAPER.md 4.1: window, drop path and sizes of each column; the base rate, and 0.1 of it from epoch 700 of 800, for all.
    [Theory, Trait("Kind", "Unit")]
    [InlineData("simmim-swin-b-in1k-800ep", 128, 4, 6, 0.0)]
    [InlineData("simmim-swin-l-in1k-800ep", 192, 6, 12, 0.0)]
    [InlineData("simmim-swinv2-b-in1k-800ep", 128, 4, 12, 0.1)]
    [InlineData("simmim-swinv2-l-in1k-800ep", 192, 6, 12, 0.1)]
    public void Swin_OfThePaper_HasTheFactSheetsSizes(string id, int width, int heads, int window, double dropPath)
    {
        var recipe = Of(id);
        var model = Assert.IsAssignableFrom<SwinRecipe>(recipe.Model);

        Assert.Equal((192, width, dropPath), (model.ImageSize, model.EmbedDim, model.DropPath));
        Assert.Equal([2, 2, 18, 2], model.Depths);
        Assert.Equal([heads, 2 * heads, 4 * heads, 8 * heads], model.Heads);
        Assert.Equal([window, window, window, window], model.WindowSizes);
        Assert.Equal((800.0, 10.0, 1e-4, 5e-7, 2048), (recipe.Schedule.Epochs, recipe.Schedule.WarmupEpochs, recipe.Optimizer.BaseLearningRate, recipe.Schedule.WarmupLearningRate, recipe.BatchSize));
        Assert.Equal(22, DerivedNumbers.MaskedCells(recipe.Mask, model.ImageSize));
        Assert.Equal(model is SwinTransformerV2Recipe ? 47 : null, recipe.TargetWindow);
    }

    // PAPER.md 4.2.
    [Fact, Trait("Kind", "Unit")]
    public void RepLkNet_OfThePaper_HasTheFactSheetsValues()
    {
        var recipe = PaperPretrainingRecipes.SupervisedRepLkNet31Base;
        var model = Assert.IsType<RepLkNetRecipe>(recipe.Model);

        Assert.Equal([31, 29, 27, 13], model.KernelSizes);
        Assert.Equal([2, 2, 18, 2], model.Depths);
        Assert.Equal([128, 256, 512, 1024], model.Channels);
        Assert.Equal((5, 0.5, 224), (model.SmallKernel, model.DropPath, model.ImageSize));
        Assert.Equal((300.0, 10.0, 0.05, 2048), (recipe.Schedule.Epochs, recipe.Schedule.WarmupEpochs, recipe.Optimizer.WeightDecay, recipe.BatchSize));
        Assert.Equal(4e-3, DerivedNumbers.Effective(recipe.Optimizer.BaseLearningRate, recipe.Optimizer, recipe.BatchSize), 12);
        Assert.Equal(30, DerivedNumbers.MaskedCells(PaperPretrainingRecipes.RepLkNet31Base.Mask, 224));
    }

    private static SimMimRecipe Of(string id) => Masked.Single(recipe => recipe.Id == id);

    private static void Match(string json, string id)
    {
        var classes = JsonNode.Parse($"[{string.Join(',', Enumerable.Range(0, 1000))}]")!.ToJsonString(Indented).Replace("\n", "\n    ");
        Snapshots.Match(JsonNode.Parse(json)!.ToJsonString(Indented).Replace(classes, "[0, …, 999]"), id);
    }
}
