using MimRepro.Reporting.Charts;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>Held-out accuracy of one way to use one arm.</summary>
internal sealed record TuningRow(
    string Arm, string Style, string Label, string Method, string Mean, string Interval, string Count, string PerSeed, Interval Spread,
    IReadOnlyList<(int Seed, double Value)> Values);

/// <summary>The fine-tuning table and its chart.</summary>
internal sealed record TuningView(IReadOnlyList<TuningRow> Rows, ChartGroupView Chart)
{
    private static readonly string[] Kinds = ["fine-tune", "linear-probe", "pixel-baseline"];

    public static TuningView Of(RunRecord run)
    {
        var rows = Measured(run).ToArray();
        return new TuningView(rows, rows.Length == 0
            ? ChartGroupView.None("tuning-chart", "Held-out top-1", "Not run yet: no fine-tuning, probe or baseline has ended.")
            : ChartGroupView.Of("tuning-chart", "Held-out top-1", "Mean and 95 % interval over seeds; small marks are single seeds.", [Draw(rows)], Table(rows)));
    }

    private static IEnumerable<TuningRow> Measured(RunRecord run)
    {
        var settings = Setting.Of(run);
        return from kind in Kinds
               from setting in run.Steps.Where(x => x.Step.Kind == kind).Select(x => Setting.After(settings, x)).Distinct()
               let own = run.Steps.Where(x => x.Step.Kind == kind && Setting.After(settings, x) == setting).ToArray()
               from arm in Arms.Ordered(own.Select(x => Arms.Of(x.Step)))
               let values = own.Where(x => Arms.Of(x.Step) == arm.Key)
                   .SelectMany(x => x.Metrics.Where(IsTop1).Take(1).Select(y => (Seed: Arms.Seed(x.Step), y.Value))).OrderBy(x => x.Seed).ToArray()
               where values.Length > 0 && values.All(x => double.IsFinite(x.Value))
               select Row(arm, arm.Label + setting, kind, values);
    }

    private static bool IsTop1(MetricRow metric) => metric is { Name: "top1", Epoch: null, Layer: null };

    private static TuningRow Row(ArmView arm, string label, string kind, (int Seed, double Value)[] values)
    {
        var spread = Intervals.Mean95(values.Select(x => x.Value).ToArray());
        return new TuningRow(
            arm.Key, Arms.Style(arm.Key), label, Words.Text(kind), Format.Number(spread.Mean, "%"),
            Format.Interval(spread.Low, spread.High, "%"), Format.Integer(values.Length),
            string.Join(" · ", values.Select(x => $"{Format.Number(x.Value)} (seed {x.Seed})")), spread, values);
    }

    private static Chart Draw(IReadOnlyList<TuningRow> rows)
    {
        // An interval of two seeds can be wider than the scale of the data: the axis stays within 0…100 %.
        var ends = rows.SelectMany(x => x.Values.Select(y => y.Value).Append(Math.Max(0, x.Spread.Low ?? 100)).Append(Math.Min(100, x.Spread.High ?? 0)))
            .Where(x => x is > 0 and < 100).DefaultIfEmpty(50);
        var (min, max) = Scales.Round(ends);
        var places = rows.Select(x => $"{x.Label}, {x.Method}").Reverse().ToArray();
        int Place(int index) => rows.Count - 1 - index;
        var marks = rows.SelectMany((row, index) => new[]
        {
            new Mark(row.Arm, $"{row.Label}, {row.Method}", MarkKind.Dots,
                row.Values.Select(x => new ChartPoint(x.Value, Place(index), $"seed {x.Seed}")).ToArray()),
            new Mark(row.Arm, $"{row.Label}, {row.Method}", MarkKind.Interval,
                [new ChartPoint(row.Spread.Mean, Place(index), "mean", row.Spread.Low ?? row.Spread.Mean, row.Spread.High ?? row.Spread.Mean)]),
        });
        return new Chart("chart-tuning", "Held-out top-1", "Held-out top-1 in percent of each arm and method; the table below has the values.", "",
            new Axis("top-1 (%)", Math.Max(0, min), Math.Min(100, max)), new Axis("", -0.5, rows.Count - 0.5) { Places = places })
        { Marks = marks.ToArray(), Horizontal = true };
    }

    private static TableView Table(IReadOnlyList<TuningRow> rows) => new(
        "Held-out top-1", ["arm", "method", "mean", "95 % interval", "seeds", "each seed"],
        rows.Select(x => (IReadOnlyList<string>)[x.Label, x.Method, x.Mean, x.Interval, x.Count, x.PerSeed]).ToArray());
}
