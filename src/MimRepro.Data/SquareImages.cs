using System.Buffers.Binary;

namespace MimRepro.Data;

/// <summary>Colour images of one square size as an artifact keeps them: a header, then bytes [n, 3, side, side].</summary>
public static class SquareImages
{
    public const string FileName = "images.bin";
    private const int Channels = 3;
    private const int HeaderBytes = 16;
    private static ReadOnlySpan<byte> Mark => "MIMSQ1\0\0"u8;

    /// <summary>Writes images one by one, so that they need not all be in memory.</summary>
    /// <param name="path">Overwritten.</param>
    /// <param name="side">In pixels.</param>
    /// <param name="images">Each [3, side, side].</param>
    /// <exception cref="ArgumentException">An image has another length.</exception>
    public static void Write(string path, int side, IEnumerable<byte[]> images)
    {
        using var file = File.Create(path);
        file.Write(new byte[HeaderBytes]);
        var count = 0;
        foreach (var image in images)
        {
            if (image.Length != Channels * side * side)
                throw new ArgumentException($"image {count} has {image.Length} bytes, expected {Channels * side * side}", nameof(images));
            file.Write(image);
            count++;
        }
        Span<byte> header = stackalloc byte[HeaderBytes];
        Mark.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], count);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], side);
        file.Position = 0;
        file.Write(header);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, without labels: class 0 of 1.</summary>
    /// <exception cref="DataFormatException">Another kind of file, or one of another length than its header says.</exception>
    public static ImageSet Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length < HeaderBytes || !bytes.AsSpan(0, Mark.Length).SequenceEqual(Mark))
            throw new DataFormatException($"These are no packed images.\n  file:       {path}");
        var count = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        var side = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (count < 0 || side is < 1 or > 1 << 14 || (long)count * Channels * side * side != bytes.Length - HeaderBytes)
            throw new DataFormatException($"Packed images have another length than their header says.\n  file:       {path}\n  got:        {bytes.Length} bytes\n  header:     {count} images of {side} x {side}");
        return new ImageSet(bytes[HeaderBytes..], [.. Enumerable.Range(0, count)], new int[count], Channels, side, side, 1);
    }
}
