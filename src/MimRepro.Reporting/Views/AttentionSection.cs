using MimRepro.Reporting.Charts;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>Attention distance, entropy and head diversity against layer, and how they came about.</summary>
internal static class AttentionSection
{
    private sealed record Quantity(string Metric, string Slug, string Title, string Unit, bool FromZero, string Reading, Func<UniformAttention, double>? Uniform);

    private static readonly Quantity[] Quantities =
    [
        new("attention_distance", "distance", "Attention distance", "px", false,
            "How far a head looks: the mean distance between a query and the keys it attends to. Low values are local attention. "
            + "Each mark is a head (of one seed), the line is the mean of the layer.", x => x.DistanceInPixels),
        new("attention_entropy", "entropy", "Attention entropy", "nats", false,
            "How widely a head spreads its attention. Low values are focused attention.", x => x.EntropyInNats),
        new("head_diversity", "diversity", "Head diversity", "nats", true,
            "How much the heads of a layer differ: the mean KL divergence between their attention. "
            + "Near zero, all heads of the layer do the same.", null),
    ];

    /// <summary>Whether any model has attention, or may have: none has been analysed.</summary>
    public static bool Applies(RunRecord run) => !KernelSection.Applies(run) || Quantities.Any(quantity => LayerValue.Of(run, quantity.Metric).Count > 0);

    public static ChartSectionView Of(RunRecord run, ReportOptions options) => new(
        "attention", "Attention: where the heads look",
        (options.OfCheckpoints ? "Layer 0 is the first block. Distances are pixels of each model's own input, inside its windows if it has them. "
            : "Measured on held-out images after pre-training. Layer 0 is the first block. ") + "Panels of one figure share their axes.",
        Quantities.SelectMany(x => Groups(run, x)).ToArray());

    private static IEnumerable<ChartGroupView> Groups(RunRecord run, Quantity quantity)
    {
        var values = LayerValue.Of(run, quantity.Metric);
        var final = values.Where(x => x.Epoch is null).ToArray();
        yield return final.Length == 0
            ? ChartGroupView.None(quantity.Slug, quantity.Title, "Not run yet: no attention analysis has ended.")
            : ByLayer(quantity, final, UniformAttention.Of(run));
        var kept = values.Where(x => x.Epoch is not null).ToArray();
        if (kept.Select(x => x.Epoch).Distinct().Count() > 1)
            yield return OverTraining(quantity, kept);
    }

    private static ChartGroupView ByLayer(Quantity quantity, LayerValue[] values, UniformAttention? uniform)
    {
        var reference = uniform is { } u ? quantity.Uniform?.Invoke(u) : null;
        var (min, max) = Scales.Round(values.Select(x => x.Value).Concat(reference is { } r ? [r] : []), quantity.FromZero);
        var last = values.Max(x => x.Layer);
        var charts = Arms.Ordered(values.Select(x => x.Arm)).Select(arm =>
        {
            var own = values.Where(x => x.Arm == arm.Key).ToArray();
            var marks = new List<Mark>
            {
                new(arm.Key, "head", MarkKind.Dots, own.Select(x => new ChartPoint(x.Layer, x.Value, Whose(x))).ToArray()),
                new(arm.Key, "layer mean", MarkKind.Line,
                    own.GroupBy(x => x.Layer).OrderBy(x => x.Key).Select(x => new ChartPoint(x.Key, x.Average(y => y.Value), "layer mean")).ToArray()),
            };
            if (reference is { } level)
                marks.Add(new Mark("", "uniform attention", MarkKind.Reference, [new(-0.5, level), new(last + 0.5, level)]));
            return new Chart($"chart-{quantity.Slug}-{arm.Key.Slug()}", arm.Label, $"{quantity.Title} of each head against layer, {arm.Label}.", arm.Key,
                new Axis("layer", -0.5, last + 0.5) { Whole = true }, new Axis($"{quantity.Title.ToLowerInvariant()} ({quantity.Unit})", min, max)) { Marks = marks };
        }).ToArray();
        return ChartGroupView.Of(quantity.Slug, quantity.Title, quantity.Reading + Dashed(quantity, reference), charts, LayerTable(quantity, values));
    }

    private static string Dashed(Quantity quantity, double? reference) =>
        reference is { } level ? $" The dashed line is uniform attention, {Format.Number(level, quantity.Unit)}." : "";

    private static string Whose(LayerValue value) =>
        (value.Head is { } head ? $"head {head}, " : "") + $"seed {value.Seed}";

    private static TableView LayerTable(Quantity quantity, LayerValue[] values) => new(
        $"{quantity.Title} ({quantity.Unit}): mean of heads and seeds, lowest and highest head",
        ["arm", "layer", "mean", "lowest", "highest"],
        (from arm in Arms.Ordered(values.Select(x => x.Arm))
         from layer in values.Where(x => x.Arm == arm.Key).GroupBy(x => x.Layer).OrderBy(x => x.Key)
         let own = layer.Select(x => x.Value).ToArray()
         select (IReadOnlyList<string>)
            [arm.Label, Format.Integer(layer.Key), Format.Number(own.Average()), Format.Number(own.Min()), Format.Number(own.Max())]).ToArray());

    private static ChartGroupView OverTraining(Quantity quantity, LayerValue[] values)
    {
        var means = (from x in values
                     group x.Value by (x.Arm, x.Layer, Epoch: x.Epoch!.Value) into cell
                     orderby cell.Key.Layer, cell.Key.Epoch
                     select (cell.Key.Arm, cell.Key.Layer, cell.Key.Epoch, Mean: cell.Average())).ToArray();
        var (min, max) = Scales.Round(means.Select(x => x.Mean), quantity.FromZero);
        var (layers, epochs) = (means.Max(x => x.Layer), means.Max(x => x.Epoch));
        var charts = Arms.Ordered(means.Select(x => x.Arm)).Select(arm => new Chart(
            $"chart-{quantity.Slug}-training-{arm.Key.Slug()}", arm.Label, $"{quantity.Title}, mean of each layer, over epochs of pre-training, {arm.Label}.", arm.Key,
            new Axis("epoch of pre-training", 0, epochs), new Axis($"{quantity.Title.ToLowerInvariant()} ({quantity.Unit})", min, max))
        {
            Marks = means.Where(x => x.Arm == arm.Key).GroupBy(x => x.Layer).Select(layer => new Mark(arm.Key, $"layer {layer.Key}", MarkKind.Line,
                layer.Select(x => new ChartPoint(x.Epoch, x.Mean, $"layer {layer.Key}")).ToArray(), Shade: layers == 0 ? 1 : layer.Key / (double)layers)).ToArray(),
        }).ToArray();
        var table = new TableView($"{quantity.Title} ({quantity.Unit}): layer means", ["arm", "epoch", .. Enumerable.Range(0, layers + 1).Select(x => $"layer {x}")],
            means.GroupBy(x => (x.Arm, x.Epoch)).OrderBy(x => Array.FindIndex([.. Arms.Ordered(means.Select(y => y.Arm))], y => y.Key == x.Key.Arm)).ThenBy(x => x.Key.Epoch)
                .Select(row => (IReadOnlyList<string>)[Arms.Label(row.Key.Arm), Format.Number(row.Key.Epoch),
                    .. Enumerable.Range(0, layers + 1).Select(layer => row.Where(x => x.Layer == layer).Select(x => Format.Number(x.Mean)).FirstOrDefault("–"))]).ToArray());
        return ChartGroupView.Of(quantity.Slug + "-training", quantity.Title + " over training",
            "Mean over heads and seeds at each checkpoint kept; the first layer is faintest, the last is strongest. Numbers at the ends are layers.", charts, table);
    }
}
