using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>The recipe against the fact sheet (PAPER.md 5.7), copied by hand.</summary>
[Trait("Kind", "Unit")]
public sealed class PaperDetectionRecipesTests
{
    private static readonly DetectionRecipe Recipe = PaperDetectionRecipes.SwinV2Base;

    [Fact]
    public void Recipe_OfThePaper_IsSound() => Assert.Empty(RecipeValidation.Check(Recipe));

    [Fact]
    public void Recipe_ThereAndBackInJson_IsTheSame() =>
        Assert.Equal(CanonicalJson.Write(Recipe), CanonicalJson.Write(CanonicalJson.Read<DetectionRecipe>(CanonicalJson.Write(Recipe))));

    [Fact]
    public void Recipe_AgainstTheFactSheet_Agrees() => Assert.All(
        new (string What, object Expected, object Got)[]
        {
            ("rate", 1e-4, Recipe.Optimizer.BaseLearningRate),
            ("per images", 16, Recipe.Optimizer.BaseBatchSize),
            ("weight decay", 0.05, Recipe.Optimizer.WeightDecay),
            ("epochs", 36.0, Recipe.Schedule.Epochs),
            ("drops", "27, 33", string.Join(", ", Recipe.Schedule.DecayEpochs!)),
            ("drop", 0.1, Recipe.Schedule.DecayRate!),
            ("warm-up updates", 500, (int)Math.Round(Recipe.Schedule.WarmupEpochs * 7329)),
            ("images a step", 16, Recipe.BatchSize),
            ("least short side", 480, Recipe.Data.ShortSides.Min()),
            ("largest short side", 800, Recipe.Data.ShortSides.Max()),
            ("long side", 1333, Recipe.Data.LongSide),
            ("crop", "384 … 600", $"{Recipe.Data.Crop!.MinSide} … {Recipe.Data.Crop.MaxSide}"),
            ("flip", 0.5, Recipe.Data.FlipProbability),
            ("drop path, B", 0.3, Recipe.Model.DropPath),
            ("pyramid", 256, Recipe.PyramidWidth),
            ("anchor scale", 8.0, Recipe.Proposals.Anchors.Scales.Single()),
            ("anchor ratios", "0.5, 1, 2", string.Join(", ", Recipe.Proposals.Anchors.Ratios.Select(ratio => ratio.ToString(System.Globalization.CultureInfo.InvariantCulture)))),
            ("box bins", 7, Recipe.Boxes.Roi.Size),
            ("mask bins", 14, Recipe.Masks.Roi.Size),
            ("test short side", 800, Recipe.Evaluation.ShortSides.Single()),
            ("test suppression", 0.5, Recipe.Test.SuppressionOverlap),
            ("test detections", 100, Recipe.Test.Count),
            ("classes", 80, Recipe.Data.Classes.Length),
        },
        value => Assert.Equal((value.What, value.Expected), (value.What, value.Got)));
}
