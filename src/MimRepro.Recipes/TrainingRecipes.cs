namespace MimRepro.Recipes;

/// <summary>The arithmetic of forward passes; weights and optimizer state are always 32-bit floats.</summary>
public enum Precision { Float32, BFloat16 }

/// <summary>Shape of the learning-rate curve after its linear warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>Half a cosine over the whole training: the rate drops a little where warm-up ends.</summary>
    Cosine,
    /// <summary>One drop every so many epochs.</summary>
    Step,
    /// <summary>A straight line from the end of warm-up to the minimum, which layer decay scales like the peak.</summary>
    Linear,
    /// <summary>Half a cosine that begins at the peak where warm-up ends.</summary>
    CosineAfterWarmup,
    /// <summary>One drop at each of the listed epochs.</summary>
    MultiStep,
    /// <summary>From the minimum to the peak in the first half of the epochs as (t/T)^0.9, and down by the same curve; no warm-up.</summary>
    RiseAndFall,
}

/// <summary>AdamW with decoupled weight decay.</summary>
public sealed record OptimizerRecipe
{
    /// <summary>Peak rate at <see cref="BaseBatchSize"/>; effective rate = base x batch / base batch.</summary>
    public required double BaseLearningRate { get; init; }
    public required int BaseBatchSize { get; init; }
    public required double[] Betas { get; init; }
    public required double Epsilon { get; init; }
    public required double WeightDecay { get; init; }
    /// <summary>Largest global gradient norm; null clips nothing.</summary>
    public required double? ClipGradNorm { get; init; }
    /// <summary>Learning-rate factor a layer, from the head down; 1 treats all layers alike.</summary>
    public required double LayerDecay { get; init; }
    /// <summary>Decay of the exponential moving average of weights; null keeps none.</summary>
    public required double? EmaDecay { get; init; }
}

/// <summary>Learning rate over training, set before every optimizer step. Rates are per <see cref="OptimizerRecipe.BaseBatchSize"/>.</summary>
public sealed record ScheduleRecipe
{
    public required ScheduleKind Kind { get; init; }
    public required double Epochs { get; init; }
    public required double WarmupEpochs { get; init; }
    public required double WarmupLearningRate { get; init; }
    public required double MinLearningRate { get; init; }
    /// <summary>For <see cref="ScheduleKind.Step"/>: one number, epochs between drops; for <see cref="ScheduleKind.MultiStep"/>: the epochs of the drops; null otherwise.</summary>
    public required double[]? DecayEpochs { get; init; }
    /// <summary>For <see cref="ScheduleKind.Step"/> and <see cref="ScheduleKind.MultiStep"/>: factor of a drop; null otherwise.</summary>
    public required double? DecayRate { get; init; }
}

/// <summary>Which cells of an image masked image modelling hides.</summary>
public sealed record MaskRecipe
{
    /// <summary>Side of a cell in pixels.</summary>
    public required int PatchSize { get; init; }
    /// <summary>Share of cells hidden; their number is rounded up.</summary>
    public required double Ratio { get; init; }
}

/// <summary>What training steps have in common.</summary>
public abstract record TrainingRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    /// <summary>Every departure from the source, each with its reason. The report prints them.</summary>
    public required string[] Deviations { get; init; }
    public required DataRecipe Data { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required OptimizerRecipe Optimizer { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required Precision Precision { get; init; }
    /// <summary>Seeds initialisation, data order, augmentation, masks and drop path.</summary>
    public required int Seed { get; init; }
}

/// <summary>SimMIM pre-training: masked L1 on pixels.</summary>
public sealed record SimMimRecipe : TrainingRecipe
{
    public required MaskRecipe Mask { get; init; }
    /// <summary>Side in pixels of the window by which targets are normalised, odd; null predicts the pixels themselves.</summary>
    public required int? TargetWindow { get; init; }
    /// <summary>Epochs after which weights are kept for analysis; 0 keeps the initial ones. The last epoch is always kept.</summary>
    public required double[] CheckpointEpochs { get; init; }
    /// <summary>Held-out images on which the final masked loss is measured.</summary>
    public required DataRecipe Evaluation { get; init; }
}

/// <summary>Supervised pre-training: cross-entropy on labels.</summary>
public sealed record SupervisedRecipe : TrainingRecipe
{
    public required double LabelSmoothing { get; init; }
    /// <summary>What is done to images beyond crop and flip; null for nothing.</summary>
    public required AugmentationRecipe? Augmentation { get; init; }
    public required double[] CheckpointEpochs { get; init; }
    public required DataRecipe Evaluation { get; init; }
}

/// <summary>Training all weights on a downstream classification task, from a pre-trained backbone or from scratch.</summary>
public sealed record FineTuningRecipe : TrainingRecipe
{
    /// <summary>The pre-trained block, from 0 over all stages, whose weights each block of the model begins with; null takes them as they are.</summary>
    public required int[]? PretrainedBlocks { get; init; }
    public required double LabelSmoothing { get; init; }
    /// <summary>What is done to images beyond crop and flip; null for nothing.</summary>
    public required AugmentationRecipe? Augmentation { get; init; }
    /// <summary>Epochs after which held-out accuracy is measured. After the last one it always is.</summary>
    public required double[] EvaluationEpochs { get; init; }
    public required DataRecipe Evaluation { get; init; }
}
