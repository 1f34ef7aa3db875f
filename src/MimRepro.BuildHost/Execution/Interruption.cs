using System.Runtime.InteropServices;
using MimRepro.BuildHost.Printing;

namespace MimRepro.BuildHost.Execution;

/// <summary>Ctrl-C and requests to end: the running target gets a moment to end by itself, then the summary is printed and the process ends.</summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(3);

    private readonly Terminal _terminal;
    private readonly Func<int, int> _finish;
    private readonly ManualResetEventSlim _ended = new();
    private readonly List<PosixSignalRegistration> _registrations = [];
    private int _count;

    /// <param name="terminal">Where to say what happens.</param>
    /// <param name="finish">Prints the summary and gives back the exit code, made from the one handed over.</param>
    public Interruption(Terminal terminal, Func<int, int> finish)
    {
        _terminal = terminal;
        _finish = finish;
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal));
        _registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal));
    }

    /// <summary>Exit code of a process ended by Ctrl-C, as shells count: 128 + 2.</summary>
    public static int ExitCode => 130;

    public bool IsRequested => Volatile.Read(ref _count) > 0;

    /// <summary>Says that the build has ended by itself.</summary>
    public void Dispose()
    {
        _ended.Set();
        _registrations.ForEach(registration => registration.Dispose());
    }

    private void OnSignal(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (Interlocked.Increment(ref _count) > 1)
        {
            ChildProcess.KillAll();
            Environment.Exit(ExitCode);
        }

        _terminal.Error("Cancelled: ending what runs. Press Ctrl-C again to end at once.");
        // Disposing a registration waits for its handler, so the waiting must happen elsewhere.
        new Thread(EndAfterGrace) { IsBackground = true }.Start();
    }

    private void EndAfterGrace()
    {
        if (!_ended.Wait(s_grace))
        {
            ChildProcess.KillAll();
            Environment.Exit(_finish(ExitCode));
        }
    }
}
