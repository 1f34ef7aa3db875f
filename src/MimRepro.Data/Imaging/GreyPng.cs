using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace MimRepro.Data.Imaging;

/// <summary>A grey picture [Height, Width] with all its bits, row by row from the top.</summary>
/// <param name="BitDepth">8 or 16.</param>
/// <param name="Values">0 … 2^BitDepth − 1.</param>
public sealed record GreyImage(int Width, int Height, int BitDepth, ushort[] Values);

/// <summary>What the first chunk of a grey PNG says.</summary>
/// <param name="BitDepth">8 or 16.</param>
public sealed record GreyPngHeader(int Width, int Height, int BitDepth);

/// <summary>Grey PNG files of 8 or 16 bits: depth maps, which decoders for the eye cut down to 8 bits.</summary>
/// <remarks>
/// W3C Portable Network Graphics, second edition. A file is hostile until signature, lengths and checksums agree; nothing of the
/// picture's size is allocated before its compressed bytes could fill it. Adam7 interlacing, colour and palettes are refused.
/// </remarks>
public static class GreyPng
{
    /// <summary>Bytes from the start that <see cref="ReadHeader"/> needs.</summary>
    public const int HeaderBytes = 33;

    private const int ChunkOverhead = 12; // length, type, checksum
    private const int Filters = 5;
    // Deflate makes at most 1032 bytes of one.
    private const long MostInflation = 1032;
    private static ReadOnlySpan<byte> Signature => [137, 80, 78, 71, 13, 10, 26, 10];
    private static readonly uint[] ChecksumTable = MakeChecksumTable();

    /// <summary>The whole picture.</summary>
    /// <param name="content">The whole file; what follows its end chunk is not read.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="DataFormatException">Not a grey PNG of 8 or 16 bits, interlaced, cut short, damaged or too large.</exception>
    public static GreyImage Read(ReadOnlySpan<byte> content, string name)
    {
        var header = ReadHeader(content, name);
        using var compressed = Compressed(content, name);
        return new(header.Width, header.Height, header.BitDepth, Inflate(compressed, header, name));
    }

    /// <summary>Size and bits of a picture whose rest is not looked at.</summary>
    /// <param name="content">At least <see cref="HeaderBytes"/> from the start of the file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="DataFormatException">No header, or one of another kind of picture than <see cref="Read"/> takes.</exception>
    public static GreyPngHeader ReadHeader(ReadOnlySpan<byte> content, string name)
    {
        if (content.Length < Signature.Length || !content[..Signature.Length].SequenceEqual(Signature))
            throw Fault(name, 0, "the signature of a PNG", "other bytes", "It is another kind of file.");
        var (type, data, _) = Chunk(content, Signature.Length, name);
        if (type != "IHDR" || data.Length != 13)
            throw Fault(name, Signature.Length, "a chunk IHDR of 13 bytes", $"{type} of {data.Length}", "The file is damaged.");
        var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(data), BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        if (width < 1 || height < 1 || (ulong)width * height > (ulong)ImageFile.MostPixels)
            throw Fault(name, 16, $"1 to {ImageFile.MostPixels:N0} pixels", $"{width} x {height}", "The header is damaged, or the picture too large to be one.");
        if (data[8] is not (8 or 16) || data[9] != 0)
            throw Fault(name, 24, "8 or 16 bits of grey", $"{data[8]} bits, colour type {data[9]}", "Colours, palettes and transparency are no depth.");
        if (data[10] != 0 || data[11] != 0)
            throw Fault(name, 26, "compression 0, filter 0", $"{data[10]}, {data[11]}", "The header is damaged: the format has no others.");
        if (data[12] != 0)
            throw Fault(name, 28, "no interlacing", $"method {data[12]}", "Save the picture without interlacing (Adam7).");
        return new((int)width, (int)height, data[8]);
    }

    /// <summary>A file of <paramref name="image"/>; the same bytes for the same values.</summary>
    /// <exception cref="ArgumentException">Values, size and bits do not fit.</exception>
    public static byte[] Write(GreyImage image) => Write(image, _ => 2);

    /// <param name="filterOfRow">Which of the five filters, 0 … 4, a row is written with.</param>
    internal static byte[] Write(GreyImage image, Func<int, int> filterOfRow)
    {
        if (image.BitDepth is not (8 or 16) || image.Width < 1 || image.Height < 1 || image.Values.LongLength != (long)image.Width * image.Height
            || image.Values.Any(value => value >> image.BitDepth != 0))
            throw new ArgumentException($"{image.Values.Length} values for {image.Width} x {image.Height} pixels of {image.BitDepth} bits", nameof(image));
        Span<byte> header = stackalloc byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, image.Width);
        BinaryPrimitives.WriteInt32BigEndian(header[4..], image.Height);
        (header[8], header[9], header[10], header[11], header[12]) = ((byte)image.BitDepth, 0, 0, 0, 0);
        using var file = new MemoryStream();
        file.Write(Signature);
        WriteChunk(file, "IHDR", header);
        WriteChunk(file, "IDAT", Deflate(image, filterOfRow));
        WriteChunk(file, "IEND", []);
        return file.ToArray();
    }

    internal static void WriteChunk(Stream file, string type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] checkedBytes = [.. Encoding.ASCII.GetBytes(type), .. data];
        file.Write(checkedBytes);
        BinaryPrimitives.WriteUInt32BigEndian(number, Checksum(checkedBytes));
        file.Write(number);
    }

    /// <summary>The data of all IDAT chunks in a row.</summary>
    private static MemoryStream Compressed(ReadOnlySpan<byte> content, string name)
    {
        var data = new MemoryStream();
        var (offset, ended) = (HeaderBytes, false);
        while (true)
        {
            var (type, bytes, next) = Chunk(content, offset, name);
            if (type == "IEND")
                return data.Length > 0 ? data : throw Fault(name, offset, "a chunk IDAT", "the end", "The picture itself is missing.");
            if (type == "IDAT" && ended)
                throw Fault(name, offset, "chunks IDAT in a row", "another one after other chunks", "The file is damaged.");
            if (type == "IDAT")
                data.Write(bytes);
            // A capital first letter marks what a reader has to understand.
            else if (char.IsAsciiLetterUpper(type[0]))
                throw Fault(name, offset, "IDAT or IEND", type, "A grey PNG has no such chunk.");
            ended = type != "IDAT" && data.Length > 0;
            offset = next;
        }
    }

    private static Chunked Chunk(ReadOnlySpan<byte> content, int offset, string name)
    {
        if (content.Length - offset < ChunkOverhead)
            throw Fault(name, offset, "a chunk", "the end of the file", "The file is cut off.");
        var length = BinaryPrimitives.ReadUInt32BigEndian(content[offset..]);
        var type = Encoding.Latin1.GetString(content.Slice(offset + 4, 4));
        if (!type.All(char.IsAsciiLetter))
            throw Fault(name, offset + 4, "the name of a chunk, four letters", "other bytes", "The file is damaged.");
        if (length > content.Length - offset - ChunkOverhead)
            throw Fault(name, offset, $"at most {content.Length - offset - ChunkOverhead} bytes, as many as the file has left", $"chunk {type} of {length}", "The file is cut off or damaged.");
        var (given, made) = (BinaryPrimitives.ReadUInt32BigEndian(content[(offset + 8 + (int)length)..]), Checksum(content.Slice(offset + 4, 4 + (int)length)));
        if (given != made)
            throw Fault(name, offset, $"checksum {given:x8} over chunk {type}", $"{made:x8}", "The file is damaged.");
        return new(type, content.Slice(offset + 8, (int)length), offset + ChunkOverhead + (int)length);
    }

    private readonly ref struct Chunked(string type, ReadOnlySpan<byte> data, int next)
    {
        private readonly ReadOnlySpan<byte> _data = data;

        public void Deconstruct(out string name, out ReadOnlySpan<byte> bytes, out int end)
        {
            (name, end) = (type, next);
            bytes = _data;
        }
    }

    private static ushort[] Inflate(MemoryStream compressed, GreyPngHeader header, string name)
    {
        var bytesPerPixel = header.BitDepth / 8;
        var stride = header.Width * bytesPerPixel;
        var expected = (1L + stride) * header.Height;
        if (expected > (compressed.Length + 1) * MostInflation)
            throw Fault(name, HeaderBytes, $"{expected} bytes for {header.Width} x {header.Height} pixels", $"{compressed.Length} compressed ones, too few for that", "The file is cut off, or its header is damaged.");
        compressed.Position = 0;
        using var stream = new ZLibStream(compressed, CompressionMode.Decompress);
        var values = new ushort[header.Width * header.Height];
        var (row, above) = (new byte[1 + stride], new byte[1 + stride]);
        try
        {
            for (var y = 0; y < header.Height; y++)
            {
                if (stream.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) < row.Length)
                    throw Fault(name, HeaderBytes, $"{header.Height} rows", $"{y}", "The compressed picture is cut off.");
                if (row[0] >= Filters)
                    throw Fault(name, HeaderBytes, $"a filter of 0 … {Filters - 1}", $"{row[0]} in row {y}", "The compressed picture is damaged.");
                Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), bytesPerPixel);
                Widen(row.AsSpan(1), values.AsSpan(y * header.Width, header.Width), bytesPerPixel);
                (row, above) = (above, row);
            }
            if (stream.ReadByte() >= 0)
                throw Fault(name, HeaderBytes, $"{header.Height} rows", "more", "The header is damaged.");
        }
        catch (InvalidDataException fault)
        {
            throw Fault(name, HeaderBytes, "a picture compressed by zlib", fault.Message, "The compressed picture is damaged.");
        }
        return values;
    }

    private static void Widen(ReadOnlySpan<byte> row, Span<ushort> values, int bytesPerPixel)
    {
        for (var x = 0; x < values.Length; x++)
            values[x] = bytesPerPixel == 1 ? row[x] : BinaryPrimitives.ReadUInt16BigEndian(row[(2 * x)..]);
    }

    private static void Unfilter(int filter, Span<byte> row, ReadOnlySpan<byte> above, int bytesPerPixel)
    {
        for (var i = 0; i < row.Length; i++)
        {
            var (left, corner) = i < bytesPerPixel ? ((byte)0, (byte)0) : (row[i - bytesPerPixel], above[i - bytesPerPixel]);
            row[i] += Predicted(filter, left, above[i], corner);
        }
    }

    private static byte Predicted(int filter, byte left, byte above, byte corner) => filter switch
    {
        0 => 0,
        1 => left,
        2 => above,
        3 => (byte)((left + above) / 2),
        _ => Paeth(left, above, corner),
    };

    private static byte Paeth(byte left, byte above, byte corner)
    {
        var (toLeft, toAbove, toCorner) = (Math.Abs(above - corner), Math.Abs(left - corner), Math.Abs(left + above - 2 * corner));
        return toLeft <= toAbove && toLeft <= toCorner ? left : toAbove <= toCorner ? above : corner;
    }

    private static byte[] Deflate(GreyImage image, Func<int, int> filterOfRow)
    {
        var bytesPerPixel = image.BitDepth / 8;
        var stride = image.Width * bytesPerPixel;
        var (row, above, filtered) = (new byte[stride], new byte[stride], new byte[1 + stride]);
        using var compressed = new MemoryStream();
        using (var stream = new ZLibStream(compressed, CompressionLevel.Optimal, leaveOpen: true))
            for (var y = 0; y < image.Height; y++)
            {
                for (var x = 0; x < image.Width; x++)
                    if (bytesPerPixel == 1)
                        row[x] = (byte)image.Values[y * image.Width + x];
                    else
                        BinaryPrimitives.WriteUInt16BigEndian(row.AsSpan(2 * x), image.Values[y * image.Width + x]);
                filtered[0] = (byte)filterOfRow(y);
                for (var i = 0; i < stride; i++)
                {
                    var (left, corner) = i < bytesPerPixel ? ((byte)0, (byte)0) : (row[i - bytesPerPixel], above[i - bytesPerPixel]);
                    filtered[1 + i] = (byte)(row[i] - Predicted(filtered[0], left, above[i], corner));
                }
                stream.Write(filtered);
                (row, above) = (above, row);
            }
        return compressed.ToArray();
    }

    // CRC-32 with the reflected polynomial, as PNG and zip have it.
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
            sum = ChecksumTable[(byte)(sum ^ value)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint[] MakeChecksumTable()
    {
        var table = new uint[256];
        for (uint value = 0; value < table.Length; value++)
        {
            var sum = value;
            for (var bit = 0; bit < 8; bit++)
                sum = (sum & 1) == 1 ? (sum >> 1) ^ 0xEDB88320 : sum >> 1;
            table[value] = sum;
        }
        return table;
    }

    private static DataFormatException Fault(string name, long offset, string expected, string got, string cause) =>
        new($"Not a sound grey PNG.\n  file:       {name}\n  offset:     {offset}\n  expected:   {expected}\n  got:        {got}\n  {cause}\n  Take the file anew from where it came from.");
}
