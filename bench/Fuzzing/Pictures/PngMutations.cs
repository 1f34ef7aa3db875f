using System.Buffers.Binary;

namespace MimRepro.Bench.Fuzzing.Pictures;

/// <summary>Edits of PNG files that keep checksums right, so that a decoder looks at what was changed.</summary>
internal static class PngMutations
{
    private const int Signature = 8, Header = 8, Checksum = 4;

    /// <summary>Changes the data of one chunk; null if these are not the chunks of a PNG.</summary>
    public static byte[]? InChunk(Random random, byte[] bytes)
    {
        var chunks = Chunks(bytes);
        if (chunks.Count == 0)
            return null;
        var (start, length) = chunks[random.Next(chunks.Count)];
        byte[] data = bytes[(start + Header)..(start + Header + length)];
        byte[] edited = random.Next(2) == 0 ? ByteMutations.SetNumber(random, data) : ByteMutations.FlipBits(random, data);
        byte[] chunk = [0, 0, 0, 0, .. bytes[(start + 4)..(start + Header)], .. edited, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, edited.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - Checksum), Crc32(chunk.AsSpan(4, chunk.Length - 4 - Checksum)));
        return [.. bytes[..start], .. chunk, .. bytes[(start + Header + length + Checksum)..]];
    }

    private static List<(int Start, int Length)> Chunks(byte[] bytes)
    {
        var chunks = new List<(int, int)>();
        if (!bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']))
            return chunks;
        for (int at = Signature; at + Header + Checksum <= bytes.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at));
            if (length < 0 || length > bytes.Length - at - Header - Checksum)
                break;
            chunks.Add((at, length));
            at += Header + length + Checksum;
        }
        return chunks;
    }

    // ISO 3309, bit by bit: chunks here are small.
    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        uint value = uint.MaxValue;
        foreach (byte next in bytes)
        {
            value ^= next;
            for (int bit = 0; bit < 8; bit++)
                value = (value >> 1) ^ (0xEDB88320 & (0 - (value & 1)));
        }
        return ~value;
    }
}
