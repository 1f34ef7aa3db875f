using MimRepro.Recipes;

namespace MimRepro.Worker.Tests;

/// <summary>Recipes so small that every handler runs in about a second.</summary>
internal static class TinyRecipes
{
    public static readonly VisionTransformerRecipe Model = new()
    {
        ImageSize = 8, PatchSize = 2, InChannels = 1, EmbedDim = 16, Depth = 4, Heads = 2, MlpRatio = 2, QkvBias = true, QueryScale = null, LayerScaleInit = 1,
        AbsolutePositionEmbedding = true, RelativePositionBias = true, SharedRelativePositionBias = false, MeanPooling = true,
        DropRate = 0, AttentionDropRate = 0, DropPath = 0, NormEpsilon = 1e-6, InitialDeviation = 0.25,
    };

    public static readonly RepLkNetRecipe ConvNet = new()
    {
        ImageSize = 8, InChannels = 1, KernelSizes = [5], Depths = [2], Channels = [8], SmallKernel = 3, Merged = false,
        LargeKernelRatio = 1, FeedForwardRatio = 2, Norms = MapNorms.Last, DropPath = 0,
    };

    public static readonly MaskRecipe Mask = new() { PatchSize = 4, Ratio = 0.5 };

    public static readonly SimMimRecipe SimMim = new()
    {
        Id = "simmim-tiny", Source = "test", Deviations = [], Model = Model, Optimizer = Optimizer(1), Schedule = Schedule(4), BatchSize = 8,
        Precision = Precision.Float32, Seed = 3, Mask = Mask, TargetWindow = null, CheckpointEpochs = [0, 2],
        Data = TinyDataset.Recipe("train", [0, 1, 2, 3]) with { CropScale = new(0.67, 1), CropRatio = new(0.75, 4 / 3.0), FlipProbability = 0.5 },
        Evaluation = TinyDataset.Recipe("test", [0, 1, 2, 3]),
    };

    public static readonly SupervisedRecipe Supervised = new()
    {
        Id = "supervised-tiny", Source = "test", Deviations = [], Model = Model, Optimizer = Optimizer(1), Schedule = Schedule(4), BatchSize = 8,
        Precision = Precision.Float32, Seed = 3, CheckpointEpochs = [0, 2], LabelSmoothing = 0.1, Augmentation = null,
        Data = TinyDataset.Recipe("train", [0, 1, 2, 3]), Evaluation = TinyDataset.Recipe("test", [0, 1, 2, 3]),
    };

    public static readonly FineTuningRecipe FineTuning = new()
    {
        Id = "finetune-tiny", Source = "test", Deviations = [], Model = Model, Optimizer = Optimizer(0.75), Schedule = Schedule(24), BatchSize = 8,
        Precision = Precision.Float32, Seed = 3, PretrainedBlocks = null, LabelSmoothing = 0, Augmentation = null, EvaluationEpochs = [6, 12, 18, 24],
        Data = TinyDataset.Recipe("train", [0, 1, 2, 3]), Evaluation = TinyDataset.Recipe("test", [0, 1, 2, 3]),
    };

    public static readonly LinearClassifierRecipe Classifier = new() { LearningRate = 0.02, WeightDecay = 0, BatchSize = 8, Epochs = 10 };

    private static OptimizerRecipe Optimizer(double layerDecay) => new()
    {
        BaseLearningRate = 5e-3, BaseBatchSize = 8, Betas = [0.9, 0.999], Epsilon = 1e-8, WeightDecay = 0.05, ClipGradNorm = 5,
        LayerDecay = layerDecay, EmaDecay = null,
    };

    private static ScheduleRecipe Schedule(double epochs) => new()
    {
        Kind = ScheduleKind.Cosine, Epochs = epochs, WarmupEpochs = 0.5, WarmupLearningRate = 1e-5, MinLearningRate = 1e-5, DecayEpochs = null, DecayRate = null,
    };
}
