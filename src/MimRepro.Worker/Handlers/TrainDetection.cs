using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Detection;
using MimRepro.Training;

namespace MimRepro.Worker.Handlers;

/// <summary>Detection and instance masks: trains a Mask R-CNN from a pre-trained backbone or from scratch, scores held-out scenes and draws some.</summary>
internal static class TrainDetection
{
    private const string Pictures = "detections.png";
    private const int Drawn = 12, Enlarged = 3;
    private static readonly string[] LocalisationTerms = ["rpn-box", "roi-box"], ClassificationTerms = ["rpn-cls", "roi-cls"];

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<DetectionRecipe>();
        var (train, evaluation) = (TaskData.Detection(context, recipe.Data, heldOut: false), TaskData.Detection(context, recipe.Evaluation, heldOut: true));
        using var training = new DetectionTraining(recipe, context.Device);
        if (context.HasInput("backbone"))
        {
            context.LoadBackbone(training.Model.Backbone);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var result = training.Run(train.Images, evaluation.Images, log.OnStep, resume);
        var output = new OutputBuilder().Metric("task_loss", result.Curves.FinalLoss).Curves(result.Curves);
        RecordTerms(output, result.Curves);
        var annotated = evaluation.Annotated();
        var classes = Enumerable.Range(0, recipe.Data.Classes.Length).Select(number => (long)number).ToArray();
        var boxes = DetectionAp.Of(annotated, [.. result.Detections.Select(found => DetectedObject.OfBox(found.Image, found.Class, BoxOf(found.Box), found.Score))], classes, OverlapKind.Box);
        var masks = DetectionAp.Of(annotated, [.. result.Detections.Select(found => DetectedObject.OfMask(found.Image, found.Class, found.Mask, found.Score))], classes, OverlapKind.Mask);
        output
            .Metric("box_ap", boxes.Ap ?? 0).Metric("box_ap50", boxes.Ap50 ?? 0).Metric("box_ap75", boxes.Ap75 ?? 0)
            .Metric("mask_ap", masks.Ap ?? 0).Metric("mask_ap50", masks.Ap50 ?? 0).Metric("mask_ap75", masks.Ap75 ?? 0);
        if (recipe.Seed == 0)
        {
            File.WriteAllBytes(context.Output(Pictures), Draw(evaluation.Images, result.Detections));
            output.Figure("detections", Pictures, "Held-out scenes with boxes and masks, a colour a creature. Above each row what is there, below as many as are there of what was found, the surest first.", "Pairs of rows of scenes: true boxes and masks, and those the model found.");
        }

        return output.Build();
    }

    // One curve a term, and the means of the first half of the training that claims compare.
    private static void RecordTerms(OutputBuilder output, TrainingCurves curves)
    {
        foreach (var term in curves.Terms)
        {
            output.Series(term.Name, "epoch", [.. Enumerable.Range(1, term.EpochMeans.Length).Select(epoch => (double)epoch)], term.EpochMeans);
        }

        output.Metric("box_loss", FirstHalf(curves, LocalisationTerms)).Metric("class_loss", FirstHalf(curves, ClassificationTerms));
    }

    private static double FirstHalf(TrainingCurves curves, string[] names) => curves.Terms
        .Where(term => names.Contains(term.Name))
        .Sum(term => term.EpochMeans.Take((term.EpochMeans.Length + 1) / 2).Average());

    private static BoundingBox BoxOf(DetectionBox box) => new(box.Left, box.Top, box.Width, box.Height);

    private static byte[] Draw(IReadOnlyList<DetectionImage> images, IReadOnlyList<ObjectInImage> found)
    {
        const int columns = 6;
        var pictures = new List<RgbImage>();
        foreach (var row in images.Take(Drawn).Select((image, place) => (Image: image, Place: place)).Chunk(columns))
        {
            pictures.AddRange(row.Select(shown => Drawing(shown.Image.Image, shown.Image.Boxes.Zip(shown.Image.Masks))));
            pictures.AddRange(row.Select(shown => Drawing(shown.Image.Image, found.Where(item => item.Image == shown.Place).OrderByDescending(item => item.Score).Take(shown.Image.Count).Select(item => (item.Box, item.Mask.ToBitmap())))));
        }
        return PictureGrid.Png(pictures, columns, scale: 1);
    }

    private static RgbImage Drawing(RgbImage image, IEnumerable<(DetectionBox Box, byte[] Mask)> objects)
    {
        using var overlay = new Overlay(image, Enlarged);
        var number = 0;
        foreach (var (box, mask) in objects)
        {
            var colour = Overlay.Colour(number++);
            overlay.Mask(mask, colour).Box(box.Left, box.Top, box.Right, box.Bottom, colour);
        }

        return overlay.Image();
    }
}
