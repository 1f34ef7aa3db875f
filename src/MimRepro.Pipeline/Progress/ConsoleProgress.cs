using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>A live table on a terminal, plain lines anywhere else. When everything is cached: one line, and nothing is loaded for it.</summary>
public sealed class ConsoleProgress : IProgressView
{
    private readonly PlainProgress plain = new(Console.Out);
    private readonly bool interactive = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("CI") is null
        && Environment.GetEnvironmentVariable("TERM") is not "dumb";
    private IProgressView? live;

    private IProgressView Current => live ?? plain;

    public void Started(Plan plan)
    {
        if (interactive && !plan.AllCached) live = new LiveProgress();
        Current.Started(plan);
    }

    public void StepStarted(string step, TimeSpan estimate) => Current.StepStarted(step, estimate);
    public void StepProgressed(string step, WorkerMessage message) => Current.StepProgressed(step, message);
    public void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error) => Current.StepEnded(step, outcome, duration, error);
    public void Note(string text) => Current.Note(text);
    public void Ended() => Current.Ended();
}
