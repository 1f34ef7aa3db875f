using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>Pre-training of the two arms: one model, one set of images, one optimizer, one length; only the task differs.</summary>
/// <remarks>Run: ./build.sh PretrainMim, ./build.sh PretrainSupervised (with --profile)</remarks>
public static class PretrainingRecipes
{
    /// <summary>SimMIM's ViT at 32 px: 0.2 M weights, 64 tokens, about 250 images/s on one CPU thread without AVX-512 (float32).</summary>
    internal static readonly VisionTransformerRecipe Model = new()
    {
        ImageSize = 32,
        PatchSize = 4,                              // 8 x 8 = 64 tokens, stride 4 px
        InChannels = 1,
        EmbedDim = 64,
        Depth = 6,
        Heads = 4,                                  // 16 channels a head
        MlpRatio = 2,
        QkvBias = true,
        QueryScale = null,
        LayerScaleInit = 1.0,
        AbsolutePositionEmbedding = true,
        RelativePositionBias = true,
        SharedRelativePositionBias = false,
        MeanPooling = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0,
        NormEpsilon = 1e-6,
        InitialDeviation = 0.12,                    // 1 / sqrt(64) = 0.125; the reference's 0.02 is for width 768
    };

    private static readonly OptimizerRecipe Optimizer = new()
    {
        BaseLearningRate = 1e-3,
        BaseBatchSize = 32,
        Betas = [0.9, 0.999],
        Epsilon = 1e-8,
        WeightDecay = 0.05,
        ClipGradNorm = 5,
        LayerDecay = 1,
        EmaDecay = null,
    };

    /// <summary>What a small pre-training does otherwise than the references, whatever its backbone.</summary>
    internal static readonly string[] OfAnyBackbone =
    [
        "Data: Fashion-MNIST, 5 of its classes, 32 px, grey, instead of ImageNet-1K at 224 px: what 2 CPU cores can train",
        "Model: no drop path; the reference's 0.1 is for 12 blocks and hundreds of epochs",
        "Optimizer: learning rate 1e-3 at batch 32 and cosine schedule, since the number of steps counts most; the reference drops 4e-4 at batch 2048 once (decision 0004)",
        "Precision: float32; the reference trains with apex O1 half precision. Many CPUs only emulate bfloat16, an order of magnitude slower",
    ];

    private static readonly string[] Common =
    [
        .. OfAnyBackbone,
        "Model: width 64, depth 6, 4 heads, MLP ratio 2, patch 4 instead of ViT-B/16: what 2 CPU cores can train",
        "Model: initial weights 0.12 instead of 0.02 and layer scale from 1 instead of 0.1: at width 64 and a few thousand steps the reference's values leave attention uniform (decision 0004)",
        "Model: an absolute position embedding besides the relative bias, for the same reason",
        "Model: relative position bias in every block already in pre-training; SimMIM shares one table there and copies it for fine-tuning",
    ];

    /// <summary>SimMIM, 4 epochs of 20,000 images. Result: reports/.</summary>
    public static readonly SimMimRecipe MimEvening = new()
    {
        Id = "simmim-vit-fmnist-evening",
        Source = "microsoft/SimMIM configs/vit_base__800ep, data/data_simmim.py, models/simmim.py; PAPER.md 4.1",
        Deviations =
        [
            .. Common,
            "Mask: cells of 8 px, 10 of 16 hidden (62.5 %), instead of 32 px, 30 of 49 (61.2 %): 2 x 2 patches a cell, as in the reference",
        ],
        Data = FashionMnistData.Pretraining with { ImagesPerClass = Scale.Evening.PretrainingImagesPerClass },
        Model = Model,
        Optimizer = Optimizer,
        Schedule = new()
        {
            Kind = ScheduleKind.Cosine,
            Epochs = Scale.Evening.PretrainingEpochs,
            WarmupEpochs = Scale.Evening.PretrainingWarmupEpochs,
            WarmupLearningRate = 1e-6,
            MinLearningRate = 1e-5,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 32,
        Precision = Precision.Float32,
        Seed = 0,
        TargetWindow = null,
        Mask = new() { PatchSize = 8, Ratio = 0.6 },   // ceil(0.6 x 16) = 10 of 16 cells
        CheckpointEpochs = Scale.Evening.CheckpointEpochs,
        Evaluation = FashionMnistData.PretrainingHeldOut with { ImagesPerClass = Scale.Evening.EvaluationImagesPerClass },
    };

    /// <summary>SimMIM, 2 epochs of 10,000 images.</summary>
    public static readonly SimMimRecipe MimSmall = MimEvening with
    {
        Id = "simmim-vit-fmnist-small",
        Data = MimEvening.Data with { ImagesPerClass = Scale.Small.PretrainingImagesPerClass },
        Schedule = MimEvening.Schedule with { Epochs = Scale.Small.PretrainingEpochs, WarmupEpochs = Scale.Small.PretrainingWarmupEpochs },
        CheckpointEpochs = Scale.Small.CheckpointEpochs,
        Evaluation = MimEvening.Evaluation with { ImagesPerClass = Scale.Small.EvaluationImagesPerClass },
    };

    /// <summary>SimMIM, a few steps on 400 images: shows that the line works.</summary>
    public static readonly SimMimRecipe MimSmoke = MimEvening with
    {
        Id = "simmim-vit-fmnist-smoke",
        Data = MimEvening.Data with { ImagesPerClass = Scale.Smoke.PretrainingImagesPerClass },
        Schedule = MimEvening.Schedule with { Epochs = Scale.Smoke.PretrainingEpochs, WarmupEpochs = Scale.Smoke.PretrainingWarmupEpochs },
        CheckpointEpochs = Scale.Smoke.CheckpointEpochs,
        Evaluation = MimEvening.Evaluation with { ImagesPerClass = Scale.Smoke.EvaluationImagesPerClass },
    };

    /// <summary>Cross-entropy on the labels of the same images, for as long as SimMIM. Result: reports/.</summary>
    public static readonly SupervisedRecipe SupervisedEvening = new()
    {
        Id = "supervised-vit-fmnist-evening",
        Source = "facebookresearch/deit main.py; PAPER.md 4.2",
        Deviations =
        [
            .. Common,
            "Model: SimMIM's ViT, as in the other arm, instead of DeiT's: the arms differ in nothing but the task",
            "Augmentation: SimMIM's crop and flip, as in the other arm; no RandAugment, mixup, cutmix, erasing or repeated augmentation",
            "Schedule: the length of the other arm; no average of weights",
        ],
        Data = MimEvening.Data,
        Model = Model,
        Optimizer = Optimizer,
        Schedule = MimEvening.Schedule,
        BatchSize = MimEvening.BatchSize,
        Precision = Precision.Float32,
        Seed = 0,
        LabelSmoothing = 0.1,
        Augmentation = null,
        CheckpointEpochs = Scale.Evening.CheckpointEpochs,
        Evaluation = MimEvening.Evaluation,
    };

    /// <summary>Supervised, as long as <see cref="MimSmall"/>.</summary>
    public static readonly SupervisedRecipe SupervisedSmall = SupervisedEvening with
    {
        Id = "supervised-vit-fmnist-small",
        Data = MimSmall.Data,
        Schedule = MimSmall.Schedule,
        CheckpointEpochs = MimSmall.CheckpointEpochs,
        Evaluation = MimSmall.Evaluation,
    };

    /// <summary>Supervised, as long as <see cref="MimSmoke"/>.</summary>
    public static readonly SupervisedRecipe SupervisedSmoke = SupervisedEvening with
    {
        Id = "supervised-vit-fmnist-smoke",
        Data = MimSmoke.Data,
        Schedule = MimSmoke.Schedule,
        CheckpointEpochs = MimSmoke.CheckpointEpochs,
        Evaluation = MimSmoke.Evaluation,
    };
}
