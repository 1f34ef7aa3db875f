using System.Globalization;
using System.Text;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline;

/// <summary>Words for a step that failed: what, where, got and expected, usual cause, what to do.</summary>
internal static class StepFailure
{
    private const int ShownLines = 15;

    /// <summary>The worker ended with something else than success.</summary>
    public static StepFailedException Ended(Step step, WorkerEnd end, string logFile, int attempts)
    {
        (string what, string cause, string cure) = Words(end);
        string times = attempts > 1 ? $", {attempts} times" : "";
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Step '{step.Name}' failed: {what}{times}.\n");
        if (end.Error is { Length: > 0 } error) text.Append(Indented(error));
        Where(text, step, logFile).Append(CultureInfo.InvariantCulture, $"  exit code: {end.ExitCode}, expected 0\n");
        if (end.Error is null) text.Append(LastLines(end));
        text.Append(CultureInfo.InvariantCulture, $"  {cause}\n  {cure}");
        return new StepFailedException(step.Name, text.ToString(), end.ExitCode == WorkerExitCode.UserInput);
    }

    /// <summary>The worker ended well, but what it wrote cannot be an artifact.</summary>
    public static StepFailedException BadOutput(Step step, string fault, string logFile)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"Step '{step.Name}' failed: its output cannot be used.\n  fault:     {fault}\n");
        Where(text, step, logFile).Append("  The worker said that all went well, so its handler has a fault.\n  Correct the handler of this kind; nothing of this output was kept.");
        return new StepFailedException(step.Name, text.ToString());
    }

    /// <summary>An input failed.</summary>
    public static StepFailedException Blocked(Step step, string input) =>
        new(step.Name, $"Step '{step.Name}' did not run: it needs '{input}', which failed or did not run.");

    private static StringBuilder Where(StringBuilder text, Step step, string logFile) =>
        text.Append(CultureInfo.InvariantCulture, $"  step:      {step.Name} ({step.Kind.Name}, {step.Experiment})\n  log:       {logFile}\n");

    private static (string What, string Cause, string Cure) Words(WorkerEnd end) => end switch
    {
        { Signal: 9 } => ("its worker was killed (out of memory?)",
            "The system kills the largest process when memory runs out; a person or a batch system may have done it too.",
            "Run fewer steps side by side (--slots 1) or a smaller batch, then the same command again: what is finished stays."),
        { Signal: 6 or 11 or 4 or 7 or 8 } => ($"its worker crashed in native code (signal {end.Signal})",
            "A native library does not fit this machine, or memory was damaged.",
            "Read the end of the log; if it happens again, report it with that file."),
        { Signal: { } signal } => ($"its worker was ended by signal {signal}", "Someone or something outside stopped it.", "Run the same command again: what is finished stays."),
        { ExitCode: WorkerExitCode.UserInput } => ("its input cannot be used", "The worker says that the cause is in what it was given, not in its code.", "Correct that and run the same command again."),
        { ExitCode: WorkerExitCode.Fault } => ("its worker met a fault", "The code of the step threw an exception.", "Read the log for where it happened."),
        _ => ("its worker ended unexpectedly", "The process ended without saying why.", "Read the log for what it printed."),
    };

    private static string LastLines(WorkerEnd end) => end.LastLines.Count == 0
        ? "  The worker printed nothing.\n"
        : "  last lines:\n" + string.Concat(end.LastLines.TakeLast(ShownLines).Select(line => $"    {line}\n"));

    private static string Indented(string text) => string.Concat(text.ReplaceLineEndings("\n").TrimEnd().Split('\n').Select(line => $"    {line}\n"));
}
