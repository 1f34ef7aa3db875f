namespace MimRepro.Data.Acquisition;

/// <summary>How a program ended.</summary>
/// <param name="Started">False when there is no such program.</param>
public sealed record ProcessOutcome(bool Started, int ExitCode, string Output, string Error)
{
    public bool Succeeded => Started && ExitCode == 0;

    /// <summary>The line of the errors that says most: the last one of apt's and dpkg's kind, or the last at all.</summary>
    public string Complaint
    {
        get
        {
            var lines = Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return lines.LastOrDefault(line => line.StartsWith("E: ", StringComparison.Ordinal) || line.Contains("error:", StringComparison.Ordinal))
                ?? lines.LastOrDefault() ?? "no message";
        }
    }
}

/// <summary>Runs programs of the system, and knows whether this user may install things.</summary>
public interface IProcessRunner
{
    /// <summary>True for root.</summary>
    bool IsPrivileged { get; }

    /// <summary>Runs to the end, or kills the program and its children after <paramref name="limit"/>.</summary>
    ProcessOutcome Run(string program, IReadOnlyList<string> arguments, string workingFolder, TimeSpan limit);
}
