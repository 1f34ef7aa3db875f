using MimRepro.Data.Coco;
using MimRepro.Data.Depth;
using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Data.SceneWorld;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;
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
            return DepthFiles.Open(recipe.Dataset, context.Data(split), context.Data(split), split, recipe.ToleratedBadRecords);
        }

        var pack = Scenes(context, split);
        return [.. Enumerable.Range(0, pack.Count).Select(index => new DepthSample($"scene {index}", pack.Image(index), pack.Depth(index), unitsPerMetre: 1000))];
    }

    /// <summary>Annotated poses of a split: of rendered creatures, or of people in the user's copy of a public set.</summary>
    /// <exception cref="RecipeException">No reader for the recipe's data set.</exception>
    public static PoseSet Pose(StepContext context, PoseDataRecipe recipe, Skeleton skeleton)
    {
        var folder = context.Data(recipe.Split);
        var set = recipe.Dataset switch
        {
            SceneWorldSet.Dataset => Rendered(SceneWorldPack.Open(folder)),
            "coco-keypoints" => Public(CocoFolder.OfKeypoints(folder, recipe.Split)),
            "crowdpose" => Public(CocoFolder.OfCrowdPose(folder, recipe.Split)),
            _ => throw new RecipeException($"No reader for pose data set '{recipe.Dataset}'.\n  member:     Data.Dataset\n  expected:   {SceneWorldSet.Dataset}, coco-keypoints or crowdpose"),
        };
        return recipe.People is { } people ? set.Sample(people, recipe.SubsetSeed) : set;

        PoseSet Rendered(SceneWorldPack pack) => new(ScenePoses.Of(pack), skeleton, image => pack.Image((int)image));

        PoseSet Public(CocoFolder files) => new(files.Annotations, skeleton, files.ReadImage);
    }

    /// <summary>Images of a split with their creatures; those of other classes than the recipe's are left out.</summary>
    /// <exception cref="RecipeException">No reader for the recipe's data set.</exception>
    public static IReadOnlyList<DetectionImage> Detection(StepContext context, DetectionDataRecipe recipe)
    {
        if (recipe.Dataset != SceneWorldSet.Dataset)
        {
            throw new RecipeException($"No reader for detection data set '{recipe.Dataset}'.\n  member:     Data.Dataset\n  expected:   {SceneWorldSet.Dataset}");
        }

        var pack = Scenes(context, recipe.Split);
        return [.. Enumerable.Range(0, pack.Count).Select(index => Detection(pack, index, recipe.Classes)).Where(image => image.Count > 0)];
    }

    /// <summary>Clips of a split with the creature to follow.</summary>
    public static IReadOnlyList<ITrackingSequence> Tracking(StepContext context, IReadOnlyList<string> datasets, string split)
    {
        if (datasets is not [SceneWorldSet.Dataset])
        {
            throw new RecipeException($"No step reads these tracking data sets.\n  member:     Data.Datasets\n  got:        {string.Join(", ", datasets)}\n  expected:   {SceneWorldSet.Dataset}");
        }

        var pack = Scenes(context, split);
        return [.. Enumerable.Range(0, pack.Count / pack.Recipe.Frames).Select(clip => new SceneTrack(pack, clip))];
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
