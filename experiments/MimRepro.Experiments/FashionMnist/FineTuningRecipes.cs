using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>The fine-grained task, all weights trained: from either pre-trained backbone with one recipe, and from scratch.</summary>
/// <remarks>Run: ./build.sh FineTune (with --profile)</remarks>
public static class FineTuningRecipes
{
    /// <summary>3 epochs of 30,000 images, from a pre-trained backbone. Result: reports/.</summary>
    public static readonly FineTuningRecipe Evening = new()
    {
        Id = "finetune-vit-fmnist-evening",
        Source = "microsoft/SimMIM configs/vit_base__800ep (fine-tuning); PAPER.md 5.1",
        Deviations =
        [
            "Data: five upper-body garments of Fashion-MNIST that are easily confused, 6,000 images each, instead of ImageNet-1K or iNaturalist-18",
            "Model: width 64, depth 6, 4 heads, MLP ratio 2, patch 4 instead of ViT-B/16; initial weights and positions as in pre-training",
            "Augmentation: none. In a few epochs crops and flips cost accuracy (docs/decisions/0006); no RandAugment, mixup, cutmix or erasing",
            "Optimizer: learning rate 7e-4 at batch 16 instead of 5e-3 at 2048; layer decay 0.85 instead of 0.65, since 6 short-trained blocks have more to learn than 12 long-trained ones",
            "Schedule: 3 epochs with a quarter of one for warm-up (small: 0.5 and 0.1) instead of 100 with 20",
            "Hyper-parameters are the same for both arms; the paper searched them for each initialisation (recalled)",
        ],
        Data = FashionMnistData.FineGrained with
        {
            ImagesPerClass = Scale.Evening.FineTuningImagesPerClass,
            CropScale = new(1, 1),
            CropRatio = new(1, 1),
            FlipProbability = 0,
        },
        Model = PretrainingRecipes.Model,
        Optimizer = new()
        {
            BaseLearningRate = 7e-4,
            BaseBatchSize = 16,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = 5,
            LayerDecay = 0.85,                      // patch embedding: 0.85^7 = 0.32 of the head's rate
            EmaDecay = null,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.Cosine,
            Epochs = Scale.Evening.FineTuningEpochs,
            WarmupEpochs = Scale.Evening.FineTuningWarmupEpochs,
            WarmupLearningRate = 1e-6,
            MinLearningRate = 1e-6,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 16,
        Precision = Precision.Float32,
        Seed = 0,
        PretrainedBlocks = null,
        LabelSmoothing = 0.1,
        Augmentation = null,
        EvaluationEpochs = Quarters(Scale.Evening),
        Evaluation = FashionMnistData.FineGrainedHeldOut with { ImagesPerClass = Scale.Evening.EvaluationImagesPerClass },
    };

    /// <summary>0.5 epochs of 30,000 images, from a pre-trained backbone.</summary>
    public static readonly FineTuningRecipe Small = Evening with
    {
        Id = "finetune-vit-fmnist-small",
        Data = Evening.Data with { ImagesPerClass = Scale.Small.FineTuningImagesPerClass },
        Schedule = Evening.Schedule with { Epochs = Scale.Small.FineTuningEpochs, WarmupEpochs = Scale.Small.FineTuningWarmupEpochs },
        EvaluationEpochs = Quarters(Scale.Small),
        Evaluation = Evening.Evaluation with { ImagesPerClass = Scale.Small.EvaluationImagesPerClass },
    };

    /// <summary>A few steps on 300 images: shows that the line works.</summary>
    public static readonly FineTuningRecipe Smoke = Evening with
    {
        Id = "finetune-vit-fmnist-smoke",
        Data = Evening.Data with { ImagesPerClass = Scale.Smoke.FineTuningImagesPerClass },
        Schedule = Evening.Schedule with { Epochs = Scale.Smoke.FineTuningEpochs, WarmupEpochs = Scale.Smoke.FineTuningWarmupEpochs },
        EvaluationEpochs = Quarters(Scale.Smoke),
        Evaluation = Evening.Evaluation with { ImagesPerClass = Scale.Smoke.EvaluationImagesPerClass },
    };

    /// <summary>The same images and length without a backbone: what pre-training has to beat.</summary>
    public static readonly FineTuningRecipe ScratchEvening = Evening with
    {
        Id = "scratch-vit-fmnist-evening",
        Deviations = [.. Evening.Deviations, "From scratch: no layer decay, since no layer knows anything yet"],
        Optimizer = Evening.Optimizer with { LayerDecay = 1 },
    };

    /// <summary><see cref="ScratchEvening"/> at the length of <see cref="Small"/>.</summary>
    public static readonly FineTuningRecipe ScratchSmall = ScratchEvening with
    {
        Id = "scratch-vit-fmnist-small",
        Data = Small.Data,
        Schedule = Small.Schedule,
        EvaluationEpochs = Small.EvaluationEpochs,
        Evaluation = Small.Evaluation,
    };

    /// <summary><see cref="ScratchEvening"/> at the length of <see cref="Smoke"/>.</summary>
    public static readonly FineTuningRecipe ScratchSmoke = ScratchEvening with
    {
        Id = "scratch-vit-fmnist-smoke",
        Data = Smoke.Data,
        Schedule = Smoke.Schedule,
        EvaluationEpochs = Smoke.EvaluationEpochs,
        Evaluation = Smoke.Evaluation,
    };

    private static double[] Quarters(Scale scale) => [.. new[] { 0.25, 0.5, 0.75, 1 }.Select(share => share * scale.FineTuningEpochs)];
}
