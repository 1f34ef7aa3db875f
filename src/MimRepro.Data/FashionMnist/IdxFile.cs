using System.Buffers.Binary;

namespace MimRepro.Data.FashionMnist;

/// <summary>Grey images [Count, Height, Width].</summary>
public sealed record IdxImages(byte[] Pixels, int Count, int Height, int Width);

/// <summary>Reads files of the MNIST family: unsigned bytes in 1 or 3 dimensions behind a big-endian header.</summary>
/// <remarks>A file is hostile until magic number, dimensions and length agree; nothing is allocated before they do.</remarks>
public static class IdxFile
{
    private const int LabelsMagic = 0x0801, ImagesMagic = 0x0803;
    private const int MaximumCount = 10_000_000, MaximumSide = 4096;

    /// <exception cref="DataFormatException">The file is missing, or not one whole idx file of images.</exception>
    public static IdxImages ReadImages(string path)
    {
        using var file = Open(path);
        var sizes = ReadHeader(file, path, ImagesMagic, dimensions: 3);
        return new(ReadBody(file, path, (long)sizes[0] * sizes[1] * sizes[2]), sizes[0], sizes[1], sizes[2]);
    }

    /// <returns>One label an image, each below <paramref name="classes"/>.</returns>
    /// <exception cref="DataFormatException">The file is missing, not one whole idx file of labels, or a label is out of range.</exception>
    public static byte[] ReadLabels(string path, int classes)
    {
        using var file = Open(path);
        var labels = ReadBody(file, path, ReadHeader(file, path, LabelsMagic, dimensions: 1)[0]);
        var wrong = Array.FindIndex(labels, label => label >= classes);
        return wrong < 0 ? labels : throw Fault(path, 8 + wrong, $"a label of 0 … {classes - 1}", $"{labels[wrong]}", "The file is damaged, or of another data set.");
    }

    private static FileStream Open(string path) =>
        File.Exists(path)
            ? File.OpenRead(path)
            : throw new DataFormatException($"A file of the data set is missing.\n  file:       {path}\n  The data artifact is incomplete. Run the build again; PrepareData makes it anew.");

    private static int[] ReadHeader(FileStream file, string path, int magic, int dimensions)
    {
        Span<byte> header = stackalloc byte[4 + 4 * dimensions];
        if (file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) is var read && read < header.Length)
            throw Fault(path, read, $"a header of {header.Length} bytes", "the end of the file", "The file is cut off.");
        var found = BinaryPrimitives.ReadInt32BigEndian(header);
        if (found != magic)
            throw Fault(path, 0, $"magic number 0x{magic:x8}", $"0x{found:x8}", "It is another kind of file, or still compressed.");
        var sizes = new int[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            var (offset, maximum) = (4 + 4 * i, i == 0 ? MaximumCount : MaximumSide);
            sizes[i] = BinaryPrimitives.ReadInt32BigEndian(header[offset..]);
            if (sizes[i] < 1 || sizes[i] > maximum)
                throw Fault(path, offset, $"a size of 1 … {maximum}", $"{sizes[i]}", "The header is damaged.");
        }
        return sizes;
    }

    private static byte[] ReadBody(FileStream file, string path, long bytes)
    {
        var header = file.Position;
        if (file.Length - header != bytes || bytes > Array.MaxLength)
            throw Fault(path, header, $"{bytes} bytes, as the header says", $"{file.Length - header} bytes", "The file is cut off or too long, or its header is damaged.");
        var body = new byte[bytes];
        file.ReadExactly(body);
        return body;
    }

    private static DataFormatException Fault(string path, long offset, string expected, string got, string cause) =>
        new($"Not a sound idx file.\n  file:       {path}\n  offset:     {offset}\n  expected:   {expected}\n  got:        {got}\n  {cause}\n  Prepare the data set again.");
}
