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
            .OrderByDescending(entry => SafetensorsHeader.TypeOf(entry.Value.dtype)?.Bytes).ThenBy(entry => entry.Name, StringComparer.Ordinal)];
        var entries = new List<SafetensorsEntry>();
        long end = 0;
        foreach ((string name, Tensor value) in sorted)
        {
            TensorType type = SafetensorsHeader.TypeOf(value.dtype)
                ?? throw new ArgumentException($"tensor '{name}' is {value.dtype}, which safetensors cannot hold.", nameof(tensors));
            long begin = end;
            end += value.numel() * type.Bytes;
            entries.Add(new SafetensorsEntry(name, type, value.shape, begin, end));
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
        using CheckpointFile file = CheckpointFile.Open(path);
        if (file.Format != CheckpointFormat.Safetensors)
            throw new CheckpointFault($"the file is {file.Format}, expected safetensors") { Cause = "Another file has this file's name.", Cure = "Give the right one, or convert it." }.In(path);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        try
        {
            foreach ((object? name, object? value) in (PythonDict)file.Root!)
                tensors.Add((string)name!, ((CheckpointTensor)value!).Load());
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
