using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Detection;

/// <summary>Samples on one canvas, each in its upper left corner, zeros around it.</summary>
/// <param name="Pixels">[B, 3, Height, Width], normalised: (value / 255 − mean) / std; zero in the padding.</param>
/// <param name="Padded">Each sample's own size, rounded up to the recipe's divisor, as (width, height); the canvas may be larger.</param>
/// <param name="Step">The optimizer step it is for, or the place of the batch in an evaluation.</param>
public sealed record DetectionBatch(
    float[] Pixels, int Height, int Width, IReadOnlyList<DetectionSample> Samples, IReadOnlyList<(int Width, int Height)> Padded, long Step)
{
    /// <param name="canvas">Sides of a square canvas; null takes the smallest that holds all samples.</param>
    internal static DetectionBatch Of(IReadOnlyList<DetectionSample> samples, DetectionDataRecipe recipe, int? canvas, long step)
    {
        (int Width, int Height)[] padded = [.. samples.Select(sample => (RoundUp(sample.Width), RoundUp(sample.Height)))];
        var width = canvas ?? padded.Max(size => size.Width);
        var height = canvas ?? padded.Max(size => size.Height);
        if (padded.FirstOrDefault(size => size.Width > width || size.Height > height) is { Width: > 0 } large)
            throw new ArgumentException($"a sample takes {large.Width} x {large.Height} pixels, expected at most {width} x {height}", nameof(samples));
        var pixels = new float[(long)samples.Count * RgbImage.Channels * height * width];
        for (var i = 0; i < samples.Count; i++)
            Place(samples[i].Objects.Image, recipe.Normalization, pixels.AsSpan(i * RgbImage.Channels * height * width), height, width);
        return new(pixels, height, width, samples, padded, step);

        int RoundUp(int length) => (length + recipe.SizeDivisor - 1) / recipe.SizeDivisor * recipe.SizeDivisor;
    }

    private static void Place(RgbImage image, Normalization normalization, Span<float> canvas, int height, int width)
    {
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var values = new float[256];
            for (var value = 0; value < values.Length; value++)
                values[value] = (float)((value / 255.0 - normalization.Mean[channel]) / normalization.Std[channel]);
            for (var y = 0; y < image.Height; y++)
            {
                var row = canvas.Slice((channel * height + y) * width, image.Width);
                for (var x = 0; x < row.Length; x++)
                    row[x] = values[image.Pixels[(y * image.Width + x) * RgbImage.Channels + channel]];
            }
        }
    }
}

/// <summary>Batches of a detector. The batch of a step depends on recipe, seed and step alone; the next one is made ahead.</summary>
/// <remarks>An epoch's last, incomplete batch is dropped; the next epoch shuffles anew. Pictures of all shapes share batches.</remarks>
public sealed class DetectionBatches : IDisposable
{
    private readonly IReadOnlyList<DetectionImage> images;
    private readonly DetectionDataRecipe recipe;
    private readonly DetectionTransform transform;
    private readonly (int BatchSize, int Seed, int? Canvas) numbers;
    private readonly EpochShuffle order;
    private readonly MadeAhead<DetectionBatch> ahead;

    /// <param name="images">May load a picture only when it is asked for, on other threads; at least one batch.</param>
    /// <param name="numbers">Images a batch, the seed of order and augmentation, and the side of a square canvas where a model takes no other.</param>
    /// <param name="firstStep">The first step that <see cref="Next"/> returns.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <exception cref="RecipeException">There are fewer images than one batch takes.</exception>
    public DetectionBatches(IReadOnlyList<DetectionImage> images, DetectionDataRecipe recipe, (int BatchSize, int Seed, int? Canvas) numbers, long firstStep, long endStep)
    {
        (this.images, this.recipe, this.numbers) = (images, recipe, numbers);
        transform = new DetectionTransform(recipe);
        StepsPerEpoch = images.Count / numbers.BatchSize;
        if (StepsPerEpoch == 0)
            throw new RecipeException(
                $"Too few images for one batch.\n  member:     BatchSize, Data.Images\n  expected:   {numbers.BatchSize} images or more\n  got:        {images.Count}\n" +
                "  Make the batch smaller or the data set larger.");
        order = new(numbers.Seed, "detection-order", images.Count, numbers.BatchSize);
        ahead = new(Make, firstStep, endStep, prefetch: 1);
    }

    public int StepsPerEpoch { get; }

    /// <summary>The batch of the next step.</summary>
    /// <exception cref="InvalidOperationException">All steps have been taken.</exception>
    public DetectionBatch Next() => ahead.Next();

    /// <summary>All images once, in order, without augmentation; the last batch may be smaller.</summary>
    public static IEnumerable<DetectionBatch> Plain(IReadOnlyList<DetectionImage> images, DetectionDataRecipe recipe, int batchSize, int? canvas)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        var transform = new DetectionTransform(recipe);
        foreach (var (batch, places) in Enumerable.Range(0, images.Count).Chunk(batchSize).Index())
            yield return DetectionBatch.Of(Samples(places.Length, place => transform.Plain(images[places[place]])), recipe, canvas, batch);
    }

    public void Dispose() => ahead.Dispose();

    private DetectionBatch Make(long step)
    {
        var chosen = order.Batch(step);
        return DetectionBatch.Of(
            Samples(numbers.BatchSize, place => transform.Augment(images[chosen[place]], new SeededRandom(numbers.Seed, "detection-augment", step * numbers.BatchSize + place))),
            recipe, numbers.Canvas, step);
    }

    private static DetectionSample[] Samples(int count, Func<int, DetectionSample> make)
    {
        var samples = new DetectionSample[count];
        SideBySide.For(count, place => samples[place] = make(place));
        return samples;
    }
}
