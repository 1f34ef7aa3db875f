using MimRepro.Data.Coco;
using MimRepro.Data.Depth;
using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Data.SceneWorld;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;
using MimRepro.Tasks.Detection;
using MimRepro.Tasks.Pose;

namespace MimRepro.Worker;

/// <summary>Opens what the downstream tasks learn from and are scored on.</summary>
internal static class TaskData
{
    // A creature of which less is seen is neither learned nor looked for.
    private const double LeastVisibleShare = 0.25;
    private const int LeastPixels = 12;

    /// <summary>Depth of a split: rendered scenes, or the user's copy of a public set.</summary>
    public static IReadOnlyList<DepthSample> Depth(StepContext context, DepthDataRecipe recipe, string split)
    {
        if (recipe.Dataset != SceneWorldSet.Dataset)
        {
            var folder = context.UserSet(recipe.Dataset, split);
            var files = DepthFiles.Open(recipe.Dataset, folder, folder, split, recipe.ToleratedBadRecords);
            StepContext.SayLeftOut(recipe.Dataset, split, files.LeftOut);
            return files;
        }

        var pack = Scenes(context, split);
        return [.. Enumerable.Range(0, pack.Count).Select(index => new DepthSample($"scene {index}", pack.Image(index), pack.Depth(index), unitsPerMetre: 1000))];
    }

    /// <summary>Annotated poses of a split: of rendered creatures, or of people in the user's copy of a public set.</summary>
    /// <exception cref="RecipeException">No reader for the recipe's data set.</exception>
    public static PoseSet Pose(StepContext context, PoseDataRecipe recipe, Skeleton skeleton)
    {
        var set = recipe.Dataset switch
        {
            SceneWorldSet.Dataset => Rendered(Scenes(context, recipe.Split)),
            CocoFolder.Keypoints => Public(CocoFolder.OfKeypoints),
            CocoFolder.CrowdPose => Public(CocoFolder.OfCrowdPose),
            _ => throw new RecipeException($"No reader for pose data set '{recipe.Dataset}'.\n  member:     Data.Dataset\n  expected:   {SceneWorldSet.Dataset}, {CocoFolder.Keypoints} or {CocoFolder.CrowdPose}"),
        };
        return recipe.People is { } people ? set.Sample(people, recipe.SubsetSeed) : set;

        PoseSet Rendered(SceneWorldPack pack) => new(ScenePoses.Of(pack), skeleton, image => pack.Image((int)image));

        PoseSet Public(Func<string, string, CocoReadOptions, CocoFolder> open)
        {
            var files = Coco(context, (recipe.Dataset, recipe.Split, recipe.ToleratedBadRecords), open, segmentations: false);
            return new(files.Annotations, skeleton, files.ReadImage);
        }
    }

    /// <summary>Boxes that a detector found, of these and maybe of other images; null where the recipe names none.</summary>
    public static IReadOnlyList<CocoDetection>? DetectorBoxes(StepContext context, PoseRecipe recipe) => recipe.Test.DetectorBoxes is { } file
        ? CocoResults.Read(Path.Combine([context.UserSet(recipe.Evaluation.Dataset, recipe.Evaluation.Split), .. file.Split('/')]))
        : null;

    /// <summary>Images of a split with their objects; those of other classes than the recipe's are left out.</summary>
    /// <param name="heldOut">To score rather than to learn from.</param>
    /// <exception cref="RecipeException">No reader for the recipe's data set.</exception>
    public static DetectionSet Detection(StepContext context, DetectionDataRecipe recipe, bool heldOut) =>
        AllOf(context, recipe, heldOut).Sample(recipe.Images, recipe.SubsetSeed);

    private static DetectionSet AllOf(StepContext context, DetectionDataRecipe recipe, bool heldOut)
    {
        if (recipe.Dataset == SceneWorldSet.Dataset)
        {
            var pack = Scenes(context, recipe.Split);
            return DetectionSet.Of([.. Enumerable.Range(0, pack.Count).Select(index => Detection(pack, index, recipe.Classes)).Where(image => image.Count > 0)]);
        }

        if (recipe.Dataset != CocoFolder.Instances)
        {
            throw new RecipeException($"No reader for detection data set '{recipe.Dataset}'.\n  member:     Data.Dataset\n  expected:   {SceneWorldSet.Dataset} or {CocoFolder.Instances}");
        }

        var folder = Coco(context, (recipe.Dataset, recipe.Split, recipe.ToleratedBadRecords), CocoFolder.OfInstances, segmentations: true);
        return heldOut ? CocoObjects.ForEvaluation(folder, recipe.Classes) : CocoObjects.ForTraining(folder, recipe.Classes);
    }

    /// <summary>Films of a split: rendered clips with the creature to follow, or the user's copy of a public set.</summary>
    public static IReadOnlyList<ITrackingSequence> Tracking(StepContext context, string dataset, string split, int toleratedBadRecords)
    {
        if (dataset == SceneWorldSet.Dataset)
        {
            var pack = Scenes(context, split);
            return [.. Enumerable.Range(0, pack.Count / pack.Recipe.Frames).Select(clip => new SceneTrack(pack, clip))];
        }

        var films = TrackingFiles.Open(dataset, context.UserSet(dataset, split), split, toleratedBadRecords);
        StepContext.SayLeftOut(dataset, split, films.LeftOut);
        return films;
    }

    private static CocoFolder Coco(
        StepContext context, (string Dataset, string Split, int ToleratedBadRecords) of, Func<string, string, CocoReadOptions, CocoFolder> open, bool segmentations)
    {
        var folder = open(context.UserSet(of.Dataset, of.Split), of.Split, new() { ToleratedBadRecords = of.ToleratedBadRecords, Segmentations = segmentations }).Checked(of.ToleratedBadRecords);
        StepContext.SayLeftOut(of.Dataset, of.Split, folder.LeftOut);
        return folder;
    }

    /// <summary>One rendered clip; its first creature is the one to follow.</summary>
    private sealed class SceneTrack(SceneWorldPack pack, int clip) : ITrackingSequence
    {
        public string Name => $"clip {clip}";

        public int Count => pack.Recipe.Frames;

        public double? FramesPerSecond => null;

        public RgbImage Frame(int frame) => pack.Image(clip * pack.Recipe.Frames + frame);

        public BoundingBox Box(int frame) => Creature(frame).FullBox is var box ? new(box.X, box.Y, box.Width, box.Height) : BoundingBox.None;

        public bool Visible(int frame) => Creature(frame).VisibleShare > 0;

        private CreatureLabel Creature(int frame) => pack.Creatures(clip * pack.Recipe.Frames + frame)[0];
    }

    private static DetectionImage Detection(SceneWorldPack pack, int index, int[] classes)
    {
        var instances = pack.Instances(index);
        var found = pack.Creatures(index)
            .Select((creature, number) => (Creature: creature, Class: Array.IndexOf(classes, SceneWorldSet.Label(pack.Recipe, creature)), Number: number))
            .Where(item => item.Class >= 0 && item.Creature.Area >= LeastPixels && item.Creature.VisibleShare >= LeastVisibleShare).ToArray();
        return new(
            pack.Image(index),
            [.. found.Select(item => new DetectionBox(item.Creature.Box.X, item.Creature.Box.Y, item.Creature.Box.X + item.Creature.Box.Width, item.Creature.Box.Y + item.Creature.Box.Height))],
            [.. found.Select(item => item.Class)],
            [.. found.Select(item => Array.ConvertAll(instances, instance => (byte)(instance == item.Number + 1 ? 1 : 0)))]);
    }

    private static SceneWorldPack Scenes(StepContext context, string split) => SceneWorldPack.Open(context.Data(split));
}
