using System.Buffers.Binary;
using System.IO.Compression;

namespace MimRepro.Data.Tests.Imaging;

/// <summary>Picture files of kinds that no encoder at hand writes, byte for byte.</summary>
internal static class MadePictures
{
    /// <summary>A PNG of any colour type and depth.</summary>
    /// <param name="colourType">0 grey, 2 colour, 3 palette, 4 grey and alpha, 6 colour and alpha.</param>
    /// <param name="samples">[height, width, samples a pixel], each below 2^bits.</param>
    /// <param name="palette">Red, green, blue of each entry.</param>
    /// <param name="alphas">One for each entry of the palette.</param>
    public static byte[] Png(int width, int height, int colourType, int bits, int[] samples, byte[]? palette = null, byte[]? alphas = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = ((byte)bits, (byte)colourType);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A,
            .. Chunk("IHDR", header),
            .. palette is null ? [] : Chunk("PLTE", palette),
            .. alphas is null ? [] : Chunk("tRNS", alphas),
            .. Chunk("IDAT", Packed(height, bits, samples)),
            .. Chunk("IEND", []),
        ];
    }

    /// <summary>A JPEG of one block of 8 x 8 equal pixels with four components.</summary>
    /// <param name="values">What stands in the file: by Adobe's habit 255 less than cyan, magenta, yellow and black.</param>
    /// <param name="transform">0: as they are; 2: the first three as brightness and two differences of colour.</param>
    public static byte[] FourComponentJpeg(byte[] values, byte transform)
    {
        var bits = new List<bool>();
        foreach (var value in values)
            Add(bits, value - 128);
        while (bits.Count % 8 != 0)
            bits.Add(true);
        var scan = bits.Chunk(8).Select(eight => (byte)eight.Aggregate(0, (sum, bit) => 2 * sum + (bit ? 1 : 0))).SelectMany(one => one == 0xFF ? new byte[] { one, 0 } : [one]);
        return
        [
            0xFF, 0xD8,
            .. Segment(0xEE, [.. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform]),
            .. Segment(0xDB, [0, .. Enumerable.Repeat((byte)8, 64)]),
            .. Segment(0xC0, [8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0]),
            .. Segment(0xC4, [0x00, 0, 0, 0, 9, .. new byte[12], 0, 1, 2, 3, 4, 5, 6, 7, 8]), // nine codes of four bits
            .. Segment(0xC4, [0x10, 1, .. new byte[15], 0]),                                  // one code, "0": end of block
            .. Segment(0xDA, [4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0]),
            .. scan,
            0xFF, 0xD9,
        ];
    }

    // The mean's size in bits as a code of four bits, the mean, and the end of the block.
    private static void Add(List<bool> bits, int mean)
    {
        var size = 32 - int.LeadingZeroCount(Math.Abs(mean));
        var coded = mean < 0 ? mean + (1 << size) - 1 : mean;
        for (var bit = 3; bit >= 0; bit--)
            bits.Add((size >> bit & 1) == 1);
        for (var bit = size - 1; bit >= 0; bit--)
            bits.Add((coded >> bit & 1) == 1);
        bits.Add(false);
    }

    private static byte[] Segment(byte marker, byte[] content) => [0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    private static byte[] Packed(int height, int bits, int[] samples)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
            foreach (var row in samples.Chunk(samples.Length / height))
            {
                zlib.WriteByte(0); // no filter
                var set = row.SelectMany(sample => Enumerable.Range(0, bits).Select(bit => sample >> (bits - 1 - bit) & 1));
                foreach (var eight in set.Chunk(8))
                    zlib.WriteByte((byte)(eight.Aggregate(0, (sum, bit) => 2 * sum + bit) << (8 - eight.Length)));
            }
        return packed.ToArray();
    }

    private static byte[] Chunk(string name, byte[] content)
    {
        byte[] named = [.. System.Text.Encoding.ASCII.GetBytes(name), .. content];
        var chunk = new byte[named.Length + 8];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        named.CopyTo(chunk, 4);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(named.Length + 4), Crc(named));
        return chunk;
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var one in bytes)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
        }
        return ~crc;
    }
}
