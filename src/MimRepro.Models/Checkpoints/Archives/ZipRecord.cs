using System.IO.Compression;

namespace MimRepro.Models.Checkpoints.Archives;

/// <summary>One entry of a zip file. Its checksum is compared once, the first time that anything of it is read.</summary>
internal sealed class ZipRecord(ByteSource file, string name, long headerBegin, long begin, long packed, long size, uint checksum, bool deflated) : ByteSource
{
    private const int ChunkBytes = 1 << 20;
    private byte[]? unpacked;
    private volatile bool verified;

    public string Name => name;

    public long HeaderBegin => headerBegin;

    public long End => begin + packed;

    public bool Deflated => deflated;

    public override long Length => size;

    public override void Read(long offset, Span<byte> into)
    {
        if (offset < 0 || offset > size - into.Length)
            throw new CheckpointFault($"{into.Length} bytes at {offset} lie outside of zip entry {CheckpointFault.Shown(name)} of {size} bytes");
        if (deflated)
            Unpacked().AsSpan((int)offset, into.Length).CopyTo(into);
        else if (verified || into.Length < size)
        {
            Verify();
            file.Read(begin + offset, into);
        }
        else
        {
            file.Read(begin, into);
            Compare(Crc32.Append(0, into));
        }
    }

    /// <summary>Compares the checksum, if that has not been done yet.</summary>
    public void Verify()
    {
        if (verified)
            return;
        if (deflated)
        {
            Unpacked();
            return;
        }
        var chunk = new byte[(int)Math.Min(size, ChunkBytes)];
        uint sum = 0;
        for (long at = 0; at < size; at += chunk.Length)
        {
            Span<byte> part = chunk.AsSpan(0, (int)Math.Min(chunk.Length, size - at));
            file.Read(begin + at, part);
            sum = Crc32.Append(sum, part);
        }
        Compare(sum);
    }

    private void Compare(uint sum)
    {
        if (sum != checksum)
            throw new CheckpointFault($"the bytes of zip entry {CheckpointFault.Shown(name)} are not those that were written")
            {
                Expected = $"CRC-32 {checksum:x8}",
                Got = $"CRC-32 {sum:x8}",
            };
        verified = true;
    }

    private byte[] Unpacked()
    {
        if (unpacked is { } known)
            return known;
        try
        {
            var bytes = new byte[size];
            using var inflater = new DeflateStream(new ByteSourceStream(new SlicedBytes(file, begin, packed)), CompressionMode.Decompress);
            int got = inflater.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            if (got < bytes.Length || inflater.ReadByte() >= 0)
                throw new CheckpointFault($"zip entry {CheckpointFault.Shown(name)} does not unpack to the {size} bytes it claims");
            Compare(Crc32.Append(0, bytes));
            return unpacked = bytes;
        }
        catch (InvalidDataException)
        {
            throw new CheckpointFault($"zip entry {CheckpointFault.Shown(name)} cannot be unpacked");
        }
    }
}
