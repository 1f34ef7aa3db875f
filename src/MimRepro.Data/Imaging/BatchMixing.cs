using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>How the pictures of a batch are mixed with those of the batch in reverse order.</summary>
/// <param name="Share">Share of each picture's own label, 0 … 1.</param>
/// <param name="Pasted">The rectangle that comes from the other picture (CutMix); null blends all pixels (mixup).</param>
public readonly record struct Mixture(double Share, Crop? Pasted)
{
    /// <summary>Pictures stay as they are.</summary>
    public static readonly Mixture None = new(1, null);
}

/// <summary>Mixup and CutMix of whole batches, with the labels mixed alike.</summary>
/// <remarks>
/// Zhang et al. 2018, Yun et al. 2019; huggingface/pytorch-image-models timm/data/mixup.py in its mode 'batch': picture i is mixed with
/// picture B − 1 − i, by one share for the whole batch.
/// </remarks>
public static class BatchMixing
{
    /// <summary>Whether and how the next batch is mixed.</summary>
    /// <param name="recipe">Null mixes nothing.</param>
    /// <param name="height">Of the pictures, in pixels.</param>
    /// <param name="width">Of the pictures, in pixels.</param>
    /// <param name="random">Where all choices come from.</param>
    public static Mixture Draw(MixingRecipe? recipe, int height, int width, SeededRandom random)
    {
        if (recipe is null || random.NextDouble() >= recipe.Probability)
            return Mixture.None;
        var cuts = recipe.MixupAlpha is null || (recipe.CutMixAlpha is not null && random.NextDouble() < recipe.SwitchProbability);
        var alpha = (cuts ? recipe.CutMixAlpha : recipe.MixupAlpha) ?? throw new ArgumentException("neither mixup nor CutMix is on", nameof(recipe));
        var share = random.NextBeta(alpha);
        return cuts ? Cut(share, height, width, random) : new(share, null);
    }

    /// <summary>Mixes pictures in place.</summary>
    /// <param name="pixels">[B, C, height, width].</param>
    /// <param name="count">B, even.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <param name="mixture">As <see cref="Draw"/> gave it.</param>
    /// <exception cref="ArgumentException">The length does not fit, or the number of pictures is odd.</exception>
    public static void Mix(Span<float> pixels, int count, int height, int width, Mixture mixture)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        if (pixels.Length % ((long)count * height * width) != 0)
            throw new ArgumentException($"{pixels.Length} values for {count} pictures of {height} x {width} pixels", nameof(pixels));
        if (mixture == Mixture.None)
            return;
        if (count % 2 != 0)
            throw new ArgumentException($"{count} pictures, expected an even number: they are mixed in pairs", nameof(count));
        var length = pixels.Length / count;
        for (var i = 0; i < count / 2; i++)
        {
            var own = pixels.Slice(i * length, length);
            var other = pixels.Slice((count - 1 - i) * length, length);
            if (mixture.Pasted is { } pasted)
                Exchange(own, other, height, width, pasted);
            else
                Blend(own, other, (float)mixture.Share, (float)(1 - mixture.Share));
        }
    }

    /// <summary>What a model is to answer for each picture of a mixed batch.</summary>
    /// <param name="labels">[B], 0 … K − 1.</param>
    /// <param name="classes">K.</param>
    /// <param name="smoothing">Share of every label that is spread over all classes, 0 ≤ value &lt; 1.</param>
    /// <param name="share">Share of a picture's own label; the rest is that of its partner.</param>
    /// <returns>[B, K], each row summing to 1.</returns>
    /// <exception cref="ArgumentException">There is no such class.</exception>
    public static float[] Targets(ReadOnlySpan<long> labels, int classes, double smoothing, double share)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(classes);
        var targets = new float[labels.Length * classes];
        Array.Fill(targets, (float)(smoothing / classes));
        for (var i = 0; i < labels.Length; i++)
        {
            Add(targets, i, labels[i], (1 - smoothing) * share);
            Add(targets, i, labels[labels.Length - 1 - i], (1 - smoothing) * (1 - share));
        }
        return targets;

        void Add(float[] all, int picture, long label, double value)
        {
            if (label < 0 || label >= classes)
                throw new ArgumentException($"There is no class {label}, expected 0 to {classes - 1}.", nameof(labels));
            all[picture * classes + (int)label] += (float)value;
        }
    }

    // The rectangle may lie partly outside; the share is then what of it lies inside, as in timm (correct_lam).
    private static Mixture Cut(double share, int height, int width, SeededRandom random)
    {
        var side = Math.Sqrt(1 - share);
        var (halfHeight, halfWidth) = ((int)(height * side) / 2, (int)(width * side) / 2); // the reference halves whole pixels, so sides come out even
        var (row, column) = (random.Next(height), random.Next(width));
        var (top, bottom) = (Math.Max(row - halfHeight, 0), Math.Min(row + halfHeight, height));
        var (left, right) = (Math.Max(column - halfWidth, 0), Math.Min(column + halfWidth, width));
        var pasted = new Crop(top, left, bottom - top, right - left);
        return new(1 - (double)pasted.Height * pasted.Width / ((double)height * width), pasted);
    }

    private static void Blend(Span<float> own, Span<float> other, float share, float rest)
    {
        for (var i = 0; i < own.Length; i++)
            (own[i], other[i]) = (own[i] * share + other[i] * rest, other[i] * share + own[i] * rest);
    }

    private static void Exchange(Span<float> own, Span<float> other, int height, int width, Crop pasted)
    {
        for (var plane = 0; plane < own.Length; plane += height * width)
            for (var y = pasted.Top; y < pasted.Top + pasted.Height; y++)
                for (var x = pasted.Left; x < pasted.Left + pasted.Width; x++)
                {
                    var place = plane + y * width + x;
                    (own[place], other[place]) = (other[place], own[place]);
                }
    }
}
