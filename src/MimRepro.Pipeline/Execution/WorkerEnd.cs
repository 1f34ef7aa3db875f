namespace MimRepro.Pipeline;

/// <summary>How a worker ended.</summary>
/// <param name="ExitCode">Exit code; 128 + n for signal n.</param>
/// <param name="Error">What the worker itself said was wrong, or null.</param>
/// <param name="LastLines">The end of its log.</param>
/// <param name="Duration">Wall time, with that of the earlier attempts it went on from.</param>
internal sealed record WorkerEnd(int ExitCode, string? Error, IReadOnlyList<string> LastLines, TimeSpan Duration)
{
    private const int Signalled = 128;
    private const int Kill = 9;

    /// <summary>The number of the signal that ended the worker, or null.</summary>
    public int? Signal => ExitCode is > Signalled and < Signalled + 65 ? ExitCode - Signalled : null;

    /// <summary>Something outside ended it, most often for want of memory: worth a second try.</summary>
    public bool IsInfrastructureFault => Signal == Kill;
}
