using MimRepro.Pipeline;

namespace MimRepro.Experiments;

/// <summary>The kinds of steps: names by which the worker finds their code.</summary>
public static class StepKinds
{
    public static readonly StepKind PrepareData = new("prepare-data");
    public static readonly StepKind PretrainSimMim = new("pretrain-simmim");
    public static readonly StepKind PretrainSupervised = new("pretrain-supervised");
    public static readonly StepKind Reconstruct = new("reconstruct");
    public static readonly StepKind AnalyzeAttention = new("analyze-attention");
    public static readonly StepKind FineTune = new("fine-tune");
    public static readonly StepKind LinearProbe = new("linear-probe");
    public static readonly StepKind NearestNeighbours = new("nearest-neighbours");
    public static readonly StepKind PixelBaseline = new("pixel-baseline");

    public static readonly StepKind RenderScenes = new("render-scenes");
    public static readonly StepKind TrainPose = new("train-pose");
    public static readonly StepKind TrainDepth = new("train-depth");
    public static readonly StepKind TrainTracking = new("train-tracking");
    public static readonly StepKind TrainDetection = new("train-detection");

    public static readonly StepKind PackSquareImages = new("pack-square-images");
    public static readonly StepKind ImportCheckpoint = new("import-checkpoint");
    public static readonly StepKind AnalyzeCheckpoint = new("analyze-checkpoint");
    public static readonly StepKind CompareCheckpoints = new("compare-checkpoints");

    public static IReadOnlyList<StepKind> All { get; } =
    [
        PrepareData, PretrainSimMim, PretrainSupervised, Reconstruct, AnalyzeAttention, FineTune, LinearProbe, NearestNeighbours, PixelBaseline,
        RenderScenes, TrainPose, TrainDepth, TrainTracking, TrainDetection,
        PackSquareImages, ImportCheckpoint, AnalyzeCheckpoint, CompareCheckpoints,
    ];
}
