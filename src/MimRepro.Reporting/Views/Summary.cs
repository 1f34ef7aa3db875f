using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>What came out, in a few sentences computed from the record.</summary>
internal static class Summary
{
    public static IReadOnlyList<string> Of(RunRecord run, IReadOnlyList<ClaimView> claims, ReportOptions options) =>
        new[] { options.OfCheckpoints ? CheckpointsView.Sentence(run) : Verdicts(claims), Checks(claims), Accuracy(run), Cost(run, options), Trouble(run), Accepted(run) }.Where(x => x != "").ToArray();

    private static string Verdicts(IReadOnlyList<ClaimView> claims)
    {
        var ofPaper = claims.Where(x => !x.OwnCheck).ToArray();
        if (ofPaper.Length == 0)
            return "No claim of the paper is registered for this run.";
        var parts = Enum.GetValues<Verdict>()
            .Select(x => (Text: Words.Text(x), Count: ofPaper.Count(y => y.VerdictKey == Words.Key(x))))
            .Where(x => x.Count > 0).Select(x => $"{x.Count} {x.Text}").ToArray();
        // C1-swinv2 is C1 once more, with another model.
        var different = ofPaper.Select(x => x.Id.Split('-')[0]).Distinct().Count();
        return $"Of {(different == ofPaper.Length ? "" : $"{Words.Count(ofPaper.Length, "verdict")} on ")}{Words.Count(different, "claim")} of the paper: {Words.List(parts)}.";
    }

    private static string Checks(IReadOnlyList<ClaimView> claims)
    {
        var own = claims.Where(x => x.OwnCheck).ToArray();
        var open = own.Where(x => x.VerdictKey != Words.Key(Verdict.Reproduced)).ToArray();
        return own.Length == 0 ? ""
            : open.Length == 0 ? $"All {Words.Count(own.Length, "own check")} that the models learn their tasks passed."
            : $"Of {Words.Count(own.Length, "own check")} that the models learn their tasks, {own.Length - open.Length} passed; {Words.List([.. open.Select(x => $"{x.Id} {x.VerdictText}")])}.";
    }

    private static string Accuracy(RunRecord run)
    {
        var rows = TaskView.Of(run, TaskDefinition.All[0]).Rows.ToLookup(x => x.Method);
        var tuned = rows["fine-tuning"].GroupBy(x => x.Setting.TrimStart(',', ' '))
            .Select(x => (x.Key == "" ? "" : x.Key + ": ") + Words.List([.. x.Select(y => $"{y.ArmLabel} {y.Mean}")]));
        var pixels = Words.List([.. rows["pixel baseline"].Select(x => $"{x.Label} {x.Mean}")]);
        return string.Join(" ", new[]
        {
            rows.Contains("fine-tuning") ? $"Held-out top-1 after fine-tuning: {string.Join("; ", tuned)}." : "",
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
