namespace MimRepro.BuildHost;

/// <summary>Waits for programs.</summary>
public static class ProcessExtensions
{
    /// <summary>Waits for the end, whatever the exit code is.</summary>
    /// <exception cref="ArgumentException">The time limit came first.</exception>
    public static IProcess AssertWaitForExit(this IProcess? process)
    {
        var started = process.NotNull();
        Assert.True(started.WaitForExit(), $"{started.FileName} was killed: it did not end within its time limit");
        return started;
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="ProcessException">The exit code is not 0.</exception>
    public static IProcess AssertZeroExitCode(this IProcess? process)
    {
        var ended = process.AssertWaitForExit();
        return ended.ExitCode == 0 ? ended : throw new ProcessException(ended);
    }

    /// <summary>What was written to standard output, as one text.</summary>
    public static string StdToText(this IEnumerable<Output> output) =>
        string.Join('\n', output.Where(line => line.Type == OutputType.Std).Select(line => line.Text));
}
