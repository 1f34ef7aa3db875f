using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Resizes a part of a picture to any size by a filter that widens when it shrinks, byte for byte as Pillow does.</summary>
/// <remarks>
/// python-pillow/Pillow libImaging/Resample.c, as facts: rows first, then columns, each rounded to bytes; weights are fixed-point numbers
/// of 22 bits after the point; cubics have a = −0.5. Only pixels of the part are read.
/// </remarks>
internal static class AntialiasedResize
{
    private const int Channels = RgbImage.Channels;
    private const int FractionBits = 22;

    /// <param name="image">It is not changed.</param>
    /// <param name="part">Lies inside the picture and is not empty.</param>
    /// <param name="height">Of the result, in pixels.</param>
    /// <param name="width">Of the result, in pixels.</param>
    /// <param name="interpolation">Bilinear or bicubic.</param>
    public static RgbImage Resize(RgbImage image, Crop part, int height, int width, PixelInterpolation interpolation)
    {
        var rows = new byte[part.Height * width * Channels];
        var across = Filter.Of(part.Width, width, interpolation);
        for (var y = 0; y < part.Height; y++)
        {
            var row = image.Pixels.AsSpan(((part.Top + y) * image.Width + part.Left) * Channels, part.Width * Channels);
            Apply(across, row, step: Channels, rows.AsSpan(y * width * Channels, width * Channels), Channels);
        }
        var (resized, down) = (new byte[height * width * Channels], Filter.Of(part.Height, height, interpolation));
        Apply(down, rows, step: width * Channels, resized, width * Channels);
        return new(width, height, resized);
    }

    // Each output item is a run of bytes; it sums the runs of some source items, which lie step bytes apart.
    private static void Apply(Filter filter, ReadOnlySpan<byte> source, int step, Span<byte> output, int run)
    {
        for (var item = 0; item < filter.First.Length; item++)
            for (var i = 0; i < run; i++)
            {
                var sum = 1 << (FractionBits - 1);
                var place = filter.First[item] * step + i;
                foreach (var weight in filter.Weights[item])
                {
                    sum += source[place] * weight;
                    place += step;
                }
                output[item * run + i] = (byte)Math.Clamp(sum >> FractionBits, 0, byte.MaxValue);
            }
    }

    /// <summary>For each output item the first source item it reads, and the weights of it and its followers.</summary>
    private sealed record Filter(int[] First, int[][] Weights)
    {
        public static Filter Of(int length, int outputLength, PixelInterpolation interpolation)
        {
            var scale = (double)length / outputLength;
            var widening = Math.Max(scale, 1);
            var support = (interpolation == PixelInterpolation.Bicubic ? 2 : 1) * widening;
            var (first, weights) = (new int[outputLength], new int[outputLength][]);
            for (var item = 0; item < outputLength; item++)
            {
                var centre = (item + 0.5) * scale;
                first[item] = Math.Max(0, (int)(centre - support + 0.5));
                var end = Math.Min(length, (int)(centre + support + 0.5));
                var raw = new double[end - first[item]];
                for (var i = 0; i < raw.Length; i++)
                    raw[i] = Weight((first[item] + i - centre + 0.5) / widening, interpolation);
                var sum = raw.Sum();
                weights[item] = [.. raw.Select(weight => (int)Math.Round(weight / sum * (1 << FractionBits), MidpointRounding.AwayFromZero))];
            }
            return new(first, weights);
        }

        private static double Weight(double distance, PixelInterpolation interpolation)
        {
            const double a = -0.5;
            var x = Math.Abs(distance);
            if (interpolation != PixelInterpolation.Bicubic)
                return Math.Max(0, 1 - x);
            return x < 1 ? ((a + 2) * x - (a + 3)) * x * x + 1 : x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
        }
    }
}
