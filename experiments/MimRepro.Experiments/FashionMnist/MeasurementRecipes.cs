using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>What is measured on backbones without training them, and the linear classifiers to compare with.</summary>
/// <remarks>Run: ./build.sh AnalyzeAttention, FineTune, PretrainMim (with --profile)</remarks>
public static class MeasurementRecipes
{
    private static readonly string[] ProbeDeviations =
    [
        "The paper fine-tunes and does not probe (recalled); a linear probe is a side-check of ours",
        "AdamW instead of a searched SGD; no search of learning rate or weight decay",
    ];

    /// <summary>Attention of 1,020 held-out images of the classes that pre-training saw.</summary>
    public static readonly AttentionAnalysisRecipe AttentionEvening = new()
    {
        Id = "attention-vit-fmnist-evening",
        Source = "PAPER.md 2.1 to 2.5 (definitions of public code; the paper's own formulas could not be read)",
        Deviations = ["Data: held-out Fashion-MNIST photos instead of 1,024 of ImageNet's; the paper's own number of images is unknown"],
        Data = FashionMnistData.PretrainingHeldOut with { ImagesPerClass = Scale.Evening.AnalysisImagesPerClass },
        Model = PretrainingRecipes.Model,
        BatchSize = Scale.Evening.AnalysisBatchSize,
    };

    /// <summary>Attention of 510 held-out images.</summary>
    public static readonly AttentionAnalysisRecipe AttentionSmall = AttentionEvening with
    {
        Id = "attention-vit-fmnist-small",
        Data = AttentionEvening.Data with { ImagesPerClass = Scale.Small.AnalysisImagesPerClass },
        BatchSize = Scale.Small.AnalysisBatchSize,
    };

    /// <summary>Attention of 100 held-out images.</summary>
    public static readonly AttentionAnalysisRecipe AttentionSmoke = AttentionEvening with
    {
        Id = "attention-vit-fmnist-smoke",
        Data = AttentionEvening.Data with { ImagesPerClass = Scale.Smoke.AnalysisImagesPerClass },
        BatchSize = Scale.Smoke.AnalysisBatchSize,
    };

    /// <summary>15 held-out photos, three of each class: original, masked, reconstructed. The same in every profile.</summary>
    public static readonly ReconstructionRecipe Reconstruction = new()
    {
        Id = "reconstruction-vit-fmnist",
        Source = "microsoft/SimMIM data/data_simmim.py (mask); PAPER.md 4.1",
        Deviations = ["The pictures are ours; the paper shows none of this kind that could be read"],
        Data = FashionMnistData.PretrainingHeldOut with { ImagesPerClass = 3 },
        Model = PretrainingRecipes.Model,
        Mask = PretrainingRecipes.MimEvening.Mask,
        Images = 15,
        Seed = 0,
    };

    /// <summary>A linear classifier on the frozen backbone's mean-pooled features.</summary>
    public static readonly LinearProbeRecipe ProbeEvening = new()
    {
        Id = "probe-vit-fmnist-evening",
        Source = "PAPER.md 5.2 (a linear side-check, after naver/cog logreg.py)",
        Deviations = ProbeDeviations,
        Data = FashionMnistData.FineGrainedHeldOut with { Split = "train", ImagesPerClass = Scale.Evening.ProbingImagesPerClass },
        Evaluation = FineTuningRecipes.Evening.Evaluation,
        Model = PretrainingRecipes.Model,
        Classifier = new() { LearningRate = 1e-2, WeightDecay = 0, BatchSize = 256, Epochs = Scale.Evening.ClassifierEpochs },
        Seed = 0,
    };

    /// <summary><see cref="ProbeEvening"/> on 10,000 images.</summary>
    public static readonly LinearProbeRecipe ProbeSmall = ProbeEvening with
    {
        Id = "probe-vit-fmnist-small",
        Data = ProbeEvening.Data with { ImagesPerClass = Scale.Small.ProbingImagesPerClass },
        Evaluation = FineTuningRecipes.Small.Evaluation,
        Classifier = ProbeEvening.Classifier with { Epochs = Scale.Small.ClassifierEpochs },
    };

    /// <summary><see cref="ProbeEvening"/> on the images of the smoke profile.</summary>
    public static readonly LinearProbeRecipe ProbeSmoke = ProbeEvening with
    {
        Id = "probe-vit-fmnist-smoke",
        Data = ProbeEvening.Data with { ImagesPerClass = Scale.Smoke.ProbingImagesPerClass },
        Evaluation = FineTuningRecipes.Smoke.Evaluation,
        Classifier = ProbeEvening.Classifier with { Epochs = Scale.Smoke.ClassifierEpochs },
    };

    /// <summary>The training images nearest to each held-out one, by the frozen backbone's mean-pooled features; nothing is trained.</summary>
    public static readonly NearestNeighboursRecipe NeighboursEvening = new()
    {
        Id = "neighbours-vit-fmnist-evening",
        Source = "facebookresearch/dino eval_knn.py; Wu et al. 2018, 3.4",
        Deviations = ["The paper fine-tunes and does not look for neighbours (recalled); a side-check of ours that has nothing to tune"],
        Data = ProbeEvening.Data,
        Evaluation = ProbeEvening.Evaluation,
        Model = PretrainingRecipes.Model,
        NearestNeighbours = new() { Neighbours = 20, Temperature = 0.07 },
        BatchSize = 256,
        Seed = 0,
    };

    /// <summary><see cref="NeighboursEvening"/> on the images of the small profile.</summary>
    public static readonly NearestNeighboursRecipe NeighboursSmall = NeighboursEvening with
    {
        Id = "neighbours-vit-fmnist-small",
        Data = ProbeSmall.Data,
        Evaluation = ProbeSmall.Evaluation,
    };

    /// <summary><see cref="NeighboursEvening"/> on the images of the smoke profile.</summary>
    public static readonly NearestNeighboursRecipe NeighboursSmoke = NeighboursEvening with
    {
        Id = "neighbours-vit-fmnist-smoke",
        Data = ProbeSmoke.Data,
        Evaluation = ProbeSmoke.Evaluation,
    };

    /// <summary>A linear classifier on the pixels of the images that fine-tuning sees: a fine-tuned model has to beat it.</summary>
    public static readonly PixelBaselineRecipe PixelsEvening = new()
    {
        Id = "pixels-linear-fmnist-evening",
        Source = "none: a floor of our own",
        Deviations = ["Not in the paper: it shows whether a backbone is worth its training"],
        Data = ProbeEvening.Data with { ImagesPerClass = Scale.Evening.FineTuningImagesPerClass },
        Evaluation = ProbeEvening.Evaluation,
        Classifier = ProbeEvening.Classifier with { LearningRate = 1e-3, WeightDecay = 0.01 },   // 1,024 inputs instead of 64
        Seed = 0,
    };

    /// <summary><see cref="PixelsEvening"/> on the images of the small profile.</summary>
    public static readonly PixelBaselineRecipe PixelsSmall = PixelsEvening with
    {
        Id = "pixels-linear-fmnist-small",
        Data = PixelsEvening.Data with { ImagesPerClass = Scale.Small.FineTuningImagesPerClass },
        Evaluation = ProbeSmall.Evaluation,
        Classifier = PixelsEvening.Classifier with { Epochs = Scale.Small.ClassifierEpochs },
    };

    /// <summary><see cref="PixelsEvening"/> on the images of the smoke profile.</summary>
    public static readonly PixelBaselineRecipe PixelsSmoke = PixelsEvening with
    {
        Id = "pixels-linear-fmnist-smoke",
        Data = PixelsEvening.Data with { ImagesPerClass = Scale.Smoke.FineTuningImagesPerClass },
        Evaluation = ProbeSmoke.Evaluation,
        Classifier = PixelsEvening.Classifier with { Epochs = Scale.Smoke.ClassifierEpochs },
    };
}
