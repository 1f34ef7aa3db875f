using MimRepro.Recipes;

namespace MimRepro.Experiments.SceneWorld;

/// <summary>The generated world's sets at one scale: rendered, so that depth, joints, masks and tracks are exact.</summary>
internal static class SceneData
{
    public const string Dataset = "sceneworld";

    /// <summary>Side of all images in pixels: at 64, the trainings of a profile would see a quarter as many images in its time.</summary>
    public const int ImageSize = 32;

    /// <summary>Kinds of body plan that occur; few of the ten, for two CPU cores. 20 plans for pre-training, 8 held out for tasks.</summary>
    public static readonly BodyFamily[] Families = [BodyFamily.Quadruped, BodyFamily.Bird, BodyFamily.Spider, BodyFamily.Fish];

    /// <summary>ImageNet's, as public code has it for colour pictures of any kind.</summary>
    public static readonly Normalization Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };

    // 24 variants are drawn in turn, 8 of them are classes.
    private const int FineGrainedShare = 3;

    // Rooms and landscapes of any light and colour need more images than a profile has time for: after 12,000, a model knew no class.
    private static readonly SceneRecipe OneCreature = new()
    {
        Backdrop = SceneBackdrop.Studio,
        FieldOfView = new(35, 55),
        Creatures = new(1, 1),
        Furniture = new(0, 0),
        CreatureShare = new(0.7, 0.95),
        OcclusionProbability = 0,
        SmoothEdges = true,
    };

    private static readonly SceneRecipe Group = OneCreature with { Creatures = new(1, 3), CreatureShare = new(0.4, 0.6), Furniture = new(0, 1) };

    public static SceneWorldRecipe Of(SceneSet set, string split, SceneScale scale) => new()
    {
        Id = $"scenes-{set.ToString().ToLowerInvariant()}-{split}-{scale.Name}",
        Source = "generated: rendered by this project; no public data set",
        Deviations = ["The paper uses photographs; this world has exact labels for what no photographs at hand have"],
        Set = set,
        Families = Families,
        Split = split,
        Seed = 0,
        ImageSize = ImageSize,
        Images = Count(set, split, scale),
        Frames = set == SceneSet.Tracking ? 16 : 1,
        FrameStep = set == SceneSet.Tracking ? 3 : 1,
        Scene = set switch
        {
            SceneSet.Depth => OneCreature with { Creatures = new(1, 3), Furniture = new(2, 6), CreatureShare = new(0.25, 0.6) },
            SceneSet.Detection => Group,
            SceneSet.Tracking => Group with { Creatures = new(1, 2), CreatureShare = new(0.3, 0.5), OcclusionProbability = 0.1 },
            _ => OneCreature,
        },
    };

    private static int Count(SceneSet set, string split, SceneScale scale) => (set, split) switch
    {
        (SceneSet.Pretraining, "train") => scale.PretrainingImages,
        (SceneSet.Tracking, "train") => scale.Clips,
        (SceneSet.Tracking, _) => scale.TestClips,
        (SceneSet.FineGrained, _) => FineGrainedShare * (split == "train" ? scale.TaskImages : scale.TestImages),
        (_, "train") => scale.TaskImages,
        _ => scale.TestImages,
    };

    /// <summary>Images with one label each, as classifiers and SimMIM read them.</summary>
    public static DataRecipe Labelled(string split, int classes, bool augmented) => new()
    {
        Dataset = Dataset,
        Split = split,
        Classes = [.. Enumerable.Range(0, classes)],
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = ImageSize,
        Channels = 3,
        CropScale = augmented ? new(0.67, 1) : new(1, 1),
        CropRatio = augmented ? new(3 / 4.0, 4 / 3.0) : new(1, 1),
        FlipProbability = augmented ? 0.5 : 0,
        Normalization = Normalization,
        Pictures = null,
    };
}
