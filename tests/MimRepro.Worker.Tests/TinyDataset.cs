using System.Buffers.Binary;
using MimRepro.Recipes;

namespace MimRepro.Worker.Tests;

/// <summary>Four classes of drawn 8 x 8 images in idx files: a class is told by the quadrant that is bright.</summary>
internal static class TinyDataset
{
    private const int Side = 8;
    private const int Classes = 4;

    public static void Write(string folder, int train, int test)
    {
        Directory.CreateDirectory(folder);
        WriteSplit(folder, "train", train, 1);
        WriteSplit(folder, "t10k", test, 2);
    }

    public static DataRecipe Recipe(string split, int[] classes) => new()
    {
        Dataset = "fashion-mnist",
        Split = split,
        Classes = classes,
        ImagesPerClass = null,
        SubsetSeed = 0,
        ImageSize = Side,
        Channels = 1,
        CropScale = new(1, 1),
        CropRatio = new(1, 1),
        FlipProbability = 0,
        Normalization = new() { Mean = [0.5], Std = [0.5] },
        Pictures = null,
    };

    private static void WriteSplit(string folder, string name, int count, int seed)
    {
        // Test data only: the sequence of System.Random may change with the runtime, no assertion depends on it.
        var random = new Random(seed);
        var images = new byte[16 + count * Side * Side];
        BinaryPrimitives.WriteInt32BigEndian(images, 2051);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(4), count);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(8), Side);
        BinaryPrimitives.WriteInt32BigEndian(images.AsSpan(12), Side);
        var labels = new byte[8 + count];
        BinaryPrimitives.WriteInt32BigEndian(labels, 2049);
        BinaryPrimitives.WriteInt32BigEndian(labels.AsSpan(4), count);
        for (var image = 0; image < count; image++)
        {
            var label = image % Classes;
            labels[8 + image] = (byte)label;
            for (var pixel = 0; pixel < Side * Side; pixel++)
            {
                var bright = pixel / Side / (Side / 2) * 2 + pixel % Side / (Side / 2) == label;
                images[16 + image * Side * Side + pixel] = (byte)(random.Next(60) + (bright ? 190 : 0));
            }
        }

        File.WriteAllBytes(Path.Combine(folder, $"{name}-images-idx3-ubyte"), images);
        File.WriteAllBytes(Path.Combine(folder, $"{name}-labels-idx1-ubyte"), labels);
    }
}
