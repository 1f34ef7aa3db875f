using System.Text.Json;

namespace MimRepro.Pipeline.Worker;

/// <summary>Tells the driver where a worker stands: lines of JSON, about five a second at most. Safe for many threads.</summary>
/// <param name="output">Where the lines go; the worker's standard output.</param>
/// <param name="clock">Measures the pauses between lines; the system's clock if null.</param>
public sealed class ProgressWriter(Stream output, TimeProvider? clock = null)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly Lock gate = new();
    private readonly TimeProvider clock = clock ?? TimeProvider.System;
    private long? last;

    /// <summary>A writer on the standard output of this process.</summary>
    public static ProgressWriter ToStandardOutput() => new(Console.OpenStandardOutput());

    /// <summary>Reports that <paramref name="done"/> of <paramref name="total"/> units are done. The last report always gets through.</summary>
    /// <param name="done">Units done so far.</param>
    /// <param name="total">Units in all.</param>
    /// <param name="rate">Units a second, or null.</param>
    /// <param name="unit">What is counted.</param>
    /// <param name="text">Where the work stands.</param>
    public void Report(long done, long total, double? rate = null, string unit = "", string text = "")
    {
        lock (gate)
        {
            if (done < total && last is { } before && clock.GetElapsedTime(before) < Pause) return;
            last = clock.GetTimestamp();
            Write(new WorkerMessage(WorkerMessage.Progress, done, total, rate is { } r && double.IsFinite(r) ? r : null, unit, text));
        }
    }

    /// <summary>Reports that the step goes on from what an earlier attempt left; its duration counts both.</summary>
    /// <param name="before">How long that attempt, and those before it, had worked by then.</param>
    public void Resumed(TimeSpan before)
    {
        lock (gate) Write(new WorkerMessage(WorkerMessage.Resumed, Seconds: before.TotalSeconds));
    }

    /// <summary>Reports why the step fails; the driver shows <paramref name="message"/> to the user.</summary>
    public void Error(string message)
    {
        lock (gate) Write(new WorkerMessage(WorkerMessage.Error, Text: message));
    }

    private void Write(WorkerMessage message)
    {
        byte[] line = JsonSerializer.SerializeToUtf8Bytes(message, LineJson.Default.WorkerMessage);
        try
        {
            output.Write([.. line, (byte)'\n']);
            output.Flush();
        }
        catch (IOException)
        {
            // The driver is gone; DriverWatch ends this process. A report is never a reason to fail.
        }
    }
}
