using System.Text;

namespace MimRepro.Pipeline;

/// <summary>Everything that is known about why one step runs, or why it does not.</summary>
public static class WhyText
{
    private const int ShownPerReason = 60;

    /// <summary>Each reason with all its details, against the nearest earlier execution. Lines end with LF.</summary>
    public static string Render(PlannedStep step)
    {
        var text = new StringBuilder();
        if (step.Action == PlannedAction.Cached)
        {
            string why = step.Record!.Accepted is { } accepted ? PlanText.Accepted(accepted) : "nothing that it depends on has changed.";
            text.Append($"{step.Step.Name} is cached: {why}\n");
            return text.Append($"  artifact:   {step.Record!.Artifact}\n  key:        {step.Fingerprint!.Key}\n").ToString();
        }
        text.Append($"{step.Step.Name} {(step.Action == PlannedAction.Run ? "runs" : "runs only if an input comes out different")}:\n");
        foreach (RerunReason reason in step.Reasons)
        {
            text.Append($"  {reason.Text}\n");
            if (reason.Details is [var only] && reason.Text.EndsWith(only, StringComparison.Ordinal)) continue; // it has just been said
            foreach (string detail in reason.Details.Take(ShownPerReason)) text.Append($"    {detail}\n");
            if (reason.Details.Count > ShownPerReason) text.Append($"    and {reason.Details.Count - ShownPerReason} more\n");
        }
        return text.ToString();
    }
}
