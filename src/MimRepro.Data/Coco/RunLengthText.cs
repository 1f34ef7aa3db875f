using System.Text;

namespace MimRepro.Data.Coco;

/// <summary>Run lengths as short texts: five bits a letter, and differences from the run before the last.</summary>
/// <remarks>cocodataset/cocoapi common/maskApi.c, rleToString and rleFrString.</remarks>
public static class RunLengthText
{
    private const int Zero = '0', Payload = 0x1f, Sign = 0x10, More = 0x20, BitsALetter = 5;
    // 35 bits hold every difference of two 32-bit counts.
    private const int MostLetters = 7;

    /// <exception cref="ArgumentException">A count is negative.</exception>
    public static string Encode(ReadOnlySpan<int> counts)
    {
        var text = new StringBuilder(counts.Length * 2);
        for (var run = 0; run < counts.Length; run++)
        {
            if (counts[run] < 0)
                throw new ArgumentException($"run {run} has {counts[run]} pixels, expected at least 0", nameof(counts));
            long rest = counts[run] - (run > 2 ? (long)counts[run - 2] : 0);
            bool more;
            do
            {
                var letter = (int)(rest & Payload);
                rest >>= BitsALetter;
                more = (letter & Sign) != 0 ? rest != -1 : rest != 0;
                text.Append((char)(Zero + (more ? letter | More : letter)));
            }
            while (more);
        }
        return text.ToString();
    }

    /// <param name="counts">The runs; null with a fault.</param>
    /// <param name="fault">What is wrong with the text; null if nothing is.</param>
    public static bool TryDecode(string text, out int[]? counts, out string? fault)
    {
        counts = null;
        var runs = new List<int>(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (Next(text, ref at) is not { } value)
            {
                fault = $"letter {at} of {text.Length} continues no run";
                return false;
            }
            if (runs.Count > 2)
                value += runs[^2];
            if (value is < 0 or > int.MaxValue)
            {
                fault = $"run {runs.Count} has {value} pixels";
                return false;
            }
            runs.Add((int)value);
        }
        (counts, fault) = ([.. runs], null);
        return true;
    }

    // One number; null where a letter lies outside of the alphabet, or the number does not end.
    private static long? Next(string text, ref int at)
    {
        long value = 0;
        for (var letters = 0; letters < MostLetters && at < text.Length; letters++)
        {
            var letter = text[at] - Zero;
            if (letter is < 0 or > 0x3f)
                return null;
            at++;
            value |= (long)(letter & Payload) << (BitsALetter * letters);
            if ((letter & More) == 0)
                return (letter & Sign) != 0 ? value | (-1L << (BitsALetter * (letters + 1))) : value;
        }
        return null;
    }
}
