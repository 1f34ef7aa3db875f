using System.Globalization;
using System.Text;

namespace MimRepro.Pipeline;

/// <summary>A plan as plain text, the same on a terminal and in a file.</summary>
public static class PlanText
{
    private const string Gap = "  ";

    /// <summary>A table of the steps with what would happen and why, and the columns that steps bring themselves; then the totals. Lines end with LF.</summary>
    public static string Render(Plan plan)
    {
        string[] brought = [.. plan.Steps.SelectMany(step => step.Step.Columns).Select(column => column.Heading).Distinct(StringComparer.Ordinal)];
        List<string[]> rows = [["step", "", "estimate", .. brought, "why"], .. plan.Steps.SelectMany(step => Rows(step, brought))];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        foreach (string[] row in rows)
            text.Append(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()).Append('\n');
        return text.Append('\n').Append(Totals(plan)).Append('\n').ToString();
    }

    /// <summary>One sentence: how many steps are cached, how many run, about how long.</summary>
    public static string Totals(Plan plan)
    {
        int cached = plan.Steps.Count(step => step.Action == PlannedAction.Cached);
        int depends = plan.Steps.Count(step => step.Action == PlannedAction.Depends);
        int runs = plan.Steps.Count - cached - depends;
        if (plan.AllCached) return $"{Steps(plan.Steps.Count)}, all cached: nothing to do.";
        string maybe = depends > 0 ? $", {depends} depend{(depends == 1 ? "s" : "")} on what those write" : "";
        string most = depends > 0 ? "at most about" : "about";
        return $"{Steps(plan.Steps.Count)}: {cached} cached, {runs} to run{maybe}; {most} {DurationText.Of(plan.EstimatedTime)} on {plan.Slots} slot{(plan.Slots == 1 ? "" : "s")}.";
    }

    private static IEnumerable<string[]> Rows(PlannedStep step, string[] brought)
    {
        string action = step.Action switch { PlannedAction.Cached => "hit", PlannedAction.Run => "run", _ => "depends" };
        string estimate = step.Action == PlannedAction.Cached ? "" : DurationText.Of(step.Estimate);
        string[] own = [.. brought.Select(heading => step.Step.Columns.FirstOrDefault(column => column.Heading == heading)?.Text ?? "")];
        yield return [step.Step.Name, action, estimate, .. own, step.Reasons.FirstOrDefault()?.Text ?? Accepted(step.Record?.Accepted)];
        foreach (RerunReason reason in step.Reasons.Skip(1)) yield return ["", "", "", .. brought.Select(_ => ""), reason.Text];
    }

    internal static string Accepted(Acceptance? acceptance) => acceptance is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"accepted as equivalent to {acceptance.Key[..8]} on {acceptance.At.UtcDateTime:yyyy-MM-dd}: {acceptance.Reason}");

    private static string Steps(int count) => count == 1 ? "1 step" : $"{count} steps";
}
