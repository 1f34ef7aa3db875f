using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>How one step came out.</summary>
/// <param name="Step">Name of the step.</param>
/// <param name="Outcome">Cached, ran, failed, blocked by a step that failed, or skipped.</param>
/// <param name="Artifact">Folder of its artifact, or null.</param>
/// <param name="Duration">Time this run spent on it.</param>
/// <param name="Error">What went wrong, or null.</param>
public sealed record StepResult(string Step, StepOutcome Outcome, string? Artifact, TimeSpan Duration, Exception? Error);

/// <summary>How an experiment came out: its own steps, in graph order.</summary>
/// <param name="Experiment">Name of the experiment.</param>
/// <param name="Steps">Its steps, in graph order.</param>
/// <param name="Cancelled">The user stopped the run before all of them had ended.</param>
public sealed record ExperimentResult(string Experiment, IReadOnlyList<StepResult> Steps, bool Cancelled)
{
    public bool Succeeded => Steps.All(step => step.Outcome is StepOutcome.Cached or StepOutcome.Ran);

    /// <summary>Throws what kept the experiment from succeeding, if anything did.</summary>
    /// <exception cref="StepFailedException">A step failed, here or in an experiment that this one needs.</exception>
    /// <exception cref="OperationCanceledException">The user stopped the run.</exception>
    public void ThrowIfFailed()
    {
        if (Cancelled) throw new OperationCanceledException($"{Experiment} was stopped; the same command goes on where it was.");
        if (Steps.FirstOrDefault(step => step.Outcome == StepOutcome.Failed) is { } failed) throw Failure(failed);
        if (Steps.FirstOrDefault(step => step.Outcome is StepOutcome.Blocked or StepOutcome.Skipped) is { } waiting) throw Failure(waiting);
    }

    private static StepFailedException Failure(StepResult step) =>
        step.Error as StepFailedException
        ?? new StepFailedException(step.Step, step.Error?.Message ?? $"Step '{step.Step}' did not run ({step.Outcome}).", step.Error is PipelineInputException);
}
