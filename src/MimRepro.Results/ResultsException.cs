namespace MimRepro.Results;

/// <summary>Why the results database could not be used. All but <see cref="DiskFull"/> and <see cref="Other"/> are for the user to mend.</summary>
public enum ResultsFailure { NotADatabase, NotOurs, NewerVersion, OlderVersion, Missing, Unwritable, Busy, Damaged, DiskFull, UnknownRun, Other }

/// <summary>The results database cannot be read or written. The message is for the user: file, cause, cure.</summary>
public sealed class ResultsException(ResultsFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    public ResultsFailure Failure { get; } = failure;
}
