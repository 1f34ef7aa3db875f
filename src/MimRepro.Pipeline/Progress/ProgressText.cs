using System.Globalization;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>The words that both views of a run share.</summary>
internal static class ProgressText
{
    public static string Of(WorkerMessage message)
    {
        var parts = new List<string>();
        if (message.Total > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Fraction(message) * 100:0} %"));
        if (message.Rate is { } rate) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{rate:0.#} {message.Unit}/s"));
        if (message.Text.Length > 0) parts.Add(message.Text.ReplaceLineEndings(" "));
        if (Remaining(message) is { } left) parts.Add($"{DurationText.Of(left)} left");
        return string.Join(", ", parts);
    }

    public static double Fraction(WorkerMessage message) => message.Total > 0 ? Math.Clamp((double)message.Done / message.Total, 0, 1) : 0;

    /// <summary>What is left at the present rate, or null if nobody knows.</summary>
    public static TimeSpan? Remaining(WorkerMessage message) => message is { Rate: > 0, Total: > 0 } && message.Done < message.Total
        ? TimeSpan.FromSeconds(Math.Min((message.Total - message.Done) / message.Rate.Value, 1e8))
        : null;

    /// <summary>What to say about a step that ended, or null: a cached step is not worth a line.</summary>
    public static string? Ended(string step, StepOutcome outcome, TimeSpan duration, string? error) => outcome switch
    {
        StepOutcome.Ran => $"{step}: done in {DurationText.Of(duration)}",
        StepOutcome.Failed => $"{step}: FAILED after {DurationText.Of(duration)}\n{error}",
        StepOutcome.Blocked => $"{step}: blocked ({error})",
        StepOutcome.Skipped => $"{step}: stopped",
        _ => null,
    };
}
