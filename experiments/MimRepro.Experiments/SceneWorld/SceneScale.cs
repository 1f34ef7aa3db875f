namespace MimRepro.Experiments.SceneWorld;

/// <summary>How much a profile renders and trains in the generated world: the only numbers in which its profiles differ.</summary>
/// <remarks>Both arms always use the same ones. Changed by convergence of the losses and by time, never by looking at a claim.</remarks>
internal sealed record SceneScale
{
    /// <summary>In recipe ids.</summary>
    public required string Name { get; init; }
    public required int[] Seeds { get; init; }
    public required int PretrainingImages { get; init; }
    public required double PretrainingEpochs { get; init; }
    public required double[] CheckpointEpochs { get; init; }
    /// <summary>Images of each task that it learns from.</summary>
    public required int TaskImages { get; init; }
    /// <summary>Held-out images of each task.</summary>
    public required int TestImages { get; init; }
    public required double FineGrainedEpochs { get; init; }
    public required double PoseEpochs { get; init; }
    public required double DepthEpochs { get; init; }
    public required double TrackingEpochs { get; init; }
    /// <summary>Clips of 16 frames that trackers learn from.</summary>
    public required int Clips { get; init; }
    public required int TestClips { get; init; }
    public required double DetectionEpochs { get; init; }
    /// <summary>Numbers of last blocks that are left out for claim C6.</summary>
    public required int[] DroppedBlocks { get; init; }
    /// <summary>Whether blocks are also shuffled, for claim C8.</summary>
    public required bool Shuffles { get; init; }
    /// <summary>Whether a network of large kernels is pre-trained, too, for claim C15.</summary>
    public required bool LargeKernels { get; init; }

    public static readonly SceneScale Small = new()
    {
        Name = "small",
        Seeds = [0, 1],
        PretrainingImages = 6000,
        PretrainingEpochs = 2,
        CheckpointEpochs = [0, 2],
        TaskImages = 2400,
        TestImages = 240,
        FineGrainedEpochs = 1.5,
        PoseEpochs = 1.5,
        DepthEpochs = 1,
        TrackingEpochs = 0.75,
        Clips = 80,
        TestClips = 16,
        DetectionEpochs = 0.75,
        DroppedBlocks = [2],
        Shuffles = true,
        LargeKernels = false,
    };

    public static readonly SceneScale Evening = new()
    {
        Name = "evening",
        Seeds = [0, 1, 2],
        PretrainingImages = 10000,
        PretrainingEpochs = 3,
        CheckpointEpochs = [0, 1, 3],
        TaskImages = 3600,
        TestImages = 480,
        FineGrainedEpochs = 3,
        PoseEpochs = 4,
        DepthEpochs = 2,
        TrackingEpochs = 2,
        Clips = 150,
        TestClips = 30,
        DetectionEpochs = 1.5,
        DroppedBlocks = [2],
        Shuffles = true,
        LargeKernels = true,
    };
}
