using System.Collections;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using SkiaSharp;

namespace MimRepro.Data.Depth;

/// <summary>The pictures with depth of one list, read from disk whenever one is asked for.</summary>
/// <remarks>
/// A list has a record a line: picture and depth below the set's folder, with a space between. When a set is opened every record is
/// checked as far as the headers of its files say; what lies behind them is checked when it is read.
/// </remarks>
public sealed class DepthFiles : IReadOnlyList<DepthSample>
{
    public const string NyuDepthV2 = "nyu-depth-v2";
    public const string KittiEigen = "kitti-eigen";

    private const int FaultsShown = 10;
    private const long MostListBytes = 1 << 26, MostFileBytes = 1 << 28;
    private const int DepthBits = 16;

    private readonly DepthLayout _layout;
    private readonly Record[] _records;

    private DepthFiles(DepthLayout layout, Record[] records, string[] leftOut) => (_layout, _records, LeftOut) = (layout, records, leftOut);

    /// <summary>Opens a split of a set in the layout of the official depth code.</summary>
    /// <param name="dataset"><see cref="NyuDepthV2"/> or <see cref="KittiEigen"/>.</param>
    /// <param name="dataFolder">Holds <c>nyu_depth_v2</c> or <c>kitti</c>.</param>
    /// <param name="listFolder">Holds <c>nyudepthv2</c> or <c>eigen_benchmark</c> with <c>train_list.txt</c> and <c>test_list.txt</c>.</param>
    /// <param name="split"><c>train</c> or <c>test</c>.</param>
    /// <param name="toleratedBadRecords">So many records may be faulty; they are left out and told in <see cref="LeftOut"/>.</param>
    /// <exception cref="RecipeException">Unknown data set or split.</exception>
    /// <exception cref="DataFormatException">The list is missing or empty, or more records are faulty; the first ten are named with their lines.</exception>
    public static DepthFiles Open(string dataset, string dataFolder, string listFolder, string split, int toleratedBadRecords)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(toleratedBadRecords);
        var layout = DepthLayout.Of(dataset);
        var (list, folder) = layout.Split(split, dataFolder, listFolder);
        var lines = Lines(list);
        var records = lines.AsParallel().AsOrdered().Select((line, index) => Checked(line, index + 1, folder, layout)).ToArray();
        var faulty = records.Where(record => record.Fault is not null).ToArray();
        if (faulty.Length > toleratedBadRecords)
            throw new DataFormatException(
                $"Records of a depth list are faulty: {faulty.Length} of {records.Length}.\n  list:       {list}\n  folder:     {folder}\n  expected:   at most {toleratedBadRecords} (ToleratedBadRecords)\n"
                + string.Concat(faulty.Take(FaultsShown).Select(record => $"  {Told(record)}\n")) + (faulty.Length > FaultsShown ? $"  … ({faulty.Length - FaultsShown} more)\n" : "")
                + "  The copy is incomplete, or unpacked into another folder than the official code expects.\n  Complete it, or raise ToleratedBadRecords in the recipe to leave such records out.");
        var sound = records.Where(record => record.Fault is null).ToArray();
        return sound.Length > 0 ? new(layout, sound, [.. faulty.Select(Told)])
            : throw new DataFormatException($"A depth list has no sound record.\n  list:       {list}\n  expected:   one record or more\n  got:        {records.Length} records, {faulty.Length} of them faulty\n  Take the list anew from the official code.");

        static string Told(Record record) => $"line {record.Line}: {record.Fault}";
    }

    public int Count => _records.Length;

    /// <summary>Records that were tolerated, each with its line and what is wrong with it.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Reads one sample; KITTI's is cut to 352 x 1216 at the bottom, in the middle.</summary>
    /// <exception cref="DataFormatException">A file is damaged behind its header, or is not what it was when the set was opened.</exception>
    public DepthSample this[int index] => Load(_records[index]);

    public IEnumerator<DepthSample> GetEnumerator() => _records.Select(Load).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private DepthSample Load(Record record)
    {
        var image = ImageFile.Read(Content(record.Image), record.Image);
        var depth = GreyPng.Read(Content(record.Depth), record.Depth);
        if (Mismatch((image.Width, image.Height), depth.Width, depth.Height, depth.BitDepth, _layout) is { } fault)
            throw new DataFormatException($"A sample changed since the set was opened: {fault}.\n  line:       {record.Line}\n  picture:    {record.Image}\n  depth:      {record.Depth}\n  Leave the files alone while a step runs.");
        var (height, width) = _layout.BottomCentre ?? (image.Height, image.Width);
        return Cut(record.Name, image, depth, image.Height - height, (image.Width - width) / 2, height, width);
    }

    private DepthSample Cut(string name, RgbImage image, GreyImage depth, int top, int left, int height, int width)
    {
        var (pixels, metres) = (new byte[height * width * RgbImage.Channels], new float[height * width]);
        for (var y = 0; y < height; y++)
        {
            var first = (top + y) * image.Width + left;
            image.Pixels.AsSpan(first * RgbImage.Channels, width * RgbImage.Channels).CopyTo(pixels.AsSpan(y * width * RgbImage.Channels));
            for (var x = 0; x < width; x++)
                metres[y * width + x] = (float)(depth.Values[first + x] / _layout.UnitsPerMetre);
        }
        return new(name, new RgbImage(width, height, pixels), metres, _layout.UnitsPerMetre);
    }

    private static byte[] Content(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > MostFileBytes)
            throw new DataFormatException($"A file of the data set is missing or too large.\n  file:       {path}\n  expected:   at most {MostFileBytes} bytes\n  got:        {(file.Exists ? $"{file.Length} bytes" : "no file")}\n  Leave the files alone while a step runs.");
        return File.ReadAllBytes(path);
    }

    private static string[] Lines(string list)
    {
        var file = new FileInfo(list);
        if (!file.Exists)
            throw new DataFormatException($"A depth list is missing.\n  file:       {list}\n  Copy dataset/filenames of the official code (SwinTransformer/MIM-Depth-Estimation) there.");
        if (file.Length > MostListBytes)
            throw new DataFormatException($"A depth list is too long to be one.\n  file:       {list}\n  expected:   at most {MostListBytes} bytes\n  got:        {file.Length}\n  It is another kind of file.");
        return File.ReadAllLines(list);
    }

    private static Record Checked(string line, int number, string folder, DepthLayout layout)
    {
        var fields = line.Trim().Split(' ');
        if (fields is not [var image, var depth])
            return Faulty($"expected two paths with a space between, got {(line.Trim().Length == 0 ? "nothing" : $"{fields.Length} fields")}");
        if (Array.Find(fields, field => !IsBelow(field)) is { } outside)
            return Faulty($"{Shortened(outside)} leads out of the folder");
        var record = new Record(number, image.TrimStart('/'), Below(image), Below(depth), null);
        if (Array.Find([record.Image, record.Depth], path => !File.Exists(path)) is { } missing)
            return Faulty($"{Shortened(Path.GetRelativePath(folder, missing))} is missing");
        return record with { Fault = FaultOf(record, layout) };

        Record Faulty(string fault) => new(number, "", "", "", fault);
        string Below(string path) => Path.Combine([folder, .. path.Split('/', StringSplitOptions.RemoveEmptyEntries)]);
    }

    private static bool IsBelow(string path) =>
        path.Trim('/').Length > 0 && path.IndexOfAny(['\\', ':', '\0']) < 0 && !path.Split('/').Any(part => part is ".." or ".");

    private static string Shortened(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private static string? FaultOf(Record record, DepthLayout layout)
    {
        try
        {
            using var codec = SKCodec.Create(record.Image);
            if (codec is null)
                return $"{record.Name} is no picture";
            using var file = File.OpenRead(record.Depth);
            var bytes = new byte[GreyPng.HeaderBytes];
            var header = GreyPng.ReadHeader(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)), record.Depth);
            return Mismatch((codec.Info.Width, codec.Info.Height), header.Width, header.Height, header.BitDepth, layout);
        }
        catch (DataFormatException fault)
        {
            var lines = fault.Message.Split('\n').Select(part => part.Trim()).Where(part => part.StartsWith("expected:", StringComparison.Ordinal) || part.StartsWith("got:", StringComparison.Ordinal));
            return $"depth of {record.Name}: {string.Join(", ", lines.Select(part => part.Replace(":  ", "", StringComparison.Ordinal)))}";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return $"{record.Name} cannot be read: {fault.Message}";
        }
    }

    private static string? Mismatch((int Width, int Height) image, int width, int height, int bits, DepthLayout layout) =>
        bits != DepthBits ? $"depth has {bits} bits, expected {DepthBits}"
        : image != (width, height) ? $"depth is {width} x {height}, its picture {image.Width} x {image.Height}"
        : layout.BottomCentre is var (leastHeight, leastWidth) && (height < leastHeight || width < leastWidth) ? $"picture is {width} x {height}, expected at least {leastWidth} x {leastHeight}"
        : null;

    private sealed record Record(int Line, string Name, string Image, string Depth, string? Fault);
}
