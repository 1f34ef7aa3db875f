using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Worker.Handlers;

namespace MimRepro.Worker;

/// <summary>Which code runs which kind of step.</summary>
public static class StepHandlers
{
    private static readonly Dictionary<string, Func<StepContext, StepOutput>> Handlers = new(StringComparer.Ordinal)
    {
        ["prepare-data"] = PrepareData.Run,
        ["pretrain-simmim"] = PretrainSimMim.Run,
        ["pretrain-supervised"] = PretrainSupervised.Run,
        ["reconstruct"] = Reconstruct.Run,
        ["analyze-attention"] = AnalyzeAttention.Run,
        ["fine-tune"] = FineTune.Run,
        ["linear-probe"] = LinearProbe.Run,
        ["nearest-neighbours"] = NearestNeighbours.Run,
        ["pixel-baseline"] = PixelBaseline.Run,
        ["render-scenes"] = RenderScenes.Run,
        ["train-pose"] = TrainPose.Run,
        ["train-depth"] = TrainDepth.Run,
        ["train-tracking"] = TrainTracking.Run,
        ["train-detection"] = TrainDetection.Run,
        ["pack-square-images"] = PackSquareImages.Run,
        ["import-checkpoint"] = ImportCheckpoint.Run,
        ["analyze-checkpoint"] = AnalyzeCheckpoint.Run,
        ["compare-checkpoints"] = CompareCheckpoints.Run,
    };

    public static IReadOnlyCollection<string> Kinds => Handlers.Keys;

    /// <exception cref="RecipeException">No handler has that name.</exception>
    public static StepOutput Run(StepContext context) =>
        Handlers.TryGetValue(context.Request.Kind, out var handler)
            ? handler(context)
            : throw new RecipeException(
                $"Unknown step kind '{context.Request.Kind}'.\n  step:       {context.Request.Step}\n  expected:   {string.Join(", ", Handlers.Keys)}");
}
