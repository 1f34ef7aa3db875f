using System.Globalization;
using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Tracking;

namespace MimRepro.Worker.Handlers;

/// <summary>Single-object tracking: trains from a pre-trained backbone or from scratch, follows held-out clips and draws some.</summary>
internal static class TrainTracking
{
    private const string Pictures = "tracks.png";
    private const int DrawnClips = 4, DrawnFrames = 6, Enlarged = 2;

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<TrackingRecipe>();
        var train = recipe.Data.Datasets.Select(dataset => TaskData.Tracking(context, dataset, "train", recipe.Data.ToleratedBadRecords)).ToArray();
        var evaluation = TaskData.Tracking(context, recipe.Evaluation.Dataset, recipe.Evaluation.Split, recipe.Data.ToleratedBadRecords);
        using var training = new TrackingTraining(recipe, context.Device);
        if (context.HasInput("backbone"))
        {
            context.LoadBackbone(training.Model.Encoder);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(train, evaluation, log.OnStep, resume);
        log.WriteTiming(result.SecondsWaitedForPairs);
        var output = new OutputBuilder().Metric("task_loss", result.Curves.FinalLoss).Curves(result.Curves);
        if (result.Evaluation is { Overlap: { } overlap, Success: { } success } && result.Trivial is { Overlap: { } still, Success: { } stillSuccess })
        {
            output
                .Metric("ao", overlap.Overall.Ao).Metric("sr50", overlap.Overall.Sr50).Metric("sr75", overlap.Overall.Sr75)
                .Metric("suc", success.Suc).Metric("precision", success.Pre).Metric("normalized_precision", success.NPre)
                .Metric("ao.trivial", still.Overall.Ao).Metric("sr50.trivial", still.Overall.Sr50).Metric("suc.trivial", stillSuccess.Suc);
        }
        else
        {
            WriteTracks(context, result.Evaluation.Sequences);
        }

        if (recipe.Seed == 0)
        {
            File.WriteAllBytes(context.Output(Pictures), Draw(evaluation, result.Evaluation.Sequences));
            output.Figure("tracks", Pictures, "Held-out clips, a row each, early frames first: where the creature is (blue) and where the tracker sees it (red).", "Rows of frames with a true box and a predicted box.");
        }

        return output.Build();
    }

    // Of a split whose boxes only the benchmark's server knows: what it takes, a file a sequence, x, y, width and height a frame.
    private static void WriteTracks(StepContext context, IReadOnlyList<TrackedSequence> tracked)
    {
        foreach (var sequence in tracked)
        {
            File.WriteAllLines(
                context.Output(Path.Combine("tracks", sequence.Name + ".txt")),
                sequence.Runs[0].Select(box => string.Create(CultureInfo.InvariantCulture, $"{box.Left:0.###},{box.Top:0.###},{box.Width:0.###},{box.Height:0.###}")));
        }
    }

    private static byte[] Draw(IReadOnlyList<ITrackingSequence> clips, IReadOnlyList<TrackedSequence> tracked)
    {
        var pictures = new List<RgbImage>();
        foreach (var (clip, predicted) in clips.Zip(tracked).Take(DrawnClips))
        {
            for (var i = 0; i < DrawnFrames; i++)
            {
                var frame = i * (clip.Count - 1) / (DrawnFrames - 1);
                using var overlay = new Overlay(clip.Frame(frame), Enlarged);
                pictures.Add(Boxed(Boxed(overlay, clip.Box(frame), Overlay.Colour(1)), predicted.Runs[0][frame], Overlay.Colour(0)).Image());
            }
        }

        return PictureGrid.Png(pictures, DrawnFrames, scale: 1);
    }

    private static Overlay Boxed(Overlay overlay, BoundingBox box, (byte Red, byte Green, byte Blue) colour) =>
        box.IsNone ? overlay : overlay.Box(box.Left, box.Top, box.Right, box.Bottom, colour);
}
