using MimRepro.Recipes;

namespace MimRepro.Recipes.Tests;

/// <summary>Valid recipes that tests vary by <c>with</c>.</summary>
internal static class TinyRecipes
{
    public static readonly DataRecipe Data = new()
    {
        Dataset = "fashion-mnist",
        Split = "train",
        Classes = [1, 5],
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = 32,
        Channels = 1,
        CropScale = new(0.67, 1.0),
        CropRatio = new(3 / 4.0, 4 / 3.0),
        FlipProbability = 0.5,
        Normalization = new() { Mean = [0.286], Std = [0.353] },
        Pictures = null,
    };

    public static readonly VisionTransformerRecipe Model = new()
    {
        ImageSize = 32,
        PatchSize = 4,
        InChannels = 1,
        EmbedDim = 16,
        Depth = 2,
        Heads = 2,
        MlpRatio = 4,
        QkvBias = true,
        QueryScale = null,
        LayerScaleInit = 0.1,
        AbsolutePositionEmbedding = false,
        RelativePositionBias = true,
        SharedRelativePositionBias = false,
        MeanPooling = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0,
        NormEpsilon = 1e-6,
        InitialDeviation = 0.02,
    };

    public static readonly OptimizerRecipe Optimizer = new()
    {
        BaseLearningRate = 2e-3,
        BaseBatchSize = 64,
        Betas = [0.9, 0.999],
        Epsilon = 1e-8,
        WeightDecay = 0.05,
        ClipGradNorm = 5,
        LayerDecay = 1,
        EmaDecay = null,
    };

    public static readonly ScheduleRecipe Schedule = new()
    {
        Kind = ScheduleKind.Cosine,
        Epochs = 4,
        WarmupEpochs = 1,
        WarmupLearningRate = 1e-6,
        MinLearningRate = 1e-5,
        DecayEpochs = null,
        DecayRate = null,
    };

    public static readonly SimMimRecipe SimMim = new()
    {
        Id = "simmim-vit-fmnist-tiny",
        Source = "tests",
        Deviations = ["Everything: a recipe for tests – “tiny”"],
        Data = Data,
        Model = Model,
        Optimizer = Optimizer,
        Schedule = Schedule,
        BatchSize = 64,
        Precision = Precision.BFloat16,
        Seed = 0,
        TargetWindow = null,
        Mask = new() { PatchSize = 8, Ratio = 0.6 },
        CheckpointEpochs = [0, 2, 4],
        Evaluation = Data with { Split = "test" },
    };

    public static readonly FineTuningRecipe FineTuning = new()
    {
        Id = "finetune-vit-fmnist-tiny",
        Source = "tests",
        Deviations = [],
        Data = Data with { Classes = [0, 2] },
        Model = Model,
        Optimizer = Optimizer with { LayerDecay = 0.65 },
        Schedule = Schedule,
        BatchSize = 32,
        Precision = Precision.Float32,
        Seed = 3,
        LabelSmoothing = 0.1, Augmentation = null,
        PretrainedBlocks = null,
        EvaluationEpochs = [2, 4],
        Evaluation = Data with { Classes = [0, 2], Split = "test" },
    };
}
