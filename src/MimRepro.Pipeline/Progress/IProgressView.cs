using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>Shows a run to a person. Calls come from several threads.</summary>
public interface IProgressView
{
    /// <summary>The run begins with this plan.</summary>
    void Started(Plan plan);
    /// <summary>A step starts; <paramref name="estimate"/> is how long it should take.</summary>
    void StepStarted(string step, TimeSpan estimate);
    void StepProgressed(string step, WorkerMessage message);
    /// <summary>A step ended; <paramref name="error"/> is the whole message if it failed.</summary>
    void StepEnded(string step, StepOutcome outcome, TimeSpan duration, string? error);
    /// <summary>Something a reader should know: a damaged artifact, a wait for the store.</summary>
    void Note(string text);
    /// <summary>Nothing runs any more.</summary>
    void Ended();
}
