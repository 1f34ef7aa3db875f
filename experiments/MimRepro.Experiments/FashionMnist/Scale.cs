namespace MimRepro.Experiments.FashionMnist;

/// <summary>How much a profile trains: the only numbers in which the Fashion-MNIST profiles differ.</summary>
/// <remarks>Both arms always use the same ones. Changed by convergence of the losses, never by looking at a claim.</remarks>
internal sealed record Scale
{
    public required int[] Seeds { get; init; }

    /// <summary>Pre-training images of each of 5 classes, of 6,000; null is all.</summary>
    public required int? PretrainingImagesPerClass { get; init; }
    public required double PretrainingEpochs { get; init; }
    public required double PretrainingWarmupEpochs { get; init; }
    public required double[] CheckpointEpochs { get; init; }

    /// <summary>Labelled images of each of 5 fine-grained classes.</summary>
    public required int? FineTuningImagesPerClass { get; init; }
    /// <summary>The same for the linear probe, whose features of every image have to be computed for every backbone.</summary>
    public required int? ProbingImagesPerClass { get; init; }
    public required double FineTuningEpochs { get; init; }
    public required double FineTuningWarmupEpochs { get; init; }

    /// <summary>Held-out images of each class; null is all 1,000.</summary>
    public required int? EvaluationImagesPerClass { get; init; }
    /// <summary>Held-out images of each class whose attention is measured.</summary>
    public required int AnalysisImagesPerClass { get; init; }
    public required int AnalysisBatchSize { get; init; }
    public required int ClassifierEpochs { get; init; }

    // 400 images x 4 epochs = 1,600 images, 48 steps of 32: 6 s at 250 images/s
    public static readonly Scale Smoke = new()
    {
        Seeds = [0],
        PretrainingImagesPerClass = 80,
        PretrainingEpochs = 4,
        PretrainingWarmupEpochs = 0.5,
        CheckpointEpochs = [0, 4],
        FineTuningImagesPerClass = 60,
        ProbingImagesPerClass = 60,
        FineTuningEpochs = 3,
        FineTuningWarmupEpochs = 0.5,
        EvaluationImagesPerClass = 60,
        AnalysisImagesPerClass = 20,
        AnalysisBatchSize = 50,
        ClassifierEpochs = 10,
    };

    // pre-training 10,000 x 2 = 20,000 images, 624 steps: 1.4 min; fine-tuning 30,000 x 0.5 = 15,000 images, 937 steps: 1 min.
    // Shorter than fine-tuning needs (decision 0006): rendered scenes take the other half of the 20 minutes.
    public static readonly Scale Small = new()
    {
        Seeds = [0, 1],
        PretrainingImagesPerClass = 2000,
        PretrainingEpochs = 2,
        PretrainingWarmupEpochs = 0.2,
        CheckpointEpochs = [0, 1, 2],
        FineTuningImagesPerClass = 6000,
        ProbingImagesPerClass = 2000,
        FineTuningEpochs = 0.5,
        FineTuningWarmupEpochs = 0.1,
        EvaluationImagesPerClass = 400,
        AnalysisImagesPerClass = 102,   // 510 images = 5 batches of 102
        AnalysisBatchSize = 102,
        ClassifierEpochs = 50,
    };

    // pre-training 20,000 x 4 = 80,000 images, 2,500 steps: 5.3 min; fine-tuning 30,000 x 3 = 90,000 images, 5,625 steps: 6 min
    public static readonly Scale Evening = new()
    {
        Seeds = [0, 1, 2],
        PretrainingImagesPerClass = 4000,
        PretrainingEpochs = 4,
        PretrainingWarmupEpochs = 0.4,
        CheckpointEpochs = [0, 0.25, 0.5, 1, 2, 4],
        FineTuningImagesPerClass = 6000,
        ProbingImagesPerClass = 6000,
        FineTuningEpochs = 3,
        FineTuningWarmupEpochs = 0.25,
        EvaluationImagesPerClass = 500,
        AnalysisImagesPerClass = 204,   // 1,020 images = 10 batches of 102
        AnalysisBatchSize = 102,
        ClassifierEpochs = 50,
    };
}
