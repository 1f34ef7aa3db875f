using MimRepro.Reporting.Charts;
using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>How alike the layers of two checkpoints are.</summary>
internal static class CkaBetweenSection
{
    public static ChartSectionView Of(RunRecord run)
    {
        var groups = run.Steps.Where(x => x.Step.Kind == "compare-checkpoints" && x.Metrics.Count > 0).Select(Group).ToArray();
        return new ChartSectionView("cka-between", "Similarity between checkpoints (CKA)",
            "Linear CKA between the layers of one model (down) and those of another (across), on the same images. A bright diagonal means that both compute alike things at alike depths.",
            groups.Length > 0 ? groups : [ChartGroupView.None("cka-between-maps", "Heat maps", "There is one checkpoint, or no comparison has ended.")]);
    }

    private static ChartGroupView Group(StepRecord record)
    {
        var (one, other) = (Arms.Of(record.Step), record.Step.Tags.GetValueOrDefault("other", ""));
        var values = record.Metrics.Where(x => x is { Name: "cka_between", Layer: not null, OtherLayer: not null }).ToArray();
        var map = new double[values.Max(x => x.Layer!.Value) + 1, values.Max(x => x.OtherLayer!.Value) + 1];
        foreach (var value in values)
            map[value.Layer!.Value, value.OtherLayer!.Value] = value.Value;
        var chart = new Chart($"chart-cka-{record.Step.Name.Slug()}", $"{one} (down) and {other} (across)", $"CKA of the layers of {one} with those of {other}; the table below has the values.",
            "", Layers(other, map.GetLength(1)), Layers(one, map.GetLength(0))) { Heat = new HeatMap(map, 0, 1) };
        return ChartGroupView.Of($"cka-{record.Step.Name.Slug()}", $"{one} and {other}", "", [chart],
            new TableView($"CKA: {one} (rows) with {other} (columns)", ["layer", .. Enumerable.Range(0, map.GetLength(1)).Select(x => $"with {x}")],
                [.. Enumerable.Range(0, map.GetLength(0)).Select(row => (IReadOnlyList<string>)[Format.Integer(row), .. Enumerable.Range(0, map.GetLength(1)).Select(column => Format.Number(map[row, column]))])]));
    }

    private static Axis Layers(string arm, int size) =>
        new($"layer of {arm}", -0.5, size - 0.5) { Places = [.. Enumerable.Range(0, size).Select(x => Format.Integer(x))] };
}
