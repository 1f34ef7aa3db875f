using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>Text that is long: its beginning, and all of it.</summary>
internal sealed record HashView(string Short, string Full)
{
    public static HashView? Of(string? hash) => string.IsNullOrEmpty(hash) ? null : new(hash[..Math.Min(8, hash.Length)], hash);
}

internal sealed record StepView(
    string Name, string Kind, string Outcome, string Duration, HashView? Key, HashView? Artifact, string Error)
{
    public static StepView Of(StepRecord record) => new(
        record.Step.Name, Words.Text(record.Step.Kind), Words.Key(record.Outcome),
        record.Step.DurationInSeconds > 0 ? Format.Duration(record.Step.DurationInSeconds) : "–",
        HashView.Of(record.Step.Key), HashView.Of(record.Step.Artifact), record.Error ?? "");
}

/// <summary>A step whose result was made by another version of it, and why that holds.</summary>
internal sealed record AcceptedView(string Name, string Reason, string At, HashView? Key)
{
    public static AcceptedView? Of(StepRecord record) => record.Step.Accepted is { } accepted
        ? new(record.Step.Name, accepted.Reason, Format.Time(accepted.At), HashView.Of(accepted.Key))
        : null;
}

internal sealed record FactView(string Name, string Value);

/// <summary>What ran, on what, and for how long.</summary>
internal sealed record RunView(
    string Id, string Profile, string Started, string Ended, IReadOnlyList<FactView> Environment, IReadOnlyList<StepView> Steps, TableView Cost,
    IReadOnlyList<AcceptedView> Accepted)
{
    public static RunView Of(RunRecord run, ReportOptions options) => new(
        run.Run.Id, options.Profile, Format.Time(run.Run.Started), run.Run.Ended is { } ended ? Format.Time(ended) : "still going on",
        run.Run.Environment.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => new FactView(x.Key, x.Value)).ToArray(),
        run.Steps.Select(StepView.Of).ToArray(), CostTable(run), run.Steps.Select(AcceptedView.Of).OfType<AcceptedView>().ToArray());

    private static TableView CostTable(RunRecord run) => new("Work by kind of step", ["kind", "steps", "total", "longest"],
        run.Steps.GroupBy(x => x.Step.Kind).Select(x => (IReadOnlyList<string>)
        [
            Words.Text(x.Key), Format.Integer(x.Count()), Format.Duration(x.Sum(y => y.Step.DurationInSeconds)),
            Format.Duration(x.Max(y => y.Step.DurationInSeconds)),
        ]).ToArray());
}
