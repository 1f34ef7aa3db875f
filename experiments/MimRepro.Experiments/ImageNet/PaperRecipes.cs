using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>The published recipes of the models whose attention the paper compares: ViT-B/16 by SimMIM and by labels.</summary>
/// <remarks>
/// Values as the official repositories have them. That the paper compares SimMIM with DeiT-B is recalled, not read
/// (PAPER.md, before C1). Plan: ./build.sh Reproduce --profile paper --plan
/// </remarks>
public static class PaperRecipes
{
    /// <summary>timm's <c>rand-m9-mstd0.5-inc1</c>, erasing 0.25, mixup 0.8 and CutMix 1.0: config.py of microsoft/SimMIM and the defaults of DeiT's main.py.</summary>
    internal static readonly AugmentationRecipe Augmentation = new()
    {
        ViewsPerImage = 1,
        RandAugment = new()
        {
            Operations = 2,
            Probability = 0.5,
            Magnitude = 9,
            MagnitudeDeviation = 0.5,
            LargestMagnitude = 10,
            Increasing = true,
            Interpolation = PixelInterpolation.Bicubic,
        },
        Erasing = new() { Probability = 0.25, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 },
        Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 },
    };

    /// <summary>ImageNet-1K under the data root, as folders of images; no byte-for-byte list, its reader checks the layout.</summary>
    public static readonly DatasetRecipe ImageNet = new()
    {
        Id = "data-imagenet-1k",
        Source = "image-net.org ILSVRC 2012, the user's own copy",
        Dataset = "imagenet-1k",
        Files = [],
    };

    private static readonly DataRecipe Training = new()
    {
        Dataset = "imagenet-1k",
        Split = "train",
        Classes = [.. Enumerable.Range(0, 1000)],
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = 224,
        Channels = 3,
        CropScale = new(0.67, 1.0),
        CropRatio = new(3 / 4.0, 4 / 3.0),
        FlipProbability = 0.5,
        Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] },
        Pictures = new() { Partition = null, ToleratedBadRecords = 0, Interpolation = PixelInterpolation.Bilinear, CropFraction = 224 / 256.0 },
    };

    /// <summary>As classifiers are trained; SimMIM takes torchvision's bilinear crops of two thirds and more.</summary>
    private static readonly DataRecipe Classifying = Training with { CropScale = new(0.08, 1.0), Pictures = Training.Pictures! with { Interpolation = PixelInterpolation.Bicubic } };

    /// <summary>The 50,000 validation images.</summary>
    private static readonly DataRecipe HeldOut = Training with
    {
        Split = "val",
        CropScale = new(1, 1),
        CropRatio = new(1, 1),
        FlipProbability = 0,
        Pictures = Classifying.Pictures,
    };

    /// <summary>SimMIM, ViT-B/16, ImageNet-1K, 224 px, 800 epochs. 83.8 % top-1 after fine-tuning (SimMIM README).</summary>
    public static readonly SimMimRecipe SimMimBase = new()
    {
        Id = "simmim-vit-b-in1k-800ep",
        Source = "microsoft/SimMIM configs/vit_base__800ep, config.py, data/data_simmim.py; PAPER.md 4.1",
        Deviations =
        [
            "Precision: bfloat16; the reference trains with apex O1 half precision",
            "CheckpointEpochs: ours; attention is measured over training as well",
            "Evaluation: masked loss on validation images; the reference measures none",
        ],
        Data = Training,
        Model = PaperModels.VitBase,
        Optimizer = new()
        {
            BaseLearningRate = 1e-4,                // x 2048 / 512 = 4e-4
            BaseBatchSize = 512,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = 5,
            LayerDecay = 1,
            EmaDecay = null,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.MultiStep,          // x 0.1 at epoch 700
            Epochs = 800,
            WarmupEpochs = 10,
            WarmupLearningRate = 5e-7,
            MinLearningRate = 5e-6,                 // config.py default; a multi-step schedule never reads it
            DecayEpochs = [700],
            DecayRate = 0.1,
        },
        BatchSize = 2048,
        Precision = Precision.BFloat16,
        Seed = 0,
        TargetWindow = null,
        Mask = new() { PatchSize = 32, Ratio = 0.6 },   // ceil(0.6 x 49) = 30 of 49 cells
        CheckpointEpochs = [0, 100, 200, 400, 800],
        Evaluation = HeldOut,
    };

    /// <summary>Supervised ViT-B/16, ImageNet-1K, 224 px, 300 epochs. 81.8 % top-1 (DeiT README).</summary>
    public static readonly SupervisedRecipe SupervisedBase = new()
    {
        Id = "supervised-vit-b-in1k-300ep",
        Source = "facebookresearch/deit main.py; PAPER.md 4.2",
        Deviations =
        [
            "Data: crop scale 0.08 to 1 is timm's default, which main.py takes over without naming it",
            "Model: k has no bias; one would shift all of a query's logits alike and change nothing after softmax",
            "BatchSize: 1024; main.py leaves the number of processes open, and 1024 is recalled",
            "Precision: bfloat16; the reference trains with half precision",
        ],
        Data = Classifying,
        Model = PaperModels.VitBase with
        {
            LayerScaleInit = null,
            AbsolutePositionEmbedding = true,
            SharedRelativePositionBias = false,
        },
        Optimizer = new()
        {
            BaseLearningRate = 5e-4,                // x 1024 / 512 = 1e-3
            BaseBatchSize = 512,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = null,
            LayerDecay = 1,
            EmaDecay = 0.99996,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.Cosine,
            Epochs = 300,
            WarmupEpochs = 5,
            WarmupLearningRate = 5e-7,              // x 1024 / 512 = 1e-6: main.py scales the peak only
            MinLearningRate = 5e-6,                 // x 1024 / 512 = 1e-5
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 1024,
        Precision = Precision.BFloat16,
        Seed = 0,
        LabelSmoothing = 0.1,
        Augmentation = Augmentation with { ViewsPerImage = 3 },   // samplers.py, on by default
        CheckpointEpochs = [0, 75, 150, 300],
        Evaluation = HeldOut,
    };

    /// <summary>Fine-tuning of <see cref="SimMimBase"/> on ImageNet-1K, 100 epochs. 83.8 % top-1 (SimMIM README).</summary>
    public static readonly FineTuningRecipe FineTuneBase = new()
    {
        Id = "finetune-vit-b-in1k-100ep",
        Source = "microsoft/SimMIM configs/vit_base__800ep (fine-tuning), config.py; PAPER.md 5.1",
        Deviations =
        [
            "Data: crop scale 0.08 to 1 is timm's default, which the reference takes over without naming it",
            "Precision: bfloat16; the reference trains with apex O1 half precision",
        ],
        Data = Classifying,
        Model = PaperModels.VitBase with { RelativePositionBias = true, SharedRelativePositionBias = false, MeanPooling = true },
        Optimizer = SimMimBase.Optimizer with
        {
            BaseLearningRate = 1.25e-3,             // x 2048 / 512 = 5e-3
            LayerDecay = 0.65,                      // patch embedding: 0.65^13 = 0.0037 of the head's rate
        },
        Schedule = new()
        {
            Kind = ScheduleKind.Cosine,
            Epochs = 100,
            WarmupEpochs = 20,
            WarmupLearningRate = 2.5e-7,
            MinLearningRate = 2.5e-7,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 2048,
        Precision = Precision.BFloat16,
        Seed = 0,
        LabelSmoothing = 0.1,
        Augmentation = Augmentation,
        PretrainedBlocks = null,
        EvaluationEpochs = [25, 50, 75, 100],
        Evaluation = HeldOut,
    };

    /// <summary>Attention of <see cref="SimMimBase"/> on 1,000 validation images.</summary>
    public static readonly AttentionAnalysisRecipe AttentionOfMim = new()
    {
        Id = "attention-simmim-vit-b-in1k",
        Source = "PAPER.md 2.1 to 2.5 (definitions of public code; the paper's own formulas could not be read)",
        Deviations = ["Data: one image of each class, 1,000; public code uses 1,024 and the paper's own number is unknown"],
        Data = HeldOut with { ImagesPerClass = 1 },
        Model = PaperModels.VitBase,
        BatchSize = 125,                            // 1,000 images = 8 batches
    };

    /// <summary>Attention of <see cref="SupervisedBase"/> on the same images.</summary>
    public static readonly AttentionAnalysisRecipe AttentionOfSupervised = AttentionOfMim with
    {
        Id = "attention-supervised-vit-b-in1k",
        Model = SupervisedBase.Model,
    };

    /// <summary>Validation images: original, masked, reconstructed by <see cref="SimMimBase"/>.</summary>
    public static readonly ReconstructionRecipe Reconstruction = new()
    {
        Id = "reconstruction-vit-b-in1k",
        Source = "microsoft/SimMIM data/data_simmim.py (mask); PAPER.md 4.1",
        Deviations = ["The pictures are ours; the paper shows none of this kind that could be read"],
        Data = HeldOut with { ImagesPerClass = 1 },
        Model = PaperModels.VitBase,
        Mask = SimMimBase.Mask,
        Images = 16,
        Seed = 0,
    };
}
