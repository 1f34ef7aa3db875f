using System.Text;

namespace MimRepro.Pipeline;

/// <summary>Lines of a stream that may hold anything, also gigabytes without a line's end.</summary>
internal static class BoundedLines
{
    private const int MaximumLength = 64 << 10;

    public static async Task ReadAsync(TextReader reader, Action<string> onLine)
    {
        char[] buffer = new char[4096];
        var line = new StringBuilder();
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            for (int start = 0; start < read;)
            {
                int end = Array.IndexOf(buffer, '\n', start, read - start);
                int stop = end < 0 ? read : end;
                line.Append(buffer, start, Math.Min(stop - start, MaximumLength - line.Length));
                start = stop + 1;
                if (end < 0) break;
                onLine(Finished(line));
            }
        }
        if (line.Length > 0) onLine(Finished(line));
    }

    private static string Finished(StringBuilder line)
    {
        string text = line.ToString().TrimEnd('\r');
        line.Clear();
        return text;
    }
}
