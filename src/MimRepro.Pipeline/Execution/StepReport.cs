using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>What became of a step, on its way to the results.</summary>
internal sealed record StepReport(Step Step, StepOutcome Outcome, TimeSpan Duration = default)
{
    /// <summary>Null if an input never came to be.</summary>
    public Fingerprint? Fingerprint { get; init; }
    public ActionRecord? Record { get; init; }
    public Exception? Error { get; init; }

    public bool Succeeded => Outcome is StepOutcome.Cached or StepOutcome.Ran;

    /// <summary>What the user is told: the message of what was foreseen, the stack of what was not.</summary>
    public string? ErrorText => Error is null or StepFailedException or PipelineInputException or StoreException or OperationCanceledException
        ? Error?.Message
        : Error.ToString();
}
