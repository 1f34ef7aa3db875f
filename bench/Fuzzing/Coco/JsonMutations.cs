using System.Text;

namespace MimRepro.Bench.Fuzzing.Coco;

/// <summary>Edits of JSON that mostly stay JSON, so that a reader looks at what was changed.</summary>
internal static class JsonMutations
{
    private static readonly string[] Values =
    [
        "0", "-1", "1", "0.5", "7.0", "1e999", "-1e400", "9223372036854775807", "9223372036854775808", "2147483648", "1048577", "-0",
        "null", "true", "false", "{}", "[]", "[[]]", "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"../x\"", "\"\xff\"", "\"oooooooooo\"", "[1, 2, 3, 4, 5, 6]",
        "{\"size\": [8, 10], \"counts\": \"\"}", "[[[[[[[[[[]]]]]]]]]]",
    ];

    private static readonly string[] Names = ["\"\\ud800\"", "\"\xfe\"", "\"id\"", "\"counts\"", "\"keypoints\"", "\"annotations\"", "\"segmentation\"", "\"\"", "\"\\u0069d\""];

    public static byte[] Any(Random random, byte[] bytes)
    {
        // One character a byte, so that bytes that are no text survive.
        string text = Encoding.Latin1.GetString(bytes);
        List<(int Start, int Length, bool IsName)> scalars = Scalars(text);
        if (scalars.Count == 0)
            return bytes;
        var (start, length, isName) = scalars[random.Next(scalars.Count)];
        string[] pool = isName ? Names : Values;
        string put = random.Next(4) == 0 && isName
            ? $"{pool[random.Next(pool.Length)]}: {Values[random.Next(Values.Length)]}, {text.Substring(start, length)}"
            : pool[random.Next(pool.Length)];
        return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, start), put, text.AsSpan(start + length)));
    }

    // Numbers, words and texts; a text before a colon is a name.
    private static List<(int Start, int Length, bool IsName)> Scalars(string text)
    {
        var found = new List<(int, int, bool)>();
        for (int at = 0; at < text.Length; at++)
        {
            int end = at;
            if (text[at] == '"')
            {
                for (end++; end < text.Length && text[end] != '"'; end++)
                    end += text[end] == '\\' ? 1 : 0;
                end = Math.Min(end + 1, text.Length);
            }
            else
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '-' or '+' or '.'))
                    end++;
            if (end == at)
                continue;
            found.Add((at, end - at, end < text.Length && text[end] == ':'));
            at = end - 1;
        }
        return found;
    }
}
