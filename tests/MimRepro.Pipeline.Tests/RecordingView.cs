using System.Collections.Concurrent;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline.Tests;

internal sealed class RecordingView : IProgressView
{
    public ConcurrentQueue<string> Notes { get; } = new();
    public ConcurrentQueue<string> Starts { get; } = new();
    public ConcurrentQueue<WorkerMessage> Messages { get; } = new();

    public void Started(Plan plan) { }
    public void StepStarted(string step, TimeSpan estimate) => Starts.Enqueue(step);
    public void StepProgressed(string step, WorkerMessage message) => Messages.Enqueue(message);
    public void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error) { }
    public void Note(string text) => Notes.Enqueue(text);
    public void Ended() { }
}
