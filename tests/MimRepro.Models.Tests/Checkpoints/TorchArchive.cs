using System.IO.Compression;
using System.Text;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>Writes files as torch.save does, from operations of a pickle and records of raw bytes.</summary>
internal sealed class TorchArchive
{
    private readonly List<(string Name, byte[] Bytes)> entries = [];

    public TorchArchive(string pickle, string folder = "archive")
    {
        Folder = folder;
        Add("data.pkl", Encoding.Latin1.GetBytes(pickle));
    }

    private string Folder { get; }

    public TorchArchive Add(string record, byte[] bytes)
    {
        entries.Add(($"{Folder}/{record}", bytes));
        return this;
    }

    public void Write(string path, CompressionLevel level = CompressionLevel.NoCompression)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, byte[] bytes) in entries)
        {
            using Stream stream = archive.CreateEntry(name, level).Open();
            stream.Write(bytes);
        }
    }

    /// <summary>Operations that push a storage.</summary>
    public static string Storage(string type, string key, long elements, string window = "") =>
        $"(Vstorage\nctorch\n{type}\nV{key}\nVcpu\nL{elements}L\n{window}tQ";

    /// <summary>Operations that push a tensor; it is contiguous unless told otherwise.</summary>
    public static string Tensor(string type, string key, long elements, long[] shape, long[]? strides = null, long offset = 0) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n({Storage(type, key, elements)}L{offset}L\n{Tuple(shape)}{Tuple(strides ?? Contiguous(shape))}I00\n}}tR";

    public static string Tuple(params long[] numbers) => $"({string.Concat(numbers.Select(number => $"L{number}L\n"))}t";

    private static long[] Contiguous(long[] shape) => [.. shape.Select((_, i) => shape.Skip(i + 1).Aggregate(1L, (product, size) => product * size))];

    /// <summary>A dict of text keys.</summary>
    public static string Dict(params (string Key, string Value)[] pairs) => $"}}({string.Concat(pairs.Select(pair => $"V{pair.Key}\n{pair.Value}"))}u";
}
