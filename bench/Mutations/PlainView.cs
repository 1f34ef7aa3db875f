using MimRepro.Pipeline;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Bench.Mutations;

/// <summary>Says which steps ended, and no more.</summary>
internal sealed class PlainView : IProgressView
{
    public void Started(Plan plan) { }
    public void StepStarted(string step, TimeSpan estimate) { }
    public void StepProgressed(string step, WorkerMessage message) { }
    public void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error) => Console.WriteLine($"  {step}: {outcome}{(error is null ? "" : "\n" + error)}");
    public void Note(string text) => Console.WriteLine(text);
    public void Ended() { }
}
