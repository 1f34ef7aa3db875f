using System.Diagnostics;

namespace MimRepro.Bench.Fuzzing;

/// <summary>What became of one input: null where reader and rules agree.</summary>
internal static class FuzzVerdict
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private const long Allowance = 64L << 20;

    /// <param name="read">The reader; it returns bytes of native memory.</param>
    /// <param name="documented">Whether an exception is one that the reader promises.</param>
    /// <param name="accepted">Whether the file was read.</param>
    /// <returns>Which rule was broken.</returns>
    public static string? Of(string path, Func<string, long> read, Func<Exception, bool> documented, out bool accepted)
    {
        long limit = 4 * new FileInfo(path).Length + Allowance, native = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        accepted = false;
        try
        {
            native = read(path);
            accepted = true;
        }
        catch (Exception fault)
        {
            if (!documented(fault))
                return $"undocumented {fault}";
        }
        TimeSpan took = watch.Elapsed;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated + native > limit)
            return $"{allocated} bytes allocated and {native} native, allowed {limit}";
        return took > Longest ? $"took {took}" : null;
    }
}
