using MimRepro.Reporting.Charts;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>Large depth-wise kernels read as attention, against layer; only where a model has them.</summary>
internal static class KernelSection
{
    private sealed record Quantity(string Metric, string Slug, string Title, string Unit, bool FromZero, string Reading);

    private static readonly Quantity[] Quantities =
    [
        new("kernel_distance", "kernel-distance", "Kernel distance", "px", false,
            "How far a channel looks: the mean length of its kernel's offsets, weighted by the size of the weights."),
        new("kernel_entropy", "kernel-entropy", "Kernel entropy", "nats", false,
            "How widely a channel's kernel is spread. A kernel of k x k weights has at most ln k²."),
        new("kernel_divergence", "kernel-divergence", "Divergence of channels", "nats", true,
            "How much the channels of a layer differ: the mean KL divergence between their kernels."),
    ];

    public static bool Applies(RunRecord run) => Quantities.Any(quantity => LayerValue.Of(run, quantity.Metric).Count > 0);

    public static ChartSectionView Of(RunRecord run) => new(
        "kernels", "Large kernels: where the channels look",
        "Kernels with their parallel small ones added and batch norms folded in. Layer 0 is the first large-kernel block. Kernels of different stages have different sizes and strides.",
        Quantities.Select(quantity => ByLayer(quantity, [.. LayerValue.Of(run, quantity.Metric).Where(value => value.Epoch is null)])).ToArray());

    private static ChartGroupView ByLayer(Quantity quantity, LayerValue[] values)
    {
        if (values.Length == 0)
            return ChartGroupView.None(quantity.Slug, quantity.Title, "No value: no layer has channels to compare.");
        var (min, max) = Scales.Round(values.Select(value => value.Value), quantity.FromZero);
        var arms = Arms.Ordered(values.Select(value => value.Arm));
        var chart = new Chart($"chart-{quantity.Slug}", quantity.Title, $"{quantity.Title} against layer, mean of each layer's channels.", "",
            new Axis("layer", -0.5, values.Max(value => value.Layer) + 0.5) { Whole = true }, new Axis($"{quantity.Title.ToLowerInvariant()} ({quantity.Unit})", min, max))
        {
            Marks = [.. arms.Select(arm => new Mark(arm.Key, arm.Label, MarkKind.Line,
                [.. Layers(values, arm.Key).Select(layer => new ChartPoint(layer.Key, layer.Average(value => value.Value), "layer mean"))]))],
        };
        return ChartGroupView.Of(quantity.Slug, quantity.Title, quantity.Reading, [chart], new TableView(
            $"{quantity.Title} ({quantity.Unit}): mean of channels and seeds", ["arm", "layer", "mean"],
            [.. arms.SelectMany(arm => Layers(values, arm.Key).Select(layer => (IReadOnlyList<string>)
                [arm.Label, Format.Integer(layer.Key), Format.Number(layer.Average(value => value.Value))]))]));
    }

    private static IEnumerable<IGrouping<int, LayerValue>> Layers(LayerValue[] values, string arm) =>
        values.Where(value => value.Arm == arm).GroupBy(value => value.Layer).OrderBy(layer => layer.Key);
}
