using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Tests.ImageNet;

/// <summary>The recipes against the fact sheet, copied by hand: a value changed on either side shows.</summary>
public class PaperRecipesTests
{
    private static readonly VisionTransformerRecipe Pretrained = (VisionTransformerRecipe)PaperRecipes.SimMimBase.Model;
    private static readonly VisionTransformerRecipe FineTuned = (VisionTransformerRecipe)PaperRecipes.FineTuneBase.Model;

    private static readonly (string Section, string What, object Expected, object Got)[] Values =
    [
        // 4.1, input
        ("4.1", "crop scale", new Interval(0.67, 1.0), PaperRecipes.SimMimBase.Data.CropScale),
        ("4.1", "crop ratio", new Interval(0.75, 4 / 3.0), PaperRecipes.SimMimBase.Data.CropRatio),
        ("4.1", "flip", 0.5, PaperRecipes.SimMimBase.Data.FlipProbability),
        ("4.1", "image, ViT-B", 224, PaperRecipes.SimMimBase.Data.ImageSize),
        ("4.1", "mask cell", 32, PaperRecipes.SimMimBase.Mask.PatchSize),
        ("4.1", "mask ratio", 0.6, PaperRecipes.SimMimBase.Mask.Ratio),
        ("4.1", "hidden cells at 224 px", 30, DerivedNumbers.MaskedCells(PaperRecipes.SimMimBase.Mask, 224)),
        ("4.1", "hidden cells at 192 px", 22, DerivedNumbers.MaskedCells(PaperRecipes.SimMimBase.Mask, 192)),
        // 4.1, table, column ViT-B
        ("4.1", "drop path", 0.1, PaperRecipes.SimMimBase.Model.DropPath),
        ("4.1", "epochs", 800.0, PaperRecipes.SimMimBase.Schedule.Epochs),
        ("4.1", "warm-up epochs", 10.0, PaperRecipes.SimMimBase.Schedule.WarmupEpochs),
        ("4.1", "base rate", 1e-4, PaperRecipes.SimMimBase.Optimizer.BaseLearningRate),
        ("4.1", "per images", 512, PaperRecipes.SimMimBase.Optimizer.BaseBatchSize),
        ("4.1", "warm-up rate", 5e-7, PaperRecipes.SimMimBase.Schedule.WarmupLearningRate),
        ("4.1", "schedule", ScheduleKind.MultiStep, PaperRecipes.SimMimBase.Schedule.Kind),
        ("4.1", "drop at epoch", 700.0, PaperRecipes.SimMimBase.Schedule.DecayEpochs!.Single()),
        ("4.1", "drop by", 0.1, PaperRecipes.SimMimBase.Schedule.DecayRate!),
        // 4.1, all
        ("4.1", "beta 1", 0.9, PaperRecipes.SimMimBase.Optimizer.Betas[0]),
        ("4.1", "beta 2", 0.999, PaperRecipes.SimMimBase.Optimizer.Betas[1]),
        ("4.1", "epsilon", 1e-8, PaperRecipes.SimMimBase.Optimizer.Epsilon),
        ("4.1", "weight decay", 0.05, PaperRecipes.SimMimBase.Optimizer.WeightDecay),
        ("4.1", "clip", 5.0, PaperRecipes.SimMimBase.Optimizer.ClipGradNorm!),
        ("4.1", "batch", 2048, PaperRecipes.SimMimBase.BatchSize),
        ("4.1", "width", 768, Pretrained.EmbedDim),
        ("4.1", "depth", 12, Pretrained.Depth),
        ("4.1", "heads", 12, Pretrained.Heads),
        ("4.1", "patch", 16, Pretrained.PatchSize),
        ("4.1", "layer scale", 0.1, Pretrained.LayerScaleInit!),
        ("4.1", "absolute positions", false, Pretrained.AbsolutePositionEmbedding),
        ("4.1", "shared bias in pre-training", true, Pretrained.SharedRelativePositionBias),
        ("4.1", "bias per block in fine-tuning", true, FineTuned.RelativePositionBias),
        ("4.1", "mean pooling in fine-tuning", true, FineTuned.MeanPooling),
        ("4.1", "norm epsilon", 1e-6, Pretrained.NormEpsilon),
        // 4.2, DeiT-B
        ("4.2", "epochs", 300.0, PaperRecipes.SupervisedBase.Schedule.Epochs),
        ("4.2", "base rate", 5e-4, PaperRecipes.SupervisedBase.Optimizer.BaseLearningRate),
        ("4.2", "per images", 512, PaperRecipes.SupervisedBase.Optimizer.BaseBatchSize),
        ("4.2", "weight decay", 0.05, PaperRecipes.SupervisedBase.Optimizer.WeightDecay),
        ("4.2", "warm-up epochs", 5.0, PaperRecipes.SupervisedBase.Schedule.WarmupEpochs),
        ("4.2", "schedule", ScheduleKind.Cosine, PaperRecipes.SupervisedBase.Schedule.Kind),
        ("4.2", "drop path", 0.1, PaperRecipes.SupervisedBase.Model.DropPath),
        ("4.2", "average of weights", 0.99996, PaperRecipes.SupervisedBase.Optimizer.EmaDecay!),
        ("4.2", "label smoothing", 0.1, PaperRecipes.SupervisedBase.LabelSmoothing),
        // 5.1
        ("5.1", "epochs", 100.0, PaperRecipes.FineTuneBase.Schedule.Epochs),
        ("5.1", "warm-up epochs", 20.0, PaperRecipes.FineTuneBase.Schedule.WarmupEpochs),
        ("5.1", "schedule", ScheduleKind.Cosine, PaperRecipes.FineTuneBase.Schedule.Kind),
        ("5.1", "base rate", 1.25e-3, PaperRecipes.FineTuneBase.Optimizer.BaseLearningRate),
        ("5.1", "warm-up rate", 2.5e-7, PaperRecipes.FineTuneBase.Schedule.WarmupLearningRate),
        ("5.1", "lowest rate", 2.5e-7, PaperRecipes.FineTuneBase.Schedule.MinLearningRate),
        ("5.1", "weight decay", 0.05, PaperRecipes.FineTuneBase.Optimizer.WeightDecay),
        ("5.1", "clip", 5.0, PaperRecipes.FineTuneBase.Optimizer.ClipGradNorm!),
        ("5.1", "label smoothing", 0.1, PaperRecipes.FineTuneBase.LabelSmoothing),
        ("5.1", "layer decay", 0.65, PaperRecipes.FineTuneBase.Optimizer.LayerDecay),
        ("5.1", "drop path", 0.1, PaperRecipes.FineTuneBase.Model.DropPath),
        ("5.1", "image", 224, PaperRecipes.FineTuneBase.Data.ImageSize),
    ];

    [Fact, Trait("Kind", "Unit")]
    public void Values_OfThePaperRecipes_EqualTheFactSheet() =>
        Assert.Empty(Values.Where(value => !value.Expected.Equals(value.Got))
            .Select(value => $"PAPER.md {value.Section}, {value.What}: expected {value.Expected}, got {value.Got}"));

    // 4.1: 4e-4; 5.1: 5e-3; 4.2: peak 1e-3, lowest rate 1e-5 for any batch.
    [Fact, Trait("Kind", "Unit")]
    public void EffectiveRates_OfThePaperRecipes_AreThePublishedOnes()
    {
        var (mim, supervised, tuned) = (PaperRecipes.SimMimBase, PaperRecipes.SupervisedBase, PaperRecipes.FineTuneBase);

        Assert.Equal(4e-4, DerivedNumbers.Effective(mim.Optimizer.BaseLearningRate, mim.Optimizer, mim.BatchSize), 12);
        Assert.Equal(5e-3, DerivedNumbers.Effective(tuned.Optimizer.BaseLearningRate, tuned.Optimizer, tuned.BatchSize), 12);
        Assert.Equal(1e-3, DerivedNumbers.Effective(supervised.Optimizer.BaseLearningRate, supervised.Optimizer, supervised.BatchSize), 12);
        Assert.Equal(1e-5, DerivedNumbers.Effective(supervised.Schedule.MinLearningRate, supervised.Optimizer, supervised.BatchSize), 12);
    }
}
