using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
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
    private readonly BlockingCollection<ImageBatch> _ready;
    private readonly CancellationTokenSource _stop = new();
    private readonly Stopwatch _waited = new();
    private readonly Thread _maker;
    private readonly int[] _order;
    private long _orderEpoch = -1;
    private ExceptionDispatchInfo? _fault;
    private bool _disposed;

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
        ArgumentOutOfRangeException.ThrowIfNegative(firstStep);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(prefetch);
        (_images, _batchSize, _seed) = (images, batchSize, seed);
        StepsPerEpoch = images.Count / batchSize;
        if (StepsPerEpoch == 0)
            throw new RecipeException(
                $"Too few images for one batch.\n  member:     BatchSize, Data.ImagesPerClass\n  expected:   {batchSize} images or more\n  got:        {images.Count}\n" +
                "  Make the batch smaller or the data set larger.");
        (_reader, _mixing, _side) = (images.Reader(recipe, augmentation), augmentation?.Mixing, recipe.ImageSize);
        _order = new int[images.Count];
        _ready = new(prefetch);
        _maker = new Thread(() => Make(firstStep, endStep)) { IsBackground = true, Name = "training batches" };
        _maker.Start();
    }

    public int StepsPerEpoch { get; }

    /// <summary>Seconds that <see cref="Next"/> has waited for images so far.</summary>
    public double WaitedSeconds => _waited.Elapsed.TotalSeconds;

    /// <summary>The batch of the next step; waits for it if need be.</summary>
    /// <exception cref="InvalidOperationException">All steps have been taken. A fault of the other thread surfaces here as it was.</exception>
    public ImageBatch Next()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_ready.TryTake(out var ready))
            return ready;
        _waited.Start();
        var taken = _ready.TryTake(out var batch, Timeout.Infinite);
        _waited.Stop();
        if (taken)
            return batch!;
        _fault?.Throw();
        throw new InvalidOperationException("All steps of these training batches have been taken.");
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stop.Cancel();
        _maker.Join();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Make(long firstStep, long endStep)
    {
        try
        {
            for (var step = firstStep; step < endStep; step++)
                _ready.Add(MakeBatch(step), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: nobody reads on.
        }
#pragma warning disable CA1031 // Whatever goes wrong on this thread belongs to the one that waits for its batches.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault = ExceptionDispatchInfo.Capture(fault);
        }
        _ready.CompleteAdding();
    }

    private ImageBatch MakeBatch(long step)
    {
        ShuffleFor(step / StepsPerEpoch);
        var first = (int)(step % StepsPerEpoch) * _batchSize;
        var pixels = GC.AllocateUninitializedArray<float>(_batchSize * _reader.OutputLength);
        _reader.ForEach(_batchSize, i => _reader.Augment(
            _order[first + i], new SeededRandom(_seed, "augment", step * _batchSize + i), pixels.AsSpan(i * _reader.OutputLength, _reader.OutputLength)));
        var batch = BatchLabels.Of(_images, _order.AsSpan(first, _batchSize), pixels, step);
        return _mixing is null ? batch : Mixed(batch, _mixing);
    }

    private ImageBatch Mixed(ImageBatch batch, MixingRecipe mixing)
    {
        var mixture = BatchMixing.Draw(mixing, _side, _side, new SeededRandom(_seed, "mixing", batch.Step));
        BatchMixing.Mix(batch.Pixels, batch.Count, _side, _side, mixture);
        return batch with { OwnShare = mixture.Share };
    }

    private void ShuffleFor(long epoch)
    {
        if (epoch == _orderEpoch)
            return;
        for (var i = 0; i < _order.Length; i++)
            _order[i] = i;
        new SeededRandom(_seed, "order", epoch).Shuffle(_order.AsSpan());
        _orderEpoch = epoch;
    }
}
