using System.Globalization;
using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>Reads the small text files of one sequence and notes what is wrong with each, by file and line.</summary>
/// <param name="root">Folder of the data set; files are named from there.</param>
internal sealed class AnnotationFile(string root)
{
    private const long MostBytes = 1 << 26;
    private const double FarthestPixel = 1e6;
    private const int ShownLetters = 60;

    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults => _faults;

    /// <summary>One box a line: left, top, width, height.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">What the data set calls the first pixel: 0 or 1.</param>
    /// <returns><see cref="BoundingBox.None"/> where a line is at fault or holds no numbers; null where there is no such file.</returns>
    public BoundingBox[]? Boxes(string path, int origin = 0) => Lines(path)?.Select((line, index) => Box(path, index + 1, line, origin)).ToArray();

    /// <summary>Whole numbers, one a line.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">The largest that is allowed; 0 is the smallest.</param>
    /// <returns>0 where a line is at fault; null where there is no such file.</returns>
    public int[]? Labels(string path, int most) => Lines(path)?.Select((line, index) => Label(path, $"line {index + 1}", line, most)).ToArray();

    /// <summary>Zeros and ones in one line, with commas between.</summary>
    /// <inheritdoc cref="Labels"/>
    public bool[]? Flags(string path)
    {
        if (Lines(path) is not { } lines)
            return null;
        if (lines is [var line])
            return [.. line.Split(',').Select((flag, index) => Label(path, $"line 1, value {index + 1}", flag, 1) == 1)];
        Note(path, $"expected one line of zeros and ones, got {lines.Length} lines");
        return null;
    }

    /// <summary>The value of <c>key: value</c>.</summary>
    /// <returns>Null where there is no such line or file.</returns>
    public string? Value(string path, string key)
    {
        if (Lines(path) is not { } lines)
            return null;
        if (Array.Find(lines, line => line.StartsWith(key + ":", StringComparison.Ordinal)) is { } found)
            return found[(key.Length + 1)..].Trim();
        Note(path, $"expected a line '{key}: …', got none in {lines.Length} lines");
        return null;
    }

    /// <summary>Lines of a text without the empty ones at its end.</summary>
    /// <returns>Null where there is no such file, or one that is too long.</returns>
    public string[]? Lines(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            Note(path, "expected a file, got none");
            return null;
        }
        if (file.Length > MostBytes)
        {
            Note(path, $"expected at most {MostBytes} bytes, got {file.Length}");
            return null;
        }
        var lines = File.ReadAllLines(path);
        var end = lines.Length;
        while (end > 0 && lines[end - 1].Trim().Length == 0)
            end--;
        return lines[..end];
    }

    /// <summary>Whether a list has as many entries as there are frames; notes it where not.</summary>
    public bool HasLength(string path, int length, int frames)
    {
        if (length != frames)
            Note(path, $"expected {frames} entries, one a frame, got {length}");
        return length == frames;
    }

    public void Note(string path, string fault) => Note(path, null, fault);

    public void Note(string path, string? place, string fault) =>
        _faults.Add($"{Path.GetRelativePath(root, path).Replace('\\', '/')}{(place is null ? "" : ", " + place)}: {fault}");

    private BoundingBox Box(string path, int line, string text, int origin)
    {
        var fields = text.Split(',');
        var values = new double[4];
        if (fields.Length != values.Length)
            return Faulty($"expected four numbers with commas between, got {Shortened(text)}");
        for (var i = 0; i < values.Length; i++)
            if (!double.TryParse(fields[i], NumberStyles.Float, CultureInfo.InvariantCulture, out values[i]))
                return Faulty($"expected a number, got {Shortened(fields[i])}");
        if (values.All(double.IsNaN))
            return BoundingBox.None;
        if (!values.All(value => Math.Abs(value) <= FarthestPixel))
            return Faulty($"expected numbers within ±{FarthestPixel:0}, got {Shortened(text)}");
        return values[2] < 0 || values[3] < 0
            ? Faulty($"expected a width and a height of at least 0, got {Shortened(text)}")
            : new(values[0] - origin, values[1] - origin, values[2], values[3]);

        BoundingBox Faulty(string fault)
        {
            Note(path, $"line {line}", fault);
            return BoundingBox.None;
        }
    }

    private int Label(string path, string place, string text, int most)
    {
        if (int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= most)
            return value;
        Note(path, place, $"expected a whole number from 0 to {most}, got {Shortened(text)}");
        return 0;
    }

    private static string Shortened(string text)
    {
        var shown = new string([.. text.Take(ShownLetters).Select(letter => char.IsControl(letter) ? '·' : letter)]);
        return $"'{shown}{(text.Length > ShownLetters ? "…" : "")}'";
    }
}
