using MimRepro.Experiments.Graphs;
using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>The recipes of one backbone in one profile; each step takes one of them and its own seed.</summary>
internal sealed record FashionMnistRecipes
{
    /// <summary>The family, as steps are tagged with it.</summary>
    public required string Backbone { get; init; }
    public required int[] Seeds { get; init; }
    public required SimMimRecipe Mim { get; init; }
    public required SupervisedRecipe Supervised { get; init; }
    public required FineTuningRecipe FineTuning { get; init; }
    public required FineTuningRecipe Scratch { get; init; }
    public required LinearProbeRecipe Probe { get; init; }
    public required NearestNeighboursRecipe Neighbours { get; init; }
    public required PixelBaselineRecipe Pixels { get; init; }
    public required AttentionAnalysisRecipe Attention { get; init; }
    public required ReconstructionRecipe Reconstruction { get; init; }

    public static readonly FashionMnistRecipes Smoke = new()
    {
        Backbone = StepTags.VisionTransformer,
        Seeds = Scale.Smoke.Seeds,
        Mim = PretrainingRecipes.MimSmoke,
        Supervised = PretrainingRecipes.SupervisedSmoke,
        FineTuning = FineTuningRecipes.Smoke,
        Scratch = FineTuningRecipes.ScratchSmoke,
        Probe = MeasurementRecipes.ProbeSmoke,
        Neighbours = MeasurementRecipes.NeighboursSmoke,
        Pixels = MeasurementRecipes.PixelsSmoke,
        Attention = MeasurementRecipes.AttentionSmoke,
        Reconstruction = MeasurementRecipes.Reconstruction,
    };

    public static readonly FashionMnistRecipes Small = new()
    {
        Backbone = StepTags.VisionTransformer,
        Seeds = Scale.Small.Seeds,
        Mim = PretrainingRecipes.MimSmall,
        Supervised = PretrainingRecipes.SupervisedSmall,
        FineTuning = FineTuningRecipes.Small,
        Scratch = FineTuningRecipes.ScratchSmall,
        Probe = MeasurementRecipes.ProbeSmall,
        Neighbours = MeasurementRecipes.NeighboursSmall,
        Pixels = MeasurementRecipes.PixelsSmall,
        Attention = MeasurementRecipes.AttentionSmall,
        Reconstruction = MeasurementRecipes.Reconstruction,
    };

    public static readonly FashionMnistRecipes Evening = new()
    {
        Backbone = StepTags.VisionTransformer,
        Seeds = Scale.Evening.Seeds,
        Mim = PretrainingRecipes.MimEvening,
        Supervised = PretrainingRecipes.SupervisedEvening,
        FineTuning = FineTuningRecipes.Evening,
        Scratch = FineTuningRecipes.ScratchEvening,
        Probe = MeasurementRecipes.ProbeEvening,
        Neighbours = MeasurementRecipes.NeighboursEvening,
        Pixels = MeasurementRecipes.PixelsEvening,
        Attention = MeasurementRecipes.AttentionEvening,
        Reconstruction = MeasurementRecipes.Reconstruction,
    };

    public static readonly FashionMnistRecipes SwinV2Evening = Evening with
    {
        Backbone = StepTags.SwinTransformerV2,
        Mim = SwinV2Recipes.Mim,
        Supervised = SwinV2Recipes.Supervised,
        FineTuning = SwinV2Recipes.FineTuning,
        Scratch = SwinV2Recipes.Scratch,
        Probe = SwinV2Recipes.Probe,
        Neighbours = SwinV2Recipes.Neighbours,
        Attention = SwinV2Recipes.Attention,
        Reconstruction = SwinV2Recipes.Reconstruction,
    };
}
