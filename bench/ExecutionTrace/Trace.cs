namespace ExecutionTrace;

/// <summary>Called at the start of every method of an instrumented worker; remembers which ones ran.</summary>
public static class Trace
{
    private const int Methods = 1 << 16;
    private static readonly byte[] Ran = new byte[Methods];

    static Trace() => AppDomain.CurrentDomain.ProcessExit += (_, _) => Write();

    public static void Hit(int method) => Ran[method] = 1;

    // Folder from the environment; the worker's only argument is the request, whose text says which kind of step it was.
    private static void Write()
    {
        if (Environment.GetEnvironmentVariable("MIMREPRO_TRACE") is not { } folder || Environment.GetCommandLineArgs() is not [.., var request]) return;
        string[] numbers = [.. Enumerable.Range(0, Methods).Where(method => Ran[method] != 0).Select(method => method.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        File.WriteAllLines(Path.Combine(folder, $"{Environment.ProcessId}.trace"), [File.ReadAllText(request).ReplaceLineEndings(" "), .. numbers]);
    }
}
