using System.Globalization;
using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>A film as a folder of JPEG pictures whose names are numbers without a gap.</summary>
/// <param name="Path">The folder.</param>
/// <param name="First">Number of the first frame.</param>
/// <param name="Digits">Digits of a name, filled with zeros; 1 fills none.</param>
internal sealed record FrameFolder(string Path, int First, int Digits)
{
    private const string Extension = ".jpg";
    private const long MostFileBytes = 1 << 28;

    public string FileName(int frame) => (frame + First).ToString("D" + Digits, CultureInfo.InvariantCulture) + Extension;

    /// <summary>Reads one picture.</summary>
    /// <exception cref="DataFormatException">It is missing, too large or damaged.</exception>
    public RgbImage Read(int frame)
    {
        var path = System.IO.Path.Combine(Path, FileName(frame));
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MostFileBytes)
            throw new DataFormatException($"A frame is missing or too large.\n  file:       {path}\n  expected:   at most {MostFileBytes} bytes\n  got:        {(file.Exists ? $"{file.Length} bytes" : "no file")}\n  Leave the files alone while a step runs.");
        return ImageFile.Read(File.ReadAllBytes(path), path);
    }

    /// <summary>Counts the frames.</summary>
    /// <returns>Their number and, where it is not usable, what is wrong.</returns>
    public (int Count, string? Fault) CountFrames()
    {
        if (!Directory.Exists(Path))
            return (0, "expected a folder of frames, got none");
        var numbers = new HashSet<int>();
        foreach (var path in Directory.EnumerateFiles(Path, "*" + Extension))
        {
            var name = System.IO.Path.GetFileName(path);
            if (!int.TryParse(name.AsSpan(0, name.Length - Extension.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || FileName(number - First) != name)
                return (numbers.Count, $"expected frames named like {FileName(0)}, got {name}");
            numbers.Add(number);
        }
        if (numbers.Count == 0)
            return (0, $"expected frames from {FileName(0)} on, got no {Extension} file");
        var missing = Enumerable.Range(0, numbers.Count).FirstOrDefault(frame => !numbers.Contains(frame + First), -1);
        return (numbers.Count, missing < 0 ? null : $"expected {numbers.Count} frames without a gap, got none named {FileName(missing)}");
    }
}
