using System.Buffers.Binary;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>Tensors in the safetensors format: a JSON header and raw little-endian data; no code, no paths.</summary>
public static class Safetensors
{
    private const int LengthBytes = 8;

    /// <summary>Writes tensors so that equal tensors give equal bytes: sorted by element size, then by name.</summary>
    /// <param name="path">Overwritten if it exists.</param>
    /// <param name="tensors">Names must differ. They are copied to the CPU as needed, and stay the caller's.</param>
    /// <param name="metadata">Free text for the header.</param>
    /// <exception cref="ArgumentException">A name occurs twice or is reserved, or a dtype has no place in the format.</exception>
    public static void Write(string path, IEnumerable<(string Name, Tensor Value)> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        (string Name, Tensor Value)[] sorted = [.. tensors
            .OrderByDescending(entry => SafetensorsHeader.BytesOf(entry.Value.dtype)).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        var entries = new List<SafetensorsEntry>();
        long end = 0;
        foreach ((string name, Tensor value) in sorted)
        {
            int bytes = SafetensorsHeader.BytesOf(value.dtype);
            if (bytes == 0)
                throw new ArgumentException($"tensor '{name}' is {value.dtype}, which safetensors cannot hold.", nameof(tensors));
            long begin = end;
            end += value.numel() * bytes;
            entries.Add(new SafetensorsEntry(name, value.dtype, value.shape, begin, end));
        }
        if (entries.GroupBy(entry => entry.Name).FirstOrDefault(group => group.Count() > 1 || group.Key == SafetensorsHeader.MetadataKey) is { } bad)
            throw new ArgumentException($"the name '{bad.Key}' occurs twice or is reserved.", nameof(tensors));

        byte[] header = SafetensorsHeader.Format(entries, metadata);
        using FileStream file = File.Create(path);
        Span<byte> length = stackalloc byte[LengthBytes];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach ((_, Tensor value) in sorted)
            WriteData(file, value);
    }

    private static void WriteData(FileStream file, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor plain = value.detach().cpu().contiguous();
        if (plain.numel() > 0)
            file.Write(plain.bytes);
    }

    /// <summary>Reads all tensors of a file that may be damaged or hostile: everything is checked before memory is taken.</summary>
    /// <returns>Tensors on the CPU, by name. The caller owns them.</returns>
    /// <exception cref="CheckpointException">The file cannot be read or is not what its header says.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            IReadOnlyList<SafetensorsEntry> entries = ReadHeader(file);
            return ReadData(file, entries);
        }
        catch (Exception fault) when (fault is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new CheckpointException($"""
                File of weights cannot be read: {fault.Message.TrimEnd('.')}.
                  file:       {path}
                  A file that was cut short or altered looks like this. Fetch or make it again.
                """);
        }
    }

    private static IReadOnlyList<SafetensorsEntry> ReadHeader(FileStream file)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (file.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
            throw new FormatException($"the file has {file.Length} bytes, a header length alone takes {LengthBytes}");
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long behind = file.Length - LengthBytes;
        if (length is 0 or > SafetensorsHeader.MaxBytes || length > (ulong)behind)
            throw new FormatException($"the header claims {length} bytes, the file has {behind} behind its length (at most {SafetensorsHeader.MaxBytes} are read)");
        var header = new byte[length];
        file.ReadExactly(header);
        return SafetensorsHeader.Parse(header, behind - (long)length);
    }

    private static Dictionary<string, Tensor> ReadData(FileStream file, IReadOnlyList<SafetensorsEntry> entries)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach (SafetensorsEntry entry in entries)
            {
                Tensor value = empty(entry.Shape, entry.Type);
                tensors.Add(entry.Name, value);
                if (entry.End > entry.Begin)
                    file.ReadExactly(value.bytes);
            }
            return tensors;
        }
        catch
        {
            foreach (Tensor value in tensors.Values)
                value.Dispose();
            throw;
        }
    }
}
