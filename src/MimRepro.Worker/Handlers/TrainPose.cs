using MimRepro.Data.Imaging;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Coco;
using MimRepro.Tasks.Pose;

namespace MimRepro.Worker.Handlers;

/// <summary>Pose: trains heat maps of joints from a pre-trained backbone or from scratch, scores held-out creatures and draws some.</summary>
internal static class TrainPose
{
    private const string Pictures = "poses.png";
    private const int Drawn = 12, Columns = 6, Enlarged = 3;

    private static readonly (byte Red, byte Green, byte Blue) Bone = (250, 200, 40), Dot = (230, 60, 50);

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<PoseRecipe>();
        var (train, evaluation) = (TaskData.Pose(context, recipe.Data, recipe.Skeleton), TaskData.Pose(context, recipe.Evaluation, recipe.Skeleton));
        using var training = new PoseTraining(recipe, context.Device);
        if (context.HasInput("backbone"))
        {
            context.LoadBackbone(training.Model.Backbone, recipe.PretrainedBlocks);
        }

        var resume = ResumeFolder.Open(context);
        using var log = new TrainingLog(context, recipe.BatchSize, resume.StepsDone);
        var shown = evaluation.People.Take(Drawn).Select(person => person.AnnotationId!.Value).ToHashSet();
        var result = training.Run(train, evaluation, log.OnStep, resume, TaskData.DetectorBoxes(context, recipe), shown);
        log.WriteTiming(result.SecondsWaitedForImages);
        var output = new OutputBuilder().Metric("task_loss", result.Curves.FinalLoss).Curves(result.Curves);
        Record(output, result.AnnotatedBoxes.Oks);
        if (result.DetectedBoxes is { } detected)
        {
            Record(output, detected.Oks, ".detector_boxes");
        }

        output
            .Metric("pck", 100 * (result.AnnotatedBoxes.Pck ?? 0))
            .Metric("oks_ap.trivial", 100 * result.Baseline.Oks.Ap).Metric("pck.trivial", 100 * (result.Baseline.Pck ?? 0));
        if (recipe.Seed == 0 && recipe.PretrainedBlocks is null)
        {
            File.WriteAllBytes(context.Output(Pictures), Draw(evaluation, result.Samples));
            output.Figure(
                "poses", Pictures,
                "Held-out creatures with their joints, bones where both ends are labelled. Above each row the labels, below where the model puts the same joints, however unsure it is.",
                "Pairs of rows of creatures: labelled skeletons, and those the model found.");
        }

        return output.Build();
    }

    private static void Record(OutputBuilder output, KeypointScores scores, string suffix = "") => output
        .Metric("oks_ap" + suffix, 100 * scores.Ap).Metric("oks_ap50" + suffix, 100 * scores.Ap50).Metric("oks_ap75" + suffix, 100 * scores.Ap75).Metric("oks_ar" + suffix, 100 * scores.Ar);

    private static byte[] Draw(PoseSet set, IReadOnlyList<PosePrediction> predictions)
    {
        var pictures = new List<RgbImage>();
        foreach (var row in predictions.Chunk(Columns))
        {
            pictures.AddRange(row.Select(prediction => Drawing(set, prediction.Person, prediction.Person.Joints)));
            pictures.AddRange(row.Select(prediction => Drawing(set, prediction.Person, prediction.Joints)));
        }

        return PictureGrid.Png(pictures, Columns, scale: 1);
    }

    // Joints lie on pixels' centres, drawings on their corners.
    private static RgbImage Drawing(PoseSet set, PosePerson person, Joint[] joints)
    {
        using var overlay = new Overlay(set.ReadImage(person.ImageId), Enlarged);
        foreach (var (from, to) in set.Annotations.Category(person.CategoryId)!.Limbs)
        {
            if (person.Joints[from].Score > 0 && person.Joints[to].Score > 0)
            {
                overlay.Line(joints[from].X + 0.5, joints[from].Y + 0.5, joints[to].X + 0.5, joints[to].Y + 0.5, Bone);
            }
        }

        foreach (var joint in joints.Where((_, number) => person.Joints[number].Score > 0))
        {
            overlay.Dot(joint.X + 0.5, joint.Y + 0.5, Dot);
        }

        return overlay.Image();
    }
}
