using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests;

/// <summary>A data set in Fashion-MNIST's files: 10 classes, a few images of 6 x 6 pixels, all different.</summary>
internal static class TinyDataset
{
    public const int Side = 6, TrainImages = 60, TestImages = 20;

    public static IReadOnlyDictionary<string, byte[]> Contents { get; } = new SortedDictionary<string, byte[]>(StringComparer.Ordinal)
    {
        ["train-images-idx3-ubyte"] = Images(TrainImages, "train"),
        ["train-labels-idx1-ubyte"] = Labels(TrainImages),
        ["t10k-images-idx3-ubyte"] = Images(TestImages, "test"),
        ["t10k-labels-idx1-ubyte"] = Labels(TestImages),
    };

    public static DatasetRecipe Recipe { get; } = new()
    {
        Id = "data-tiny",
        Source = "made by the test",
        Dataset = "fashion-mnist",
        Files = [.. Contents.Select(file => new DataFile(file.Key, file.Value.Length, Convert.ToHexStringLower(SHA256.HashData(file.Value))))],
    };

    public static DataRecipe Train { get; } = new()
    {
        Dataset = "fashion-mnist",
        Split = "train",
        Classes = [1, 5, 7, 8, 9],
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = 8,
        Channels = 1,
        CropScale = new(0.67, 1),
        CropRatio = new(3 / 4.0, 4 / 3.0),
        FlipProbability = 0.5,
        Normalization = new() { Mean = [0.25], Std = [0.5] },
        Pictures = null,
    };

    public static DataRecipe NotAugmented { get; } = Train with { CropScale = new(1, 1), CropRatio = new(1, 1), FlipProbability = 0 };

    public static void WriteTo(string folder)
    {
        foreach (var (name, bytes) in Contents)
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
    }

    public static void WriteGzipTo(string folder)
    {
        foreach (var (name, bytes) in Contents)
            File.WriteAllBytes(Path.Combine(folder, name + ".gz"), Gzip(bytes));
    }

    public static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return packed.ToArray();
    }

    public static byte[] Idx(int magic, int[] sizes, byte[] body)
    {
        var bytes = new byte[4 + 4 * sizes.Length + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(bytes, magic);
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), sizes[i]);
        body.CopyTo(bytes, 4 + 4 * sizes.Length);
        return bytes;
    }

    private static byte[] Images(int count, string split)
    {
        var random = new SeededRandom(1, "tiny-" + split);
        var pixels = new byte[count * Side * Side];
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)random.Next(256);
        return Idx(0x0803, [count, Side, Side], pixels);
    }

    private static byte[] Labels(int count) => Idx(0x0801, [count], [.. Enumerable.Range(0, count).Select(i => (byte)(i % 10))]);
}
