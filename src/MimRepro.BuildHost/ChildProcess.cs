using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace MimRepro.BuildHost;

internal sealed class ChildProcess : IProcess
{
    private static readonly ConcurrentDictionary<int, ChildProcess> s_running = [];

    private readonly Process _process;
    private readonly int? _timeout;
    private readonly ConcurrentQueue<Output> _output = [];

    private ChildProcess(ProcessStartInfo start, int? timeout, Action<OutputType, string>? print, Func<string, string> filter)
    {
        _timeout = timeout;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(OutputType.Std, line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(OutputType.Err, line.Data);

        void Keep(OutputType type, string? line)
        {
            if (line != null)
            {
                var text = filter(line);
                _output.Enqueue(new Output { Type = type, Text = text });
                print?.Invoke(type, text);
            }
        }
    }

    public string FileName => _process.StartInfo.FileName;

    public string Arguments => _process.StartInfo.Arguments;

    public string WorkingDirectory => _process.StartInfo.WorkingDirectory;

    public IReadOnlyCollection<Output> Output => _output;

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    public int Id => _process.Id;

    public static ChildProcess Start(ProcessStartInfo start, int? timeout, Action<OutputType, string>? print, Func<string, string> filter)
    {
        var child = new ChildProcess(start, timeout, print, filter);
        try
        {
            child._process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new ArgumentException(
                $"Program '{start.FileName}' cannot be started: {exception.Message}\n  Is it installed, and its folder in PATH?", exception);
        }

        s_running[child.Id] = child;
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Ends every program that still runs: the build itself is about to end.</summary>
    public static void KillAll()
    {
        foreach (var child in s_running.Values)
        {
            child.Kill();
        }
    }

    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It ended by itself in the meantime.
        }
    }

    public bool WaitForExit()
    {
        var ended = _timeout is not { } limit || _process.WaitForExit(limit);
        if (!ended)
        {
            Kill();
        }

        _process.WaitForExit(); // without a limit: also waits for the last lines of output
        s_running.TryRemove(Id, out _);
        return ended;
    }

    public void Dispose()
    {
        s_running.TryRemove(Id, out _);
        _process.Dispose();
    }
}
