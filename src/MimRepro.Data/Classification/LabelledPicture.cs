using MimRepro.Data.Imaging;
using SkiaSharp;

namespace MimRepro.Data.Classification;

/// <summary>Whether a picture shows a class, as PASCAL VOC marks it.</summary>
public enum Presence
{
    /// <summary>The class is not in the picture.</summary>
    Absent = -1,
    /// <summary>Only objects that are hard to see: the picture counts neither for nor against.</summary>
    Difficult = 0,
    /// <summary>The class is in the picture.</summary>
    Present = 1,
}

/// <summary>A picture that has not been read yet, with what it shows.</summary>
/// <param name="Name">Its path below the set's folder, with slashes.</param>
/// <param name="Source">Where it is read from.</param>
/// <param name="Label">Its class, a place in <see cref="PictureSet.Classes"/>; null where a picture may show several classes.</param>
/// <param name="Presences">One for each class where a picture may show several; null otherwise.</param>
public sealed record LabelledPicture(string Name, PictureSource Source, int? Label, IReadOnlyList<Presence>? Presences)
{
    /// <summary>Reads the picture, turned as EXIF says.</summary>
    /// <exception cref="DataFormatException">It is gone, damaged or too large.</exception>
    public RgbImage Open() => Source.Open();
}

/// <summary>Where a picture is read from.</summary>
public abstract record PictureSource
{
    /// <exception cref="DataFormatException">It is gone, damaged or too large.</exception>
    public abstract RgbImage Open();

    /// <summary>What is wrong as far as can be seen without decoding it; null when nothing is.</summary>
    internal abstract string? Fault();
}

/// <summary>A picture in a file of its own.</summary>
public sealed record PictureFile(string Path) : PictureSource
{
    private const long MostBytes = 1 << 28;

    public override RgbImage Open()
    {
        var file = new FileInfo(Path);
        if (!file.Exists || file.Length > MostBytes)
            throw new DataFormatException($"A picture is missing or too large.\n  file:       {Path}\n  expected:   at most {MostBytes} bytes\n  got:        {(file.Exists ? $"{file.Length} bytes" : "no file")}\n  Leave the files alone while a step runs.");
        return ImageFile.Read(File.ReadAllBytes(Path), Path);
    }

    internal override string? Fault()
    {
        try
        {
            if (!File.Exists(Path))
                return "is missing";
            using var codec = SKCodec.Create(Path);
            return codec is null ? "is no picture"
                : (long)codec.Info.Width * codec.Info.Height is < 1 or > ImageFile.MostPixels ? $"has {codec.Info.Width} x {codec.Info.Height} pixels, expected at most {ImageFile.MostPixels} in all"
                : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"cannot be read: {fault.Message}";
        }
    }
}

/// <summary>A picture among the raw bytes of a larger file: a plane of red, one of green, one of blue.</summary>
/// <param name="Path">The file.</param>
/// <param name="Offset">Of the first byte of red.</param>
/// <param name="Side">Width and height in pixels.</param>
public sealed record PicturePlanes(string Path, long Offset, int Side) : PictureSource
{
    public override RgbImage Open()
    {
        var plane = Side * Side;
        var planes = new byte[plane * RgbImage.Channels];
        try
        {
            using var file = File.OpenHandle(Path);
            if (RandomAccess.Read(file, planes, Offset) != planes.Length)
                throw new DataFormatException($"A file of pictures is shorter than it was.\n  file:       {Path}\n  offset:     {Offset}\n  expected:   {planes.Length} bytes from there\n  Leave the files alone while a step runs.");
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException($"A file of pictures cannot be read: {fault.Message}\n  file:       {Path}\n  Leave the files alone while a step runs.", fault);
        }
        var pixels = new byte[planes.Length];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = planes[i % RgbImage.Channels * plane + i / RgbImage.Channels];
        return new(Side, Side, pixels);
    }

    // The reader has compared the size of the file with the number of records.
    internal override string? Fault() => null;
}
