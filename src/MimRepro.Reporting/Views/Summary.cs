using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>What came out, in a few sentences computed from the record.</summary>
internal static class Summary
{
    public static IReadOnlyList<string> Of(RunRecord run, IReadOnlyList<ClaimView> claims, ReportOptions options) =>
        new[] { options.OfCheckpoints ? CheckpointsView.Sentence(run) : Verdicts(claims), Accuracy(run), Cost(run, options), Trouble(run), Accepted(run) }.Where(x => x != "").ToArray();

    private static string Verdicts(IReadOnlyList<ClaimView> claims)
    {
        if (claims.Count == 0)
            return "No claim of the paper is registered for this run.";
        var parts = Enum.GetValues<Verdict>()
            .Select(x => (Text: Words.Text(x), Count: claims.Count(y => y.VerdictKey == Words.Key(x))))
            .Where(x => x.Count > 0).Select(x => $"{x.Count} {x.Text}").ToArray();
        return $"Of {Words.Count(claims.Count, "claim")} of the paper: {Words.List(parts)}.";
    }

    private static string Accuracy(RunRecord run)
    {
        var rows = TaskView.Of(run, TaskDefinition.All[0]).Rows.ToLookup(x => x.Method, x => $"{x.Label} {x.Mean}");
        var tuned = Words.List([.. rows["fine-tuning"]]);
        var pixels = Words.List([.. rows["pixel baseline"]]);
        return string.Join(" ", new[]
        {
            tuned == "" ? "" : $"Held-out top-1 after fine-tuning: {tuned}.",
            pixels == "" ? "" : $"For comparison, a linear classifier: {pixels}.",
        }.Where(x => x != ""));
    }

    private static string Cost(RunRecord run, ReportOptions options)
    {
        var seeds = run.Steps.Where(x => x.Step.Tags.ContainsKey("seed")).Select(x => Arms.Seed(x.Step)).Distinct().Count();
        var parts = Enum.GetValues<StepOutcome>().Select(x => (Key: Words.Key(x), Count: run.Steps.Count(y => y.Outcome == x)))
            .Where(x => x.Count > 0).Select(x => $"{x.Count} {x.Key}").ToArray();
        var state = run.Run.Ended is null ? "The run is still going on" : "The run is complete";
        return $"{state}: profile {options.Profile}, {(seeds > 0 ? Words.Count(seeds, "seed") + ", " : "")}{Words.Count(run.Steps.Count, "step")}"
            + (parts.Length == 0 ? "." : $" ({string.Join(", ", parts)}), {Format.Duration(run.Steps.Sum(x => x.Step.DurationInSeconds))} of work.");
    }

    private static string Accepted(RunRecord run)
    {
        var count = run.Steps.Count(x => x.Step.Accepted is not null);
        return count == 0 ? "" : $"{Words.Count(count, "step")} changed and {(count == 1 ? "was" : "were")} accepted without running: see Steps and environment.";
    }

    private static string Trouble(RunRecord run)
    {
        var failed = run.Steps.Where(x => x.Outcome == StepOutcome.Failed).Select(x => x.Step.Name).ToArray();
        return failed.Length == 0 ? "" : $"Failed: {Words.List(failed)}. What depends on them is missing below.";
    }
}
