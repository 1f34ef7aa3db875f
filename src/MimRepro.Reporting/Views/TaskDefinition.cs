namespace MimRepro.Reporting.Views;

/// <summary>How a downstream task is shown.</summary>
/// <param name="Id">On the page.</param>
/// <param name="Name">In the contents.</param>
/// <param name="Kinds">The kinds of steps that measure it, in the order of the table.</param>
/// <param name="Metric">What the table and the chart show; with <c>.trivial</c> appended, a guess that looked at no image.</param>
/// <param name="Others">Further metrics, in the data of the figure.</param>
internal sealed record TaskDefinition(string Id, string Name, string Title, string Lead, string[] Kinds, string Metric, params string[] Others)
{
    public const string TrivialSuffix = ".trivial";

    /// <summary>The metric by which steps of a kind are shown: neighbours have one of their own, as theirs is another classifier.</summary>
    public string MetricOf(string kind) => kind == "nearest-neighbours" ? "knn_" + Metric : Metric;

    private const string Arms = "Each arm trains all weights with one recipe; “from scratch” starts without pre-training, the trivial guess looks at no image.";

    public static IReadOnlyList<TaskDefinition> All { get; } =
    [
        new("tuning", "Fine-tuning", "Fine-tuning and baselines",
            "Held-out accuracy on the downstream task. Fine-tuning trains all weights, the linear probe only a classifier on frozen features; nearest neighbours train nothing and let the most similar images vote; “from scratch” starts without pre-training, “raw pixels” is a linear classifier without a model.",
            ["fine-tune", "linear-probe", "nearest-neighbours", "pixel-baseline"], "top1"),
        new("pose", "Pose", "Pose estimation", "Keypoints found on held-out creatures, by similarity of objects' keypoints (OKS). " + Arms,
            ["train-pose"], "oks_ap", "oks_ap50", "oks_ap75", "oks_ar", "pck"),
        new("depth", "Depth", "Monocular depth", "Distance of every pixel of held-out scenes from one image: root of the mean squared error, lower is better. " + Arms,
            ["train-depth"], "rmse", "abs_rel", "sq_rel", "rmse_log", "log10", "silog", "delta1", "delta2", "delta3"),
        new("tracking", "Tracking", "Single-object tracking", "Average overlap with the right box over the frames of held-out clips. " + Arms,
            ["train-tracking"], "ao", "sr50", "sr75", "suc", "precision", "normalized_precision"),
        new("detection", "Detection", "Detection and instance masks", "Box AP on held-out scenes with Mask R-CNN. " + Arms,
            ["train-detection"], "box_ap", "box_ap50", "box_ap75", "mask_ap", "mask_ap50", "mask_ap75"),
    ];
}
