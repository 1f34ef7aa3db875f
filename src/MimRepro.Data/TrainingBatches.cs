using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>Shuffled, augmented batches of training, step by step, made ahead on a thread of their own.</summary>
/// <remarks>
/// The batch of a step depends on recipe, seed and step alone, so training resumes at any step with the batches it would
/// have had. An epoch's last, incomplete batch is dropped; the next epoch shuffles anew.
/// </remarks>
public sealed class TrainingBatches : IDisposable
{
    private readonly ILabelledImages _images;
    private readonly IImageReader _reader;
    private readonly MixingRecipe? _mixing;
    private readonly int _side;
    private readonly int _batchSize;
    private readonly int _seed;
    private readonly EpochShuffle _order;
    private readonly MadeAhead<ImageBatch> _ahead;

    /// <param name="seed">Seeds order and augmentation.</param>
    /// <param name="firstStep">The first step that <see cref="Next"/> returns.</param>
    /// <param name="endStep">The step after the last one.</param>
    /// <param name="prefetch">How many batches may wait; changes no result.</param>
    /// <param name="augmentation">What is done to images beyond crop and flip; null for nothing.</param>
    /// <exception cref="RecipeException">There are fewer images than one batch takes.</exception>
    public TrainingBatches(
        ILabelledImages images, DataRecipe recipe, int batchSize, int seed, long firstStep, long endStep, int prefetch = 4, AugmentationRecipe? augmentation = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        (_images, _batchSize, _seed) = (images, batchSize, seed);
        StepsPerEpoch = images.Count / batchSize;
        if (StepsPerEpoch == 0)
            throw new RecipeException(
                $"Too few images for one batch.\n  member:     BatchSize, Data.ImagesPerClass\n  expected:   {batchSize} images or more\n  got:        {images.Count}\n" +
                "  Make the batch smaller or the data set larger.");
        (_reader, _mixing, _side) = (images.Reader(recipe, augmentation), augmentation?.Mixing, recipe.ImageSize);
        _order = new(seed, "order", images.Count, batchSize, augmentation?.ViewsPerImage ?? 1);
        _ahead = new(Make, firstStep, endStep, prefetch);
    }

    public int StepsPerEpoch { get; }

    /// <summary>Seconds that <see cref="Next"/> has waited for images so far.</summary>
    public double WaitedSeconds => _ahead.WaitedSeconds;

    /// <summary>The batch of the next step; waits for it if need be.</summary>
    /// <exception cref="InvalidOperationException">All steps have been taken. A fault of the other thread surfaces here as it was.</exception>
    public ImageBatch Next() => _ahead.Next();

    public void Dispose() => _ahead.Dispose();

    private ImageBatch Make(long step)
    {
        var chosen = _order.Batch(step);
        var pixels = GC.AllocateUninitializedArray<float>(_batchSize * _reader.OutputLength);
        _reader.ForEach(_batchSize, i => _reader.Augment(
            chosen[i], new SeededRandom(_seed, "augment", step * _batchSize + i), pixels.AsSpan(i * _reader.OutputLength, _reader.OutputLength)));
        var batch = BatchLabels.Of(_images, chosen, pixels, step);
        return _mixing is null ? batch : Mixed(batch, _mixing);
    }

    private ImageBatch Mixed(ImageBatch batch, MixingRecipe mixing)
    {
        var mixture = BatchMixing.Draw(mixing, _side, _side, new SeededRandom(_seed, "mixing", batch.Step));
        BatchMixing.Mix(batch.Pixels, batch.Count, _side, _side, mixture);
        return batch with { OwnShare = mixture.Share };
    }
}
