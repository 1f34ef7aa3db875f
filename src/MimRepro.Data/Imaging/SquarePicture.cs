using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>From a picture of any size to the square that a classifier reads.</summary>
/// <remarks>microsoft/Swin-Transformer data/build.py with torchvision's transforms on Pillow pictures; PAPER.md 5.1.</remarks>
public static class SquarePicture
{
    /// <summary>For evaluation: the shorter side becomes <paramref name="side"/> / <paramref name="cropFraction"/>, then the middle is cut out.</summary>
    /// <param name="image">It is not changed.</param>
    /// <param name="side">Of the square, in pixels.</param>
    /// <param name="cropFraction">Share of the shorter side that is kept, 0 &lt; value ≤ 1; 224 / 256 in the source.</param>
    /// <param name="interpolation">Bilinear or bicubic.</param>
    public static RgbImage Centred(RgbImage image, int side, double cropFraction, PixelInterpolation interpolation)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        if (cropFraction is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(cropFraction), cropFraction, "expected 0 < value ≤ 1");
        CheckKnown(interpolation);
        // The reference cuts fractions off; 224 / (224 / 256) may come out a little below 256.
        var shorter = (int)(side / cropFraction + 1e-9);
        var longer = (int)((long)shorter * Math.Max(image.Width, image.Height) / Math.Min(image.Width, image.Height));
        var (height, width) = image.Width <= image.Height ? (longer, shorter) : (shorter, longer);
        var resized = AntialiasedResize.Resize(image, new(0, 0, image.Height, image.Width), height, width, interpolation);
        return Cut(resized, new((int)Math.Round((height - side) / 2.0), (int)Math.Round((width - side) / 2.0), side, side));
    }

    /// <summary>For training: a random part, resized, and mirrored with some probability.</summary>
    /// <param name="image">It is not changed.</param>
    /// <param name="side">Of the square, in pixels.</param>
    /// <param name="recipe">Scale and ratio of the part, and probability of mirroring.</param>
    /// <param name="interpolation">How pixels are found.</param>
    /// <param name="random">Where all choices come from: part, interpolation, mirror.</param>
    public static RgbImage Random(RgbImage image, int side, (Interval Scale, Interval Ratio, double FlipProbability) recipe, PixelInterpolation interpolation, SeededRandom random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(side);
        var part = Crop.Draw(random, image.Height, image.Width, recipe.Scale, recipe.Ratio);
        if (interpolation == PixelInterpolation.Either)
            interpolation = random.NextDouble() < 0.5 ? PixelInterpolation.Bilinear : PixelInterpolation.Bicubic;
        var square = AntialiasedResize.Resize(image, part, side, side, interpolation);
        return random.NextDouble() < recipe.FlipProbability ? Mirrored(square) : square;
    }

    /// <summary>What a model reads.</summary>
    /// <param name="image">Bytes [H, W, 3].</param>
    /// <param name="normalization">Of three channels.</param>
    /// <param name="planes">[3, H, W]: (value / 255 − mean) / std.</param>
    /// <exception cref="ArgumentException">The length or the number of channels does not fit.</exception>
    public static void Normalize(RgbImage image, Normalization normalization, Span<float> planes)
    {
        const int channels = RgbImage.Channels;
        if (planes.Length != image.Pixels.Length || normalization.Mean.Length != channels || normalization.Std.Length != channels)
            throw new ArgumentException($"{planes.Length} values and {normalization.Mean.Length} channels for {image.Width} x {image.Height} pixels of {channels} channels", nameof(planes));
        var plane = planes.Length / channels;
        for (var channel = 0; channel < channels; channel++)
            for (var i = 0; i < plane; i++)
                planes[channel * plane + i] = (float)((image.Pixels[i * channels + channel] / 255.0 - normalization.Mean[channel]) / normalization.Std[channel]);
    }

    private static void CheckKnown(PixelInterpolation interpolation)
    {
        if (interpolation is not (PixelInterpolation.Bilinear or PixelInterpolation.Bicubic))
            throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "expected Bilinear or Bicubic: nothing is drawn in evaluation");
    }

    private static RgbImage Cut(RgbImage image, Crop part)
    {
        var pixels = new byte[part.Height * part.Width * RgbImage.Channels];
        var stride = part.Width * RgbImage.Channels;
        for (var y = 0; y < part.Height; y++)
            image.Pixels.AsSpan(((part.Top + y) * image.Width + part.Left) * RgbImage.Channels, stride).CopyTo(pixels.AsSpan(y * stride));
        return new(part.Width, part.Height, pixels);
    }

    private static RgbImage Mirrored(RgbImage image)
    {
        var mirrored = new RgbImage(image.Width, image.Height, new byte[image.Pixels.Length]);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
                image[x, y].CopyTo(mirrored.Pixels.AsSpan((y * image.Width + image.Width - 1 - x) * RgbImage.Channels));
        return mirrored;
    }
}
