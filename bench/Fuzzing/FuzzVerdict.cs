using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MimRepro.Bench.Fuzzing;

/// <summary>What became of one input: null where reader and rules agree.</summary>
internal static partial class FuzzVerdict
{
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(2);
    private const long Allowance = 64L << 20;

    /// <param name="read">The reader; it returns bytes of native memory.</param>
    /// <param name="documented">Whether an exception is one that the reader promises.</param>
    /// <param name="reason">First line of the refusal without names and numbers; null where the file was read.</param>
    /// <returns>Which rule was broken.</returns>
    public static string? Of(string path, Func<string, long> read, Func<Exception, bool> documented, out string? reason)
    {
        long limit = 4 * new FileInfo(path).Length + Allowance, native = 0;
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        reason = null;
        try
        {
            native = read(path);
        }
        catch (Exception fault)
        {
            if (!documented(fault))
                return $"undocumented {fault}";
            reason = Particulars().Replace(fault.Message.Split('\n')[0], "…");
        }
        TimeSpan took = watch.Elapsed;
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (allocated + native > limit)
            return $"{allocated} bytes allocated and {native} native, allowed {limit}";
        return took > Longest ? $"took {took}" : null;
    }

    [GeneratedRegex("'[^']*'|-?[0-9]+")]
    private static partial Regex Particulars();
}
