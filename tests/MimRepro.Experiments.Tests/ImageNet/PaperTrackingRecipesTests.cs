using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>The recipes against the fact sheet, copied by hand: a value changed on either side shows.</summary>
public class PaperTrackingRecipesTests
{
    private static readonly TrackingRecipe Base = PaperTrackingRecipes.Got10kBase, Large = PaperTrackingRecipes.Got10kBase384, Lasot = PaperTrackingRecipes.LasotBase;

    private static readonly (string What, object Expected, object Got)[] Values =
    [
        ("template", (112, 2.0, 192), (Base.Data.TemplateSize, Base.Data.TemplateArea, Large.Data.TemplateSize)),
        ("search region", (224, 4.0, 384), (Base.Data.SearchSize, Base.Data.SearchArea, Large.Data.SearchSize)),
        ("stride", (2, 16), (Base.Tracker.Stage, DerivedNumbers.StageStride(Base.Model, Base.Tracker.Stage))),
        ("encoder and decoder", (8, 1, 512, 8), (Base.Tracker.EncoderLayers, Base.Tracker.DecoderLayers, Base.Tracker.Width, Base.Tracker.Heads)),
        ("width of the stage", 512, DerivedNumbers.StageWidth(Base.Model, Base.Tracker.Stage)),
        ("drop path", (0.1, 0.5), (Base.Tracker.DropPath, Base.Tracker.DropPathStart)),
        ("loss", (1.5, 1.5, 0.75, 2.0), (Base.Loss.ScoreWeight, Base.Loss.BoxWeight, Base.Loss.NegativeWeight, Base.Loss.FocalPower)),
        ("rates", (5e-4, 0.1), (Base.Optimizer.BaseLearningRate, Base.BackboneRateScale)),
        ("weight decay, clipping", (1e-4, 0.1), (Base.Optimizer.WeightDecay, Base.Optimizer.ClipGradNorm!.Value)),
        ("epochs of pairs", (300.0, 131_072), (Base.Schedule.Epochs, Base.Data.PairsPerEpoch)),
        ("batch", (64, 64), (Base.BatchSize, Base.Optimizer.BaseBatchSize)),
        ("drop at 70 %", (210.0, 0.1), (Base.Schedule.DecayEpochs!.Single(), Base.Schedule.DecayRate!.Value)),
        ("warm-up of 1 %", (3.0, 5e-7), (Base.Schedule.WarmupEpochs, Base.Schedule.WarmupLearningRate)),
        ("gap", 100, Base.Data.LargestGap),
        ("search jitter", (0.25, 3.0), (Base.Data.SearchScaleJitter, Base.Data.SearchTranslationJitter)),
        ("template jitter", (0.0, 0.0), (Base.Data.TemplateScaleJitter, Base.Data.TemplateTranslationJitter)),
        ("colours", (0.05, 0.4), (Base.Data.GreyProbability, Base.Data.ColourJitter)),
        ("window", 0.49, Base.Evaluation.WindowPenalty),
        ("data of GOT-10k's number", "got-10k", string.Join(' ', Base.Data.Datasets)),
        ("data of LaSOT's number", "got-10k lasot trackingnet", string.Join(' ', Lasot.Data.Datasets)),
    ];

    [Fact, Trait("Kind", "Unit")]
    public void Values_OfTheTrackingRecipes_EqualTheFactSheet() =>
        Assert.Empty(Values.Where(value => !value.Expected.Equals(value.Got)).Select(value => $"PAPER.md 5.6, {value.What}: expected {value.Expected}, got {value.Got}"));

    [Fact, Trait("Kind", "Unit")]
    public void Recipes_OfTracking_AreSound() => Assert.All(
        new[] { Base, Large, Lasot, PaperTrackingRecipes.LasotBase384 }, recipe => Assert.Empty(RecipeValidation.Check(recipe)));
}
