using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MimRepro.Models.Checkpoints.Archives;

namespace MimRepro.Models.Checkpoints;

/// <summary>A run of elements in the file that tensors are views of.</summary>
public sealed class CheckpointStorage
{
    internal CheckpointStorage(string key, TensorType type, long elements)
    {
        Key = key;
        Type = type;
        Elements = elements;
    }

    /// <summary>The name that the file gives it; tensors on storages of one key share memory.</summary>
    public string Key { get; }

    public TensorType Type { get; }

    public long Elements { get; }

    /// <summary>For a window into another storage: where it begins there, in elements.</summary>
    internal long FirstElement { get; init; }

    /// <summary>Known as soon as the file is read to its end.</summary>
    internal ByteSource? Source { get; set; }

    internal bool BigEndian { get; init; }

    /// <summary>The file's path, for messages.</summary>
    internal string File { get; init; } = "";

    internal long Bytes => Elements * Type.Bytes;

    /// <summary>Little-endian bytes of elements of a type.</summary>
    internal void Read(long offset, Span<byte> into, TensorType type)
    {
        Source!.Read(FirstElement * Type.Bytes + offset, into);
        if (BigEndian)
            Swap(into, type.ComponentBytes);
    }

    private static void Swap(Span<byte> bytes, int width)
    {
        if (width == 2)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, short>(bytes), MemoryMarshal.Cast<byte, short>(bytes));
        else if (width == 4)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, int>(bytes), MemoryMarshal.Cast<byte, int>(bytes));
        else if (width == 8)
            BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<byte, long>(bytes), MemoryMarshal.Cast<byte, long>(bytes));
    }
}
