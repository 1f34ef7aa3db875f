namespace MimRepro.Data.Imaging;

/// <summary>Distances as colours: near is yellow, far is dark violet, unknown is grey.</summary>
public static class DepthColours
{
    // From dark violet over red and orange to light yellow, with steadily rising lightness, as printed maps have it.
    private static readonly (double At, byte Red, byte Green, byte Blue)[] Stops =
    [
        (0, 20, 11, 53), (0.25, 87, 16, 110), (0.5, 188, 55, 84), (0.75, 249, 142, 9), (1, 252, 255, 164),
    ];

    /// <param name="metres">[height, width]; 0, below 0 and NaN are unknown.</param>
    /// <param name="nearest">Metres that are drawn lightest.</param>
    /// <param name="farthest">Metres that are drawn darkest.</param>
    public static RgbImage Of(ReadOnlySpan<float> metres, int width, int height, double nearest, double farthest)
    {
        var image = new RgbImage(width, height, new byte[width * height * RgbImage.Channels]);
        for (var i = 0; i < metres.Length; i++)
        {
            var (red, green, blue) = metres[i] > 0 ? Colour(1 - Share(metres[i], nearest, farthest)) : ((byte)128, (byte)128, (byte)128);
            (image.Pixels[i * 3], image.Pixels[i * 3 + 1], image.Pixels[i * 3 + 2]) = (red, green, blue);
        }
        return image;
    }

    // By the logarithm: a metre counts more near than far.
    private static double Share(double metres, double nearest, double farthest) =>
        Math.Clamp(Math.Log(metres / nearest) / Math.Log(farthest / nearest), 0, 1);

    private static (byte Red, byte Green, byte Blue) Colour(double share)
    {
        var upper = Math.Max(1, Array.FindIndex(Stops, stop => stop.At >= share));
        var (low, high) = (Stops[upper - 1], Stops[upper]);
        var part = (share - low.At) / (high.At - low.At);
        return (Mix(low.Red, high.Red, part), Mix(low.Green, high.Green, part), Mix(low.Blue, high.Blue, part));
    }

    private static byte Mix(byte from, byte to, double part) => (byte)Math.Round(from + (to - from) * part);
}
