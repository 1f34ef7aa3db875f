using System.Diagnostics;
using System.Runtime.InteropServices;

namespace MimRepro.Pipeline.Worker;

/// <summary>Ends a worker whose driver is gone, however the driver died: the driver holds the other end of standard input.</summary>
public static class DriverWatch
{
    /// <summary>Set by the driver, so that a worker started by hand is left alone.</summary>
    internal const string Variable = "MIMREPRO_DRIVER";

    private static PosixSignalRegistration? interrupt;

    /// <summary>Starts the watch if a driver started this process; call it first thing in <c>Main</c>.</summary>
    /// <remarks>Ctrl-C in a terminal reaches the worker too. The driver decides what it means, so the worker does not die of it.</remarks>
    public static void Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null) return;
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        new Thread(EndWithDriver) { IsBackground = true, Name = "driver watch" }.Start();
    }

    private static void EndWithDriver()
    {
        using Stream input = Console.OpenStandardInput();
        byte[] nothing = new byte[64];
        try
        {
            while (input.Read(nothing) > 0) { }
        }
        catch (IOException)
        {
            // A broken pipe says the same as its end.
        }
        // Not Environment.Exit: it waits for native threads, which may be in the middle of minutes of arithmetic.
        Process.GetCurrentProcess().Kill();
    }
}
