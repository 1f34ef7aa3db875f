using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tracking;

/// <summary>Pairs as a tracker trains on them.</summary>
/// <param name="Templates">[Count, 3, template size, template size], normalised. The receiver owns it.</param>
/// <param name="Searches">[Count, 3, search size, search size], normalised. The receiver owns it.</param>
/// <param name="Boxes">Where the object is in each search region, inside of it, in its pixels.</param>
/// <param name="Step">The optimizer step it is for.</param>
public sealed record TrackingBatch(float[] Templates, float[] Searches, BoundingBox[] Boxes, long Step)
{
    public int Count => Boxes.Length;
}

/// <summary>Augmented pairs of frames, step by step, made ahead on a thread of their own.</summary>
/// <remarks>The batch of a step depends on recipe, seed and step alone, so training resumes at any step with the batches it would have had.</remarks>
public sealed class TrackingBatches : IDisposable
{
    private readonly TrackingDataRecipe _recipe;
    private readonly FramePairs _pairs;
    private readonly int _batchSize;
    private readonly int _seed;
    private readonly MadeAhead<TrackingBatch> _ahead;

    /// <param name="sets">Data sets, each with the same share of the pairs; read on another thread.</param>
    /// <param name="seed">Seeds pairs and augmentation.</param>
    /// <param name="firstStep">The first step that <see cref="Next"/> returns.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <param name="prefetch">How many batches may wait; changes no result.</param>
    /// <exception cref="RecipeException">There is no data set, or one without a sequence.</exception>
    public TrackingBatches(
        IReadOnlyList<IReadOnlyList<ITrackingSequence>> sets, TrackingDataRecipe recipe, int batchSize, int seed, long firstStep, long endStep, int prefetch = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        if (sets.Count == 0 || sets.Any(set => set.Count == 0))
            throw new RecipeException($"There is nothing to train on.\n  member:     Data.Datasets\n  expected:   one sequence or more in each data set\n  got:        {sets.Count} data sets with {string.Join(", ", sets.Select(set => set.Count))} sequences");
        (_recipe, _pairs, _batchSize, _seed) = (recipe, new(sets, recipe, seed), batchSize, seed);
        _ahead = new(Make, firstStep, endStep, prefetch);
    }

    /// <summary>Seconds that <see cref="Next"/> has waited for pairs so far.</summary>
    public double WaitedSeconds => _ahead.WaitedSeconds;

    /// <summary>The batch of the next step; waits for it if need be.</summary>
    /// <exception cref="InvalidOperationException">All steps have been taken. A fault of the other thread surfaces here as it was.</exception>
    public TrackingBatch Next() => _ahead.Next();

    public void Dispose() => _ahead.Dispose();

    private TrackingBatch Make(long step)
    {
        var (templateLength, searchLength) = (Length(_recipe.TemplateSize), Length(_recipe.SearchSize));
        var (templates, searches, boxes) = (new float[_batchSize * templateLength], new float[_batchSize * searchLength], new BoundingBox[_batchSize]);
        SideBySide.For(_batchSize, i =>
        {
            var number = step * _batchSize + i;
            var pair = _pairs.Draw(number);
            var random = new SeededRandom(_seed, "tracking-augment", number);
            var templateView = CropView.Jittered(pair.TemplateBox, _recipe.TemplateArea, _recipe.TemplateSize, _recipe.TemplateScaleJitter, _recipe.TemplateTranslationJitter, random);
            var searchView = CropView.Jittered(pair.SearchBox, _recipe.SearchArea, _recipe.SearchSize, _recipe.SearchScaleJitter, _recipe.SearchTranslationJitter, random);
            var grey = random.NextDouble() < _recipe.GreyProbability;
            Cut(pair.Template, templateView, _recipe.TemplateSize, grey, random, templates.AsSpan(i * templateLength, templateLength));
            Cut(pair.Search, searchView, _recipe.SearchSize, grey, random, searches.AsSpan(i * searchLength, searchLength));
            boxes[i] = searchView.ToCrop(pair.SearchBox).Inside(_recipe.SearchSize, _recipe.SearchSize)!.Value;
        });
        return new(templates, searches, boxes, step);
    }

    private void Cut(RgbImage frame, CropView view, int size, bool grey, SeededRandom random, Span<float> output)
    {
        view.Cut(frame, CropView.MeanColour(frame), size, output);
        if (grey)
            ColourChange.ToGrey(output);
        ColourChange.Jitter(output, _recipe.ColourJitter, random);
        Normalize(output, _recipe.Normalization);
    }

    /// <summary>(value − mean) / std of each colour, in place.</summary>
    /// <param name="picture">[3, size, size], 0…1.</param>
    public static void Normalize(Span<float> picture, Normalization normalization)
    {
        var plane = picture.Length / RgbImage.Channels;
        for (var channel = 0; channel < RgbImage.Channels; channel++)
        {
            var (mean, scale) = ((float)normalization.Mean[channel], (float)(1 / normalization.Std[channel]));
            foreach (ref var value in picture.Slice(channel * plane, plane))
                value = (value - mean) * scale;
        }
    }

    private static int Length(int size) => RgbImage.Channels * size * size;
}
