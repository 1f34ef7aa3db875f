namespace MimRepro.Experiments.Graphs;

/// <summary>The labels by which claims and reports find steps.</summary>
internal static class StepTags
{
    public const string Pretraining = "pretraining";
    public const string Reconstruction = "reconstruction";
    public const string Attention = "attention";
    public const string FineTuning = "fine-tuning";
    public const string LinearProbe = "linear-probe";
    public const string NearestNeighbours = "nearest-neighbours";
    public const string PixelBaseline = "pixel-baseline";
    public const string Pose = "pose";
    public const string Depth = "depth";
    public const string Tracking = "tracking";
    public const string Detection = "detection";

    /// <summary>Tag that says what a step changes of its task, of the pre-trained blocks for one.</summary>
    public const string Variant = "variant";

    /// <summary>Tag of the model's size within its family, where a profile has several.</summary>
    public const string Size = "size";

    public const string VisionTransformer = "vit";
    public const string SwinTransformerV2 = "swinv2";
    public const string LargeKernels = "replknet";

    /// <param name="backbone">The family; null for a step without one.</param>
    public static Dictionary<string, string> Of(string dataset, string task, string arm, int seed, string? backbone)
    {
        var tags = new Dictionary<string, string> { ["arm"] = arm, ["dataset"] = dataset, ["seed"] = $"{seed}", ["task"] = task };
        if (backbone is not null)
            tags["backbone"] = backbone;
        return tags;
    }
}
