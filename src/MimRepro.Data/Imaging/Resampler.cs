namespace MimRepro.Data.Imaging;

/// <summary>Resizes crops by a bilinear filter that widens when it shrinks an image (antialiasing), as Pillow's does.</summary>
/// <remarks>
/// Pixel centres lie at halves. Only pixels of the crop are read; at its edge the filter's weights are scaled to sum to 1.
/// Pillow rounds to bytes after each pass, this does not.
/// </remarks>
internal sealed class Resampler(int outputSize, int longestSide)
{
    private readonly Filter?[] _filters = new Filter?[longestSide + 1];
    private readonly float[] _rows = new float[longestSide * outputSize];

    /// <param name="plane">Bytes, <paramref name="stride"/> to a row.</param>
    /// <param name="output">[outputSize, outputSize], 0 … 255.</param>
    public void Resample(ReadOnlySpan<byte> plane, int stride, Crop crop, bool flip, Span<float> output)
    {
        var across = FilterOf(crop.Width);
        for (var y = 0; y < crop.Height; y++)
            ResampleRow(plane.Slice((crop.Top + y) * stride + crop.Left, crop.Width), across, flip, _rows.AsSpan(y * outputSize, outputSize));
        ResampleColumns(FilterOf(crop.Height), output);
    }

    private static void ResampleRow(ReadOnlySpan<byte> row, Filter filter, bool flip, Span<float> output)
    {
        var taps = filter.Taps;
        for (var x = 0; x < output.Length; x++)
        {
            var pixels = row.Slice(filter.First[x], taps);
            var weights = filter.Weights.AsSpan(x * taps, taps);
            var sum = 0f;
            for (var tap = 0; tap < pixels.Length; tap++)
                sum += pixels[tap] * weights[tap];
            output[flip ? output.Length - 1 - x : x] = sum;
        }
    }

    private void ResampleColumns(Filter filter, Span<float> output)
    {
        for (var y = 0; y < outputSize; y++)
        {
            var target = output.Slice(y * outputSize, outputSize);
            target.Clear();
            for (var tap = 0; tap < filter.Taps; tap++)
                Add(_rows.AsSpan((filter.First[y] + tap) * outputSize, outputSize), filter.Weights[y * filter.Taps + tap], target);
        }
    }

    private static void Add(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        for (var x = 0; x < target.Length; x++)
            target[x] += source[x] * weight;
    }

    private Filter FilterOf(int length) => _filters[length] ??= Filter.Bilinear(length, outputSize);

    /// <summary>For each output pixel the first source pixel it reads, and <see cref="Taps"/> weights that sum to 1.</summary>
    private sealed record Filter(int Taps, int[] First, float[] Weights)
    {
        public static Filter Bilinear(int length, int outputSize)
        {
            var scale = (double)length / outputSize;
            var support = Math.Max(scale, 1);
            var taps = Math.Min(length, 2 * (int)Math.Ceiling(support) + 1);
            var (first, weights) = (new int[outputSize], new float[outputSize * taps]);
            for (var x = 0; x < outputSize; x++)
            {
                var center = (x + 0.5) * scale;
                first[x] = Math.Clamp((int)Math.Floor(center - support), 0, length - taps);
                var place = first[x];
                var raw = Enumerable.Range(0, taps).Select(tap => Math.Max(0, 1 - Math.Abs(place + tap + 0.5 - center) / support)).ToArray();
                var sum = raw.Sum();
                for (var tap = 0; tap < taps; tap++)
                    weights[x * taps + tap] = (float)(raw[tap] / sum);
            }
            return new(taps, first, weights);
        }
    }
}
