using System.Buffers.Binary;

namespace MimRepro.Models.Checkpoints.Archives;

/// <summary>The record at the end of a zip file that says where its directory lies.</summary>
internal readonly record struct ZipEnd(long DirectoryBegin, long DirectoryBytes, long Entries)
{
    private const uint EndSignature = 0x06054b50, LocatorSignature = 0x07064b50, Zip64Signature = 0x06064b50;
    private const int EndBytes = 22, LocatorBytes = 20, Zip64Bytes = 56, LongestComment = ushort.MaxValue;

    /// <exception cref="CheckpointFault">There is none, or the directory it names does not end where it has to.</exception>
    public static ZipEnd Find(ByteSource file)
    {
        var tail = new byte[(int)Math.Min(file.Length, EndBytes + LongestComment)];
        file.Read(file.Length - tail.Length, tail);
        for (int at = tail.Length - EndBytes; at >= 0; at--)
            if (U32(tail.AsSpan(at)) == EndSignature && BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(at + 20)) == tail.Length - at - EndBytes)
                return Checked(file, tail.AsSpan(at, EndBytes), file.Length - tail.Length + at);
        throw new CheckpointFault("the zip file has no end record")
        {
            Cause = "The end record is the last thing written: the download or the save was cut off.",
        };
    }

    private static ZipEnd Checked(ByteSource file, ReadOnlySpan<byte> end, long endBegin)
    {
        if (U32(end[4..]) != 0)
            throw new CheckpointFault("the zip file is one of several parts");
        ulong entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]), bytes = U32(end[12..]), begin = U32(end[16..]);
        long limit = endBegin;
        if (entries == ushort.MaxValue || bytes == uint.MaxValue || begin == uint.MaxValue)
            limit = Zip64(file, endBegin, ref entries, ref bytes, ref begin);
        else if (U32At(file, endBegin - LocatorBytes) == LocatorSignature)
            limit = Zip64(file, endBegin, ref entries, ref bytes, ref begin);
        if (begin > (ulong)limit || bytes != (ulong)limit - begin || entries > int.MaxValue)
            throw new CheckpointFault("the zip directory does not lie where the end record says")
            {
                Expected = $"{bytes} bytes from {begin} to {limit}",
                Got = $"a file of {file.Length} bytes",
            };
        return new ZipEnd((long)begin, (long)bytes, (long)entries);
    }

    /// <summary>Replaces what does not fit the old end record.</summary>
    /// <returns>Where the directory ends: the zip64 end record begins there.</returns>
    private static long Zip64(ByteSource file, long endBegin, ref ulong entries, ref ulong bytes, ref ulong begin)
    {
        long locatorBegin = endBegin - LocatorBytes;
        if (U32At(file, locatorBegin) != LocatorSignature)
            return endBegin; // a directory of exactly 65535 entries needs no zip64
        Span<byte> locator = stackalloc byte[LocatorBytes];
        file.Read(locatorBegin, locator);
        ulong at = BinaryPrimitives.ReadUInt64LittleEndian(locator[8..]);
        if (at > (ulong)locatorBegin || (ulong)locatorBegin - at < Zip64Bytes)
            throw new CheckpointFault($"the zip64 end record is said to be at byte {at}, outside of the file");
        Span<byte> record = stackalloc byte[Zip64Bytes];
        file.Read((long)at, record);
        if (U32(record) != Zip64Signature || BinaryPrimitives.ReadUInt64LittleEndian(record[4..]) != (ulong)locatorBegin - at - 12)
            throw new CheckpointFault($"there is no zip64 end record at byte {at}");
        entries = BinaryPrimitives.ReadUInt64LittleEndian(record[32..]);
        bytes = BinaryPrimitives.ReadUInt64LittleEndian(record[40..]);
        begin = BinaryPrimitives.ReadUInt64LittleEndian(record[48..]);
        return (long)at;
    }

    private static uint U32At(ByteSource file, long offset)
    {
        if (offset < 0)
            return 0;
        Span<byte> bytes = stackalloc byte[4];
        file.Read(offset, bytes);
        return U32(bytes);
    }

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
