using SkiaSharp;

namespace MimRepro.Bench.Fuzzing.Pictures;

/// <summary>Broken pictures of every kind that is read.</summary>
internal static class PictureCorpus
{
    public static FuzzCorpus Create() => new([.. Sound()], (random, bytes, other) =>
        random.Next(3) > 0 && PngMutations.InChunk(random, bytes) is { } edited ? edited : ByteMutations.Any(random, bytes, other));

    private static IEnumerable<byte[]> Sound()
    {
        foreach (var (width, height) in new[] { (24, 17), (1, 1), (90, 60) })
        {
            using var picture = Draw(width, height, SKColorType.Rgba8888);
            using var grey = Draw(width, height, SKColorType.Gray8);
            foreach (var format in new[] { SKEncodedImageFormat.Png, SKEncodedImageFormat.Jpeg, SKEncodedImageFormat.Webp })
                foreach (var source in new[] { picture, grey })
                {
                    using var data = source.Encode(format, 80) ?? throw new InvalidOperationException($"{format} cannot be written here.");
                    yield return data.ToArray();
                }
        }
        yield return Bitmap();
        yield return Gif;
    }

    private static SKBitmap Draw(int width, int height, SKColorType type)
    {
        var picture = new SKBitmap(width, height, type, type == SKColorType.Gray8 ? SKAlphaType.Opaque : SKAlphaType.Unpremul);
        for (int y = 0; y < height; y++)
            for (int x = 0; x < width; x++)
                picture.SetPixel(x, y, new SKColor((byte)(x * 9), (byte)(y * 13), (byte)(x * y), (byte)(255 - x)));
        return picture;
    }

    // 2 x 2 pixels of 24 bits, rows padded to 4 bytes.
    private static byte[] Bitmap() =>
    [
        (byte)'B', (byte)'M', 70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        255, 0, 0, 0, 255, 0, 0, 0, 0, 0, 255, 9, 9, 9, 0, 0,
    ];

    // 2 x 2 pixels, two colours: header, palette, one frame.
    private static byte[] Gif =>
    [
        .. "GIF89a"u8, 2, 0, 2, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255,
        0x2C, 0, 0, 0, 0, 2, 0, 2, 0, 0, 2, 3, 0x44, 0x34, 0x05, 0, 0x3B,
    ];
}
