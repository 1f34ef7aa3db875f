using System.Text;
using MimRepro.Data;

namespace MimRepro.Tasks.Detection;

/// <summary>COCO's text of run lengths: six bits a character, the low five first, from '0' on.</summary>
/// <remarks>
/// Bit 6 says that more follow; the last group carries the sign. From the fourth run on the difference to the run before the last
/// is written, since neighbouring columns are alike. cocodataset/cocoapi common/maskApi.c, rleToString and rleFrString.
/// </remarks>
internal static class RunLengthText
{
    private const char First = '0';
    private const int GroupBits = 5;
    private const int More = 1 << GroupBits;
    private const int Sign = 1 << (GroupBits - 1);
    // Eight groups hold 40 bits: more than any difference of two runs.
    private const int MostGroups = 8;

    public static string Write(ReadOnlySpan<uint> counts)
    {
        var text = new StringBuilder();
        for (var run = 0; run < counts.Length; run++)
        {
            var value = counts[run] - (run > 2 ? counts[run - 2] : 0L);
            bool more;
            do
            {
                var group = (int)(value & (More - 1));
                value >>= GroupBits;
                more = (group & Sign) != 0 ? value != -1 : value != 0;
                text.Append((char)(First + group + (more ? More : 0)));
            } while (more);
        }
        return text.ToString();
    }

    /// <param name="text">As <see cref="Write"/> makes it.</param>
    /// <param name="pixels">More than this no run can be long.</param>
    /// <exception cref="DataFormatException">Another character, a text cut short, or a run of an impossible length.</exception>
    public static uint[] Read(string text, long pixels)
    {
        var counts = new List<uint>();
        for (var place = 0; place < text.Length;)
        {
            var (start, value) = (place, ReadGroups(text, ref place));
            if (counts.Count > 2)
                value += counts[^2];
            if (value < 0 || value > pixels)
                throw Fault(text, start, $"a run of {value} pixels", $"0 to {pixels}");
            counts.Add((uint)value);
        }
        return [.. counts];
    }

    private static long ReadGroups(string text, ref int place)
    {
        var (start, value) = (place, 0L);
        for (var shift = 0; ; shift += GroupBits)
        {
            if (place == text.Length)
                throw Fault(text, start, "the end inside of a number", "a character without the mark for more");
            var group = text[place++] - First;
            if (group is < 0 or >= 2 * More)
                throw Fault(text, place - 1, $"U+{(int)text[place - 1]:X4}", $"a character from '{First}' to '{(char)(First + 2 * More - 1)}'");
            if (place - start > MostGroups)
                throw Fault(text, start, $"a number of more than {MostGroups} characters", $"at most {MostGroups}");
            value |= (long)(group & (More - 1)) << shift;
            if ((group & More) == 0)
                return (group & Sign) != 0 ? value | -1L << (shift + GroupBits) : value;
        }
    }

    private static DataFormatException Fault(string text, int place, string got, string expected) => new(
        $"The text of a run-length mask cannot be read.\n  place:      character {place + 1} of {text.Length}\n  expected:   {expected}\n  got:        {got}\n" +
        "  Texts that went through a file need their backslashes unescaped.");
}
