using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Depth;

/// <summary>What training does to a picture and its depth: band of depth, mirror, crop, then colours of the picture alone.</summary>
/// <remarks>
/// SwinTransformer/MIM-Depth-Estimation dataset/base_dataset.py with the documented defaults of albumentations (HorizontalFlip,
/// RandomCrop, RandomBrightnessContrast, RandomGamma, HueSaturationValue on bytes); PAPER.md 5.5. Nothing depends on what was drawn
/// for another sample.
/// </remarks>
public sealed class DepthAugmentation(DepthDataRecipe recipe)
{
    private const int Channels = RgbImage.Channels;
    private const double White = 255;

    /// <summary>Values of one picture, [3, CropHeight, CropWidth]; of its depth one third.</summary>
    public int ImageLength => Channels * DepthLength;

    public int DepthLength => recipe.CropHeight * recipe.CropWidth;

    /// <summary>Whether the sample of this running number gets a band of depth: the first of every <see cref="DepthDataRecipe.CutDepthEvery"/>.</summary>
    public bool CutsDepth(long number) => recipe.CutDepthEvery > 0 && number % recipe.CutDepthEvery == 0;

    /// <summary>A sample as training sees it.</summary>
    /// <param name="sample">At least as large as the crop; it is not changed.</param>
    /// <param name="random">Where all choices come from.</param>
    /// <param name="cutDepth">Whether it gets a band of depth.</param>
    /// <param name="image">[3, CropHeight, CropWidth], normalised.</param>
    /// <param name="metres">[CropHeight, CropWidth].</param>
    /// <exception cref="DataFormatException">The sample is smaller than the crop.</exception>
    public void Apply(DepthSample sample, SeededRandom random, bool cutDepth, Span<float> image, Span<float> metres)
    {
        var (height, width) = (sample.Image.Height, sample.Image.Width);
        if (height < recipe.CropHeight || width < recipe.CropWidth)
            throw new DataFormatException(
                $"A sample is smaller than the crop.\n  sample:     {sample.Name}\n  expected:   at least {recipe.CropHeight} x {recipe.CropWidth}\n  got:        {height} x {width}\n  Make Data.CropHeight and Data.CropWidth of the recipe smaller.");
        var source = cutDepth ? WithBand(sample, random) : sample.Image.Pixels;
        var flip = random.NextDouble() < recipe.FlipProbability;
        var (top, left) = (random.Next(height - recipe.CropHeight + 1), random.Next(width - recipe.CropWidth + 1));
        var pixels = new byte[ImageLength];
        for (var y = 0; y < recipe.CropHeight; y++)
            for (var x = 0; x < recipe.CropWidth; x++)
            {
                var column = flip ? width - 1 - left - x : left + x; // mirrored first, then cut
                var (from, to) = ((top + y) * width + column, y * recipe.CropWidth + x);
                source.AsSpan(from * Channels, Channels).CopyTo(pixels.AsSpan(to * Channels));
                metres[to] = sample.Metres[from];
            }
        ChangeColours(pixels, random);
        Normalize(pixels, recipe, image);
    }

    /// <summary>The whole picture, normalised and otherwise as it is.</summary>
    /// <returns>[3, Height, Width].</returns>
    public static float[] Whole(DepthSample sample, DepthDataRecipe recipe)
    {
        var image = new float[sample.Image.Pixels.Length];
        Normalize(sample.Image.Pixels, recipe, image);
        return image;
    }

    /// <summary>Vertical CutDepth: all three channels of a band of columns become depth.</summary>
    /// <remarks>The reference writes steps of the depth file into bytes, so only their lowest eight bits arrive; we do as it does.</remarks>
    private byte[] WithBand(DepthSample sample, SeededRandom random)
    {
        var (pixels, width) = ((byte[])sample.Image.Pixels.Clone(), sample.Image.Width);
        var (start, share) = (random.NextDouble() * width, random.NextDouble());
        var (first, columns) = ((int)start, (int)Math.Max((width - start) * share * recipe.CutDepthWidth, 1));
        for (var y = 0; y < sample.Image.Height; y++)
            for (var x = first; x < Math.Min(first + columns, width); x++)
            {
                var place = y * width + x;
                pixels.AsSpan(place * Channels, Channels).Fill((byte)(long)Math.Round(sample.Metres[place] * sample.UnitsPerMetre));
            }
        return pixels;
    }

    private void ChangeColours(Span<byte> pixels, SeededRandom random)
    {
        if (Happens(random))
        {
            var (contrast, brightness) = (1 + Within(recipe.ContrastLimit, random), Within(recipe.BrightnessLimit, random) * White);
            Map(pixels, Table(value => value * contrast + brightness));
        }
        if (Happens(random))
        {
            var gamma = random.NextInRange(recipe.Gamma);
            Map(pixels, Table(value => Math.Pow(value / White, gamma) * White));
        }
        if (Happens(random))
            Shift(pixels, Within(recipe.HueLimit, random), Within(recipe.SaturationLimit, random), Within(recipe.ValueLimit, random));
    }

    private bool Happens(SeededRandom random) => random.NextDouble() < recipe.ColourProbability;

    private static double Within(double limit, SeededRandom random) => random.NextInRange(new(-limit, limit));

    // The reference cuts to whole numbers, it does not round.
    private static byte[] Table(Func<double, double> change) =>
        [.. Enumerable.Range(0, 256).Select(value => (byte)Math.Clamp(change(value), 0, White))];

    private static void Map(Span<byte> pixels, byte[] table)
    {
        foreach (ref var value in pixels)
            value = table[value];
    }

    private static void Shift(Span<byte> pixels, double hueShift, double saturationShift, double valueShift)
    {
        var hues = Table(hue => (hue + hueShift) % HueSaturationValue.Hues is var turned && turned < 0 ? turned + HueSaturationValue.Hues : turned);
        var (saturations, values) = (Table(saturation => saturation + saturationShift), Table(value => value + valueShift));
        for (var i = 0; i < pixels.Length; i += Channels)
        {
            var (hue, saturation, value) = HueSaturationValue.Of(pixels[i], pixels[i + 1], pixels[i + 2]);
            (pixels[i], pixels[i + 1], pixels[i + 2]) = HueSaturationValue.ToRgb(hues[hue], saturations[saturation], values[value]);
        }
    }

    private static void Normalize(ReadOnlySpan<byte> pixels, DepthDataRecipe recipe, Span<float> image)
    {
        var plane = pixels.Length / Channels;
        for (var channel = 0; channel < Channels; channel++)
        {
            var (mean, deviation) = (recipe.Normalization.Mean[channel], recipe.Normalization.Std[channel]);
            for (var i = 0; i < plane; i++)
                image[channel * plane + i] = (float)((pixels[i * Channels + channel] / White - mean) / deviation);
        }
    }
}
