using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>A rectangle of whole pixels inside an image.</summary>
public readonly record struct Crop(int Top, int Left, int Height, int Width)
{
    private const int Tries = 10;

    /// <summary>The largest centred square.</summary>
    public static Crop CenterSquare(int height, int width)
    {
        var side = Math.Min(height, width);
        return new((height - side) / 2, (width - side) / 2, side, side);
    }

    /// <summary>A random crop by share of the area and by width / height, the ratio log-uniform.</summary>
    /// <remarks>
    /// The rule of torchvision's RandomResizedCrop (pytorch/vision torchvision/transforms/transforms.py, get_params), which
    /// SimMIM uses: ten tries, then the centred crop whose ratio is nearest to the allowed ones. Sides are rounded to even halves.
    /// </remarks>
    public static Crop Draw(SeededRandom random, int height, int width, Interval scale, Interval ratio)
    {
        var logRatio = new Interval(Math.Log(ratio.Min), Math.Log(ratio.Max));
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            var area = (double)height * width * random.NextInRange(scale);
            var aspect = Math.Exp(random.NextInRange(logRatio));
            var cropWidth = (int)Math.Round(Math.Sqrt(area * aspect));
            var cropHeight = (int)Math.Round(Math.Sqrt(area / aspect));
            if (cropWidth > 0 && cropWidth <= width && cropHeight > 0 && cropHeight <= height)
                return new(random.Next(height - cropHeight + 1), random.Next(width - cropWidth + 1), cropHeight, cropWidth);
        }
        return Fallback(height, width, ratio);
    }

    private static Crop Fallback(int height, int width, Interval ratio)
    {
        var aspect = (double)width / height;
        var (cropHeight, cropWidth) =
            aspect < ratio.Min ? (Math.Max(1, (int)Math.Round(width / ratio.Min)), width) :
            aspect > ratio.Max ? (height, Math.Max(1, (int)Math.Round(height * ratio.Max))) :
            (height, width);
        return new((height - cropHeight) / 2, (width - cropWidth) / 2, cropHeight, cropWidth);
    }
}
