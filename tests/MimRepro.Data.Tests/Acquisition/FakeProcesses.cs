using MimRepro.Data.Acquisition;

namespace MimRepro.Data.Tests.Acquisition;

/// <summary>A Debian, or none: answers dpkg and apt as told, and remembers what was asked.</summary>
internal sealed class FakeProcesses : IProcessRunner
{
    public static readonly ProcessOutcome NoSuchProgram = new(Started: false, -1, "", "No such file or directory");
    public static readonly ProcessOutcome UnknownPackage = new(Started: true, 100, "", "Reading package lists...\nE: Unable to locate package dataset-fashion-mnist\n");

    public bool IsPrivileged { get; init; }

    public Func<string, IReadOnlyList<string>, string, ProcessOutcome> Answer { get; init; } = (_, _, _) => NoSuchProgram;

    public List<string> Asked { get; } = [];

    public ProcessOutcome Run(string program, IReadOnlyList<string> arguments, string workingFolder, TimeSpan limit)
    {
        Asked.Add($"{program} {arguments[0]}");
        return Answer(program, arguments, workingFolder);
    }

    public static ProcessOutcome Ok(string output = "") => new(Started: true, 0, output, "");
}
