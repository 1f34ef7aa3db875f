using MimRepro.Recipes;

namespace MimRepro.Data.Tests.SceneWorld;

/// <summary>Valid recipes of rendered sets that tests vary by <c>with</c>.</summary>
internal static class SceneRecipes
{
    public static readonly SceneWorldRecipe Pretraining = new()
    {
        Id = "scene-pretraining-tiny",
        Source = "tests",
        Deviations = [],
        Families = Enum.GetValues<BodyFamily>(),
        Set = SceneSet.Pretraining,
        Split = "train",
        Seed = 0,
        ImageSize = 64,
        Images = 100_000,
        Frames = 1,
        FrameStep = 1,
        Scene = new()
        {
            Backdrop = SceneBackdrop.Both,
            FieldOfView = new(35, 60),
            Creatures = new(1, 1),
            Furniture = new(1, 5),
            CreatureShare = new(0.6, 1),
            OcclusionProbability = 0.1,
            SmoothEdges = true,
        },
    };

    public static readonly SceneWorldRecipe FineGrained = Pretraining with { Id = "scene-fine-grained-tiny", Set = SceneSet.FineGrained };

    public static readonly SceneWorldRecipe Pose = Pretraining with
    {
        Id = "scene-pose-tiny",
        Set = SceneSet.Pose,
        Scene = Pretraining.Scene with { OcclusionProbability = 0.4 },
    };

    public static readonly SceneWorldRecipe Depth = Pretraining with
    {
        Id = "scene-depth-tiny",
        Set = SceneSet.Depth,
        Scene = Pretraining.Scene with { FieldOfView = new(55, 75), Creatures = new(0, 2), Furniture = new(4, 10), CreatureShare = new(0.25, 0.6) },
    };

    public static readonly SceneWorldRecipe Detection = Pretraining with
    {
        Id = "scene-detection-tiny",
        Set = SceneSet.Detection,
        Scene = Pretraining.Scene with { Creatures = new(1, 4), CreatureShare = new(0.3, 0.7), OcclusionProbability = 0.3 },
    };

    public static readonly SceneWorldRecipe Tracking = Pretraining with
    {
        Id = "scene-tracking-tiny",
        Set = SceneSet.Tracking,
        Frames = 30,
        Scene = Pretraining.Scene with { Creatures = new(2, 3), CreatureShare = new(0.3, 0.5), OcclusionProbability = 0.8 },
    };

    public static readonly SceneWorldRecipe[] All = [Pretraining, FineGrained, Pose, Depth, Detection, Tracking];
}
