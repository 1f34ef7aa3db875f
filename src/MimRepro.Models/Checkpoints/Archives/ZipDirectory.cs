using System.Buffers.Binary;
using System.Text;

namespace MimRepro.Models.Checkpoints.Archives;

/// <summary>The entries of a zip file that stays mapped: where each one's bytes lie. Nothing is unpacked, nothing written.</summary>
/// <remarks>
/// PKWARE APPNOTE 4.3, with zip64 and data descriptors; sizes are always the directory's. Stricter than an unpacker: names occur once,
/// local headers agree with the directory, entries do not overlap, and nothing stands behind the end record.
/// </remarks>
internal static class ZipDirectory
{
    private const uint LocalSignature = 0x04034b50, CentralSignature = 0x02014b50;
    private const int LocalBytes = 30, CentralBytes = 46;
    private const int Encrypted = 1, StrongEncryption = 1 << 6, MaskedHeaders = 1 << 13;
    private const ushort Stored = 0, Deflated = 8;
    private const uint InZip64 = uint.MaxValue;
    private static readonly UTF8Encoding Utf8 = new(false, throwOnInvalidBytes: true);

    /// <exception cref="CheckpointFault">The file is no sound zip file.</exception>
    public static IReadOnlyDictionary<string, ZipRecord> Read(ByteSource file)
    {
        ZipEnd end = ZipEnd.Find(file);
        if (end.Entries > end.DirectoryBytes / CentralBytes || end.DirectoryBytes > Array.MaxLength)
            throw new CheckpointFault($"the zip directory of {end.DirectoryBytes} bytes cannot hold its {end.Entries} entries");
        var directory = new byte[end.DirectoryBytes];
        file.Read(end.DirectoryBegin, directory);
        var records = new Dictionary<string, ZipRecord>(StringComparer.Ordinal);
        int at = 0;
        for (long i = 0; i < end.Entries; i++)
        {
            ZipRecord record = ReadEntry(file, directory, end.DirectoryBegin, ref at);
            if (!records.TryAdd(record.Name, record))
                throw new CheckpointFault($"the zip file holds {CheckpointFault.Shown(record.Name)} twice")
                {
                    Cause = "Which of the two a reader takes depends on the reader; such files are made to deceive.",
                };
        }
        if (at != directory.Length)
            throw new CheckpointFault($"the zip directory has {directory.Length - at} bytes behind its last entry");
        CheckApart(records.Values);
        return records;
    }

    private static ZipRecord ReadEntry(ByteSource file, byte[] directory, long directoryBegin, ref int at)
    {
        ReadOnlySpan<byte> rest = directory.AsSpan(at);
        if (rest.Length < CentralBytes || U32(rest) != CentralSignature)
            throw new CheckpointFault("an entry of the zip directory has no signature") { Where = $"zip directory, byte {at}" };
        int nameBytes = U16(rest[28..]), extraBytes = U16(rest[30..]), commentBytes = U16(rest[32..]);
        if (rest.Length < CentralBytes + nameBytes + extraBytes + commentBytes)
            throw new CheckpointFault("an entry of the zip directory is cut off") { Where = $"zip directory, byte {at}" };
        at += CentralBytes + nameBytes + extraBytes + commentBytes;
        ReadOnlySpan<byte> rawName = rest.Slice(CentralBytes, nameBytes);
        string name = Name(rawName);
        (long size, long packed, long header) = Sizes(name, rest, rest.Slice(CentralBytes + nameBytes, extraBytes));

        ushort method = U16(rest[10..]);
        int flags = U16(rest[8..]);
        if ((flags & (Encrypted | StrongEncryption | MaskedHeaders)) != 0)
            throw Bad(name, "is encrypted");
        if (method is not (Stored or Deflated))
            throw Bad(name, $"is packed with method {method}, known are {Stored} (stored) and {Deflated} (deflated)");
        if (method == Stored && size != packed)
            throw Bad(name, $"is stored, but its sizes are {size} and {packed}");
        long begin = DataBegin(file, name, rawName, header, method, directoryBegin);
        if (packed > directoryBegin - begin)
            throw Bad(name, $"claims {packed} bytes, {directoryBegin - begin} are left before the directory");
        return new ZipRecord(file, name, header, begin, packed, size, U32(rest[16..]), method == Deflated);
    }

    private static string Name(ReadOnlySpan<byte> raw)
    {
        try
        {
            return Utf8.GetString(raw);
        }
        catch (DecoderFallbackException)
        {
            throw new CheckpointFault("the name of a zip entry is not UTF-8");
        }
    }

    /// <summary>Size, packed size and offset; a field that does not fit 32 bits stands in the zip64 extra field, in this order.</summary>
    private static (long Size, long Packed, long Header) Sizes(string name, ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        ulong size = U32(entry[24..]), packed = U32(entry[20..]), header = U32(entry[42..]);
        ReadOnlySpan<byte> wide = Zip64Field(name, extra);
        Widen(ref size, ref wide);
        Widen(ref packed, ref wide);
        Widen(ref header, ref wide);
        if (size > long.MaxValue || packed > long.MaxValue || header > long.MaxValue)
            throw Bad(name, "has a size or offset beyond 63 bits");
        return ((long)size, (long)packed, (long)header);

        static void Widen(ref ulong value, ref ReadOnlySpan<byte> wide)
        {
            if (value != InZip64 || wide.Length < 8)
                return;
            value = BinaryPrimitives.ReadUInt64LittleEndian(wide);
            wide = wide[8..];
        }
    }

    private static ReadOnlySpan<byte> Zip64Field(string name, ReadOnlySpan<byte> extra)
    {
        const int Zip64 = 1;
        while (extra.Length >= 4)
        {
            int id = U16(extra), bytes = U16(extra[2..]);
            if (bytes > extra.Length - 4)
                throw Bad(name, "has an extra field that is cut off");
            if (id == Zip64)
                return extra.Slice(4, bytes);
            extra = extra[(4 + bytes)..];
        }
        return [];
    }

    private static long DataBegin(ByteSource file, string name, ReadOnlySpan<byte> rawName, long header, ushort method, long directoryBegin)
    {
        if (header > directoryBegin - LocalBytes - rawName.Length)
            throw Bad(name, $"begins at byte {header}, behind the entries");
        Span<byte> local = stackalloc byte[LocalBytes];
        file.Read(header, local);
        int nameBytes = U16(local[26..]);
        if (U32(local) != LocalSignature || U16(local[8..]) != method || nameBytes != rawName.Length)
            throw Bad(name, $"has another header at byte {header} than in the directory");
        var localName = new byte[nameBytes];
        file.Read(header + LocalBytes, localName);
        return rawName.SequenceEqual(localName)
            ? header + LocalBytes + nameBytes + U16(local[28..])
            : throw Bad(name, $"has another name at byte {header} than in the directory");
    }

    private static void CheckApart(IEnumerable<ZipRecord> records)
    {
        ZipRecord? before = null;
        foreach (ZipRecord record in records.OrderBy(record => record.HeaderBegin))
        {
            if (before is not null && record.HeaderBegin < before.End)
                throw Bad(record.Name, $"overlaps {CheckpointFault.Shown(before.Name)}");
            before = record;
        }
    }

    private static CheckpointFault Bad(string name, string what) => new($"zip entry {CheckpointFault.Shown(name)} {what}");

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
