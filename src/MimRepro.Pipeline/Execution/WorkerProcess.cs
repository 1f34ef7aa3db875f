using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline;

/// <summary>One process for one step: memory is back when it ends, and a crash costs one step.</summary>
/// <param name="command">Program and first arguments; the request's path is added.</param>
internal sealed class WorkerProcess(IReadOnlyList<string> command) : IStepExecutor
{
    public const string RequestFile = "request.json";
    public const string LogFile = "worker.log";

    /// <summary>The command that runs <paramref name="assembly"/> with the runtime this process has.</summary>
    public static IReadOnlyList<string> CommandFor(string assembly)
    {
        string? self = Environment.ProcessPath;
        bool hosted = Path.GetFileNameWithoutExtension(self) == "dotnet";
        return [hosted ? self! : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", assembly];
    }

    public async Task<WorkerEnd> RunAsync(StepRequest request, Action<WorkerMessage> onMessage, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Directory.CreateDirectory(request.Log);
        string requestPath = Path.Combine(request.Log, RequestFile);
        request.Save(requestPath);
        using var log = new WorkerLog(Path.Combine(request.Log, LogFile));
        long start = Stopwatch.GetTimestamp();
        using Process process = Start(requestPath, request.Threads);
        // Should this process be killed, the pipe closes and DriverWatch ends the worker.
        await using CancellationTokenRegistration kill = cancellation.Register(() => Kill(process));
        string? error = null;
        var before = TimeSpan.Zero;
        Task messages = BoundedLines.ReadAsync(process.StandardOutput, line =>
        {
            WorkerMessage? message = WorkerMessageParser.Parse(line);
            if (message is null) log.Write(line);
            else if (message.Type == WorkerMessage.Error) log.Write(error = message.Text);
            else if (message.Type == WorkerMessage.Resumed) before = TimeSpan.FromSeconds(message.Seconds ?? 0);
            else onMessage(message);
        });
        Task faults = BoundedLines.ReadAsync(process.StandardError, log.Write);
        await process.WaitForExitAsync(CancellationToken.None);
        await WithinGrace(messages, faults);
        cancellation.ThrowIfCancellationRequested();
        return new WorkerEnd(process.ExitCode, error, log.LastLines, before + Stopwatch.GetElapsedTime(start));
    }

    private Process Start(string requestPath, int threads)
    {
        var start = new ProcessStartInfo(command[0], [.. command.Skip(1), requestPath])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment[DriverWatch.Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["MKL_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_WAIT_POLICY"] = "passive"; // spinning barriers of two processes slow each other 3-5 x
        start.Environment["GLIBC_TUNABLES"] = "glibc.malloc.hugetlb=1";
        start.Environment["DOTNET_gcServer"] = "0";
        try
        {
            return Process.Start(start) ?? throw new Win32Exception("no process was started");
        }
        catch (Win32Exception fault)
        {
            throw new PipelineInputException($"""
                The worker cannot be started: {fault.Message}
                  command: {string.Join(' ', command)}
                  The .NET runtime is not on the path, or the worker has not been built.
                """, fault);
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }

    // A grandchild may keep the pipes open for ever.
    private static async Task WithinGrace(params Task[] readers) =>
        await Task.WhenAny(Task.WhenAll(readers), Task.Delay(TimeSpan.FromSeconds(2)));
}
