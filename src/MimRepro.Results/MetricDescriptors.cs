using System.Diagnostics.CodeAnalysis;

namespace MimRepro.Results;

/// <summary>Every metric that may be recorded.</summary>
/// <remarks>
/// Tolerances are for pinned metrics of the <c>smoke</c> profile on another machine: sums in another order, and bf16
/// kernels that round differently, grow over a few hundred optimizer steps. On one machine values repeat exactly.
/// </remarks>
public static class MetricDescriptors
{
    private const int NamesInAnError = 3;

    /// <summary>In the order of display.</summary>
    public static IReadOnlyList<MetricDescriptor> All { get; } =
    [
        Loss("masked_l1", "masked L1 (training)", "", 0.02),
        Loss("masked_l1_eval", "masked L1 (held-out)", "", 0.02),
        Loss("cross_entropy", "cross-entropy (training)", "nats", 0.05),
        Loss("cross_entropy_eval", "cross-entropy (held-out)", "nats", 0.05),
        Accuracy("top1", "top-1"),
        Accuracy("top1_train", "top-1 (training)"),
        Measured("attention_distance", "attention distance", "px", 0.2, 0.02, 2),
        Measured("attention_distance.first_third", "attention distance, first third of layers", "px", 0.2, 0.02, 2),
        Measured("attention_distance.last_third", "attention distance, last third of layers", "px", 0.2, 0.02, 2),
        Measured("attention_distance.depth_correlation", "attention distance, rank correlation with depth", "", 0.3, 0, 2),
        Measured("attention_entropy", "attention entropy", "nats", 0.05, 0.01, 3),
        Measured("attention_entropy.head_spread_last_third", "attention entropy, spread over heads, last third of layers", "nats", 0.03, 0.1, 3),
        Measured("attention_entropy.head_minimum_last_third", "attention entropy, lowest head, last third of layers", "nats", 0.1, 0.02, 3),
        Measured("head_diversity", "head diversity", "nats", 0.02, 0.1, 4),
        Measured("head_diversity.last_three", "head diversity, last three layers", "nats", 0.02, 0.1, 4),
        Measured("head_diversity.last_three_ratio", "head diversity, last three layers over those before", "", 0.05, 0.1, 3),
        Measured("kernel_distance", "kernel distance", "px", 0.2, 0.02, 2),
        Measured("kernel_distance.mean", "kernel distance, mean of layers", "px", 0.2, 0.02, 2),
        Measured("kernel_entropy", "kernel entropy", "nats", 0.05, 0.01, 3),
        Measured("kernel_entropy.mean", "kernel entropy, mean of layers", "nats", 0.05, 0.01, 3),
        Measured("kernel_divergence", "kernel divergence of channels", "nats", 0.02, 0.1, 4),
        Measured("kernel_divergence.mean", "kernel divergence of channels, mean of layers", "nats", 0.02, 0.1, 4),
        Measured("cka", "linear CKA", "", 0.05, 0, 3),
        Measured("cka_between", "linear CKA between two checkpoints", "", 0.05, 0, 3),
        Measured("cka.off_diagonal", "linear CKA, mean over pairs of layers", "", 0.05, 0, 3),
        Measured("cka.first_last", "linear CKA, first and last layer", "", 0.05, 0, 3),
        Accuracy("mean_per_class", "mean accuracy of classes"),
        Accuracy("map_11_point", "11-point mAP"),
        .. WithTrivial(Accuracy("knn_top1", "top-1 of nearest neighbours")),
        Accuracy("top1.trivial", "top-1 of the most frequent class"),
        .. WithTrivial(Error("rmse", "RMSE", "m")),
        .. WithTrivial(Error("abs_rel", "AbsRel", "")),
        Error("sq_rel", "SqRel", "m"),
        Error("rmse_log", "RMSElog", ""),
        Error("log10", "log10", ""),
        Error("silog", "SILog", ""),
        .. WithTrivial(Accuracy("delta1", "δ<1.25")),
        Accuracy("delta2", "δ<1.25²"),
        Accuracy("delta3", "δ<1.25³"),
        .. WithTrivial(Accuracy("oks_ap", "OKS AP")),
        Accuracy("oks_ap50", "OKS AP50"),
        Accuracy("oks_ap75", "OKS AP75"),
        Accuracy("oks_ar", "OKS AR"),
        .. new[] { ("oks_ap", "OKS AP"), ("oks_ap50", "OKS AP50"), ("oks_ap75", "OKS AP75"), ("oks_ar", "OKS AR") }
            .Select(metric => Accuracy(metric.Item1 + ".detector_boxes", metric.Item2 + " in a detector's boxes")),
        .. WithTrivial(Accuracy("pck", "PCK")),
        .. WithTrivial(Accuracy("ao", "AO")),
        .. WithTrivial(Accuracy("sr50", "SR50")),
        Accuracy("sr75", "SR75"),
        .. WithTrivial(Accuracy("suc", "SUC")),
        Accuracy("precision", "precision"),
        Accuracy("normalized_precision", "normalised precision"),
        Accuracy("box_ap", "box AP"),
        Accuracy("box_ap50", "box AP50"),
        Accuracy("box_ap75", "box AP75"),
        Accuracy("mask_ap", "mask AP"),
        Accuracy("mask_ap50", "mask AP50"),
        Accuracy("mask_ap75", "mask AP75"),
        Loss("task_loss", "training loss of the task", "", 0.1),
        Loss("box_loss", "localisation loss, mean of the first half of the training", "", 0.1),
        Loss("class_loss", "classification loss, mean of the first half of the training", "", 0.1),
    ];

    /// <summary>A metric, and the same of a guess that has looked at no image.</summary>
    private static MetricDescriptor[] WithTrivial(MetricDescriptor metric) =>
        [metric, metric with { Name = metric.Name + ".trivial", DisplayName = metric.DisplayName + " of the trivial guess" }];

    private static readonly Dictionary<string, MetricDescriptor> ByName = All.ToDictionary(metric => metric.Name);

    public static bool TryGet(string name, [NotNullWhen(true)] out MetricDescriptor? metric) => ByName.TryGetValue(name, out metric);

    /// <exception cref="ArgumentException">No such metric; the message names the nearest.</exception>
    public static MetricDescriptor Get(string name) => TryGet(name, out var metric)
        ? metric
        : throw new ArgumentException($"There is no metric '{name}'.\n  nearest known: {Nearest(name)}\n"
            + "  Correct the name, or describe the new metric in MetricDescriptors.", nameof(name));

    /// <summary>The known names most like this one, nearest first.</summary>
    internal static string Nearest(string name) =>
        string.Join(", ", All.Select(metric => metric.Name).OrderBy(known => EditDistance(name, known)).Take(NamesInAnError));

    private static MetricDescriptor Loss(string name, string displayName, string unit, double relativeTolerance) => new()
    {
        Name = name,
        DisplayName = displayName,
        Unit = unit,
        Direction = MetricDirection.LowerIsBetter,
        AbsoluteTolerance = 0,
        RelativeTolerance = relativeTolerance,
        Decimals = 4,
    };

    private static MetricDescriptor Error(string name, string displayName, string unit) => Loss(name, displayName, unit, 0.1) with { Decimals = 3 };

    private static MetricDescriptor Accuracy(string name, string displayName) => new()
    {
        Name = name,
        DisplayName = displayName,
        Unit = "%",
        Direction = MetricDirection.HigherIsBetter,
        AbsoluteTolerance = 3,
        RelativeTolerance = 0,
        Decimals = 1,
    };

    private static MetricDescriptor Measured(string name, string displayName, string unit, double absolute, double relative, int decimals) => new()
    {
        Name = name,
        DisplayName = displayName,
        Unit = unit,
        Direction = MetricDirection.None,
        AbsoluteTolerance = absolute,
        RelativeTolerance = relative,
        Decimals = decimals,
    };

    private static int EditDistance(string from, string to)
    {
        var costs = Enumerable.Range(0, to.Length + 1).ToArray(); // one row of the table
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = costs[0];
            costs[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var substitute = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.Min(substitute, Math.Min(costs[j - 1], costs[j]) + 1);
            }
        }
        return costs[^1];
    }
}
