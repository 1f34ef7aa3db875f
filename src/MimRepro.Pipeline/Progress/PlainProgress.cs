using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>Plain lines, for a file or a pipe: starts, a sign of life every quarter of a minute, ends; failures in full.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="clock">Measures the pauses; the system's clock if null.</param>
public sealed class PlainProgress(TextWriter output, TimeProvider? clock = null) : IProgressView
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(15);
    private readonly Lock gate = new();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private readonly Dictionary<string, long> shown = new(StringComparer.Ordinal);

    public void Started(Plan plan) => Line(PlanText.Totals(plan));

    public void StepStarted(string step, TimeSpan estimate)
    {
        lock (gate) shown[step] = clock.GetTimestamp();
        Line($"{step}: starts, about {DurationText.Of(estimate)}");
    }

    public void StepProgressed(string step, WorkerMessage message)
    {
        lock (gate)
        {
            if (clock.GetElapsedTime(shown.GetValueOrDefault(step)) < Pause) return;
            shown[step] = clock.GetTimestamp();
        }
        Line($"{step}: {ProgressText.Of(message)}");
    }

    public void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error)
    {
        if (ProgressText.Ended(step, outcome, duration, error) is { } text) Line(text);
    }

    public void Note(string text) => Line(text);

    public void Ended() { }

    private void Line(string text)
    {
        lock (gate)
        {
            output.WriteLine(text);
            output.Flush();
        }
    }
}
