using MimRepro.Recipes;

namespace MimRepro.Data.Depth;

/// <summary>Pictures and depth as a model trains on them.</summary>
/// <param name="Pixels">[Count, 3, H, W], normalised. The receiver owns it.</param>
/// <param name="Metres">[Count, H, W]; 0 where depth is not known. The receiver owns it.</param>
/// <param name="Count">Samples in the batch.</param>
/// <param name="Step">The optimizer step it is for.</param>
public sealed record DepthBatch(float[] Pixels, float[] Metres, int Count, long Step);

/// <summary>Shuffled, augmented batches of training, step by step, made ahead on a thread of their own.</summary>
/// <remarks>
/// The batch of a step depends on recipe, seed and step alone, so training resumes at any step with the batches it would
/// have had. An epoch's last, incomplete batch is dropped; the next epoch shuffles anew.
/// </remarks>
public sealed class DepthBatches : IDisposable
{
    private readonly IReadOnlyList<DepthSample> _samples;
    private readonly DepthAugmentation _augmentation;
    private readonly int _batchSize;
    private readonly int _seed;
    private readonly EpochShuffle _order;
    private readonly MadeAhead<DepthBatch> _ahead;

    /// <param name="samples">May read from disk, on other threads.</param>
    /// <param name="seed">Seeds order and augmentation.</param>
    /// <param name="firstStep">The first step that <see cref="Next"/> returns.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <param name="prefetch">How many batches may wait; changes no result.</param>
    /// <exception cref="RecipeException">There are fewer samples than one batch takes.</exception>
    public DepthBatches(IReadOnlyList<DepthSample> samples, DepthDataRecipe recipe, int batchSize, int seed, long firstStep, long endStep, int prefetch = 4)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (_samples, _augmentation, _batchSize, _seed, _order) = (samples, new DepthAugmentation(recipe), batchSize, seed, new(seed, "order", samples.Count, batchSize));
        StepsPerEpoch = samples.Count / batchSize;
        if (StepsPerEpoch == 0)
            throw new RecipeException($"Too few samples for one batch.\n  member:     BatchSize\n  expected:   {batchSize} samples or more\n  got:        {samples.Count}\n  Make the batch smaller or the data set larger.");
        _ahead = new(Make, firstStep, endStep, prefetch);
    }

    public int StepsPerEpoch { get; }

    /// <summary>Seconds that <see cref="Next"/> has waited for samples so far.</summary>
    public double WaitedSeconds => _ahead.WaitedSeconds;

    /// <summary>The batch of the next step; waits for it if need be.</summary>
    /// <exception cref="InvalidOperationException">All steps have been taken. A fault of the other thread surfaces here as it was.</exception>
    public DepthBatch Next() => _ahead.Next();

    public void Dispose() => _ahead.Dispose();

    private DepthBatch Make(long step)
    {
        var chosen = _order.Batch(step);
        var (pixels, metres) = (new float[_batchSize * _augmentation.ImageLength], new float[_batchSize * _augmentation.DepthLength]);
        SideBySide.For(_batchSize, i =>
        {
            var number = step * _batchSize + i;
            _augmentation.Apply(_samples[chosen[i]], new SeededRandom(_seed, "depth-augment", number), _augmentation.CutsDepth(number),
                pixels.AsSpan(i * _augmentation.ImageLength, _augmentation.ImageLength), metres.AsSpan(i * _augmentation.DepthLength, _augmentation.DepthLength));
        });
        return Array.Exists(metres, depth => depth > 0) ? new(pixels, metres, _batchSize, step)
            : throw new DataFormatException($"No pixel of a batch has depth, so there is nothing to learn.\n  step:       {step}\n  samples:    {string.Join(", ", chosen.Take(3).Select(place => _samples[place].Name))}, …\n  expected:   depth above 0 somewhere\n  got:        0 everywhere\n  The depth files are empty, or the crop is too small for depth this sparse.");
    }
}
