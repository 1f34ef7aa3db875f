using MimRepro.Reporting.Charts;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>The main metric of a task for one way to use one arm.</summary>
internal sealed record TaskRow(
    string Arm, string Style, string ArmLabel, string Setting, string Method, string Mean, string Interval, string Count, string PerSeed, Interval Spread,
    IReadOnlyList<(int Seed, double Value)> Values, IReadOnlyList<double?> Others)
{
    public string Label => ArmLabel + Setting;
}

/// <summary>The table of a task and its chart.</summary>
internal sealed record TaskView(string Id, string Name, string Title, string Lead, string Metric, IReadOnlyList<TaskRow> Rows, ChartGroupView Chart)
{
    private const string Trivial = "trivial";

    /// <summary>A further figure; null where the task has none.</summary>
    public ChartGroupView? Losses { get; private init; }

    /// <summary>The tasks of which the run has steps; fine-tuning always.</summary>
    public static IReadOnlyList<TaskView> All(RunRecord run) =>
        [.. TaskDefinition.All.Where((task, index) => index == 0 || run.Steps.Any(x => task.Kinds.Contains(x.Step.Kind))).Select(task => Of(run, task))];

    public static TaskView Of(RunRecord run, TaskDefinition task)
    {
        var rows = Measured(run, task).ToArray();
        var metric = MetricDescriptors.Get(task.Metric);
        var title = $"Held-out {metric.DisplayName}";
        return new TaskView(task.Id, task.Name, task.Title, task.Lead, Words.Capital(metric.DisplayName), rows, rows.Length == 0
            ? ChartGroupView.None($"{task.Id}-chart", title, $"Not run yet: no {task.Name.ToLowerInvariant()} step has ended.")
            : ChartGroupView.Of($"{task.Id}-chart", title, "Mean and 95 % interval over seeds; small marks are single seeds.", [Draw(task, metric, rows)], Table(task, metric, rows)))
        {
            Losses = task.Id == "detection" ? TrainingSection.DetectorTerms(run) : null,
        };
    }

    private static IEnumerable<TaskRow> Measured(RunRecord run, TaskDefinition task)
    {
        var settings = Setting.Of(run);
        foreach (var kind in task.Kinds)
        {
            var steps = run.Steps.Where(x => x.Step.Kind == kind).ToArray();
            var groups = from setting in steps.Select(x => Setting.After(settings, x)).Distinct()
                         from arm in Arms.Ordered(steps.Select(x => Arms.Of(x.Step)))
                         from variant in steps.Select(Variant).Distinct()
                         let own = steps.Where(x => Setting.After(settings, x) == setting && Arms.Of(x.Step) == arm.Key && Variant(x) == variant).ToArray()
                         let row = Row(arm, setting, variant is "" or "all-blocks" ? Words.Text(kind == "fine-tune" || !kind.StartsWith("train-", StringComparison.Ordinal) ? kind : "fine-tuning") : Words.Text(variant), task.MetricOf(kind), task.Others, own)
                         where row is not null
                         select row;
            foreach (var row in groups)
                yield return row;
            // A guess looks at no image, so whichever model's step has it: one a data set.
            var sets = steps.GroupBy(x => x.Step.Tags.GetValueOrDefault("dataset", "")).ToArray();
            foreach (var set in sets)
                if (Row(new ArmView(Trivial, "Trivial guess"), sets.Length == 1 ? "" : $" on {Words.Text(set.Key)}", "no image", task.MetricOf(kind) + TaskDefinition.TrivialSuffix,
                    [.. task.Others.Select(x => x + TaskDefinition.TrivialSuffix)], [.. set.DistinctBy(x => Arms.Seed(x.Step))]) is { } guess)
                    yield return guess;
        }
    }

    private static string Variant(StepRecord step) => step.Step.Tags.GetValueOrDefault("variant", "");

    private static TaskRow? Row(ArmView arm, string setting, string method, string metric, string[] others, StepRecord[] steps)
    {
        var values = Values(steps, metric);
        if (values.Length == 0 || !values.All(x => double.IsFinite(x.Value)))
            return null;
        var unit = Words.Unit(metric);
        var spread = Intervals.Mean95(values.Select(x => x.Value).ToArray());
        return new TaskRow(
            arm.Key, Arms.Style(arm.Key), arm.Label, setting, method, Format.Number(spread.Mean, unit),
            Format.Interval(spread.Low, spread.High, unit), Format.Integer(values.Length),
            string.Join(" · ", values.Select(x => $"{Format.Number(x.Value)} (seed {x.Seed})")), spread, values,
            [.. others.Select(x => Values(steps, x) is { Length: > 0 } found ? found.Average(y => y.Value) : (double?)null)]);
    }

    private static (int Seed, double Value)[] Values(StepRecord[] steps, string metric) =>
        [.. steps.SelectMany(x => x.Metrics.Where(y => y.Name == metric && y is { Epoch: null, Layer: null }).Take(1).Select(y => (Seed: Arms.Seed(x.Step), y.Value))).OrderBy(x => x.Seed)];

    private static Chart Draw(TaskDefinition task, MetricDescriptor metric, IReadOnlyList<TaskRow> rows)
    {
        var (lowest, highest) = metric.Unit == "%" ? (0.0, 100.0) : metric.Direction == MetricDirection.LowerIsBetter ? (0.0, double.MaxValue) : (double.MinValue, double.MaxValue);
        // An interval of two seeds can be wider than what the metric can be: the axis stays within that.
        var ends = rows.SelectMany(x => x.Values.Select(y => y.Value).Append(Math.Max(lowest, x.Spread.Low ?? highest)).Append(Math.Min(highest, x.Spread.High ?? lowest)))
            .Where(x => x > lowest && x < highest).DefaultIfEmpty(metric.Unit == "%" ? 50 : 1);
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
        var unit = metric.Unit == "%" ? "percent" : metric.Unit;
        return new Chart($"chart-{task.Id}", $"Held-out {metric.DisplayName}", $"Held-out {metric.DisplayName}{(unit == "" ? "" : " in " + unit)} of each arm and method; the table below has the values.", "",
            new Axis(metric.DisplayName + (metric.Unit == "" ? "" : $" ({metric.Unit})"), Math.Max(lowest, min), Math.Min(highest, max)), new Axis("", -0.5, rows.Count - 0.5) { Places = places })
        { Marks = marks.ToArray(), Horizontal = true };
    }

    private static TableView Table(TaskDefinition task, MetricDescriptor metric, IReadOnlyList<TaskRow> rows) => new(
        $"Held-out {metric.DisplayName}", ["arm", "method", "mean", "95 % interval", "seeds", "each seed", .. task.Others.Select(x => MetricDescriptors.Get(x).DisplayName)],
        rows.Select(x => (IReadOnlyList<string>)[x.Label, x.Method, x.Mean, x.Interval, x.Count, x.PerSeed, .. x.Others.Select(y => y is { } value ? Format.Number(value) : "–")]).ToArray());
}
