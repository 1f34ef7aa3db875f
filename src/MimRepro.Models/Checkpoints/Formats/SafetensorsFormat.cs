using System.Buffers.Binary;
using MimRepro.Models.Checkpoints.Archives;

namespace MimRepro.Models.Checkpoints.Formats;

/// <summary>Reads the safetensors format as a tree of one level.</summary>
internal static class SafetensorsFormat
{
    private const int LengthBytes = 8;

    /// <summary>Whether a file looks like this format and like no other: a length that fits, then an object.</summary>
    public static bool Recognises(ByteSource file)
    {
        Span<byte> head = stackalloc byte[LengthBytes + 1];
        if (file.Length < head.Length)
            return false;
        file.Read(0, head);
        return head[LengthBytes] == '{' && BinaryPrimitives.ReadUInt64LittleEndian(head) <= (ulong)(file.Length - LengthBytes);
    }

    /// <exception cref="FormatException">The file is not what its header says.</exception>
    public static (PythonDict Root, IReadOnlyDictionary<string, string> Metadata) Read(ByteSource file, string path)
    {
        byte[] header = ReadHeader(file);
        long begin = LengthBytes + header.Length;
        (IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata) = SafetensorsHeader.Parse(header, file.Length - begin);
        var root = new PythonDict();
        foreach (SafetensorsEntry entry in entries)
        {
            long[] strides = TensorGeometry.ContiguousStrides(entry.Shape);
            long bytes = entry.End - entry.Begin;
            TensorGeometry.Check(entry.Shape, strides, 0, entry.Type, bytes, bytes);
            var storage = new CheckpointStorage(entry.Name, entry.Type, bytes / entry.Type.Bytes) { Source = new SlicedBytes(file, begin + entry.Begin, bytes), File = path };
            root.Set(entry.Name, new CheckpointTensor(storage, entry.Type, entry.Shape, strides, 0));
        }
        return (root, metadata);
    }

    private static byte[] ReadHeader(ByteSource file)
    {
        if (file.Length < LengthBytes)
            throw new CheckpointFault($"the file has {file.Length} bytes, a header length alone takes {LengthBytes}");
        Span<byte> prefix = stackalloc byte[LengthBytes];
        file.Read(0, prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long behind = file.Length - LengthBytes;
        if (length is 0 or > SafetensorsHeader.MaxBytes || length > (ulong)behind)
            throw new CheckpointFault($"the header claims {length} bytes, the file has {behind} behind its length (at most {SafetensorsHeader.MaxBytes} are read)");
        var header = new byte[length];
        file.Read(LengthBytes, header);
        return header;
    }
}
