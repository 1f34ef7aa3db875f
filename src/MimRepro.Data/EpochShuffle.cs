namespace MimRepro.Data;

/// <summary>Which items each step takes: a new seeded shuffle every epoch, whose incomplete last batch is left out.</summary>
/// <remarks>A step's items depend on seed, purpose and step alone. One instance serves one thread.</remarks>
/// <param name="seed">Seeds every shuffle.</param>
/// <param name="purpose">Keeps shuffles of one seed apart.</param>
/// <param name="count">Number of items; one batch or more.</param>
/// <param name="batchSize">Items a batch.</param>
/// <param name="views">How often an item is taken, one time after another; an epoch of the same length has so many times fewer items.</param>
public sealed class EpochShuffle(int seed, string purpose, int count, int batchSize, int views = 1)
{
    private readonly int[] _order = new int[count];
    private long _shuffledEpoch = -1;

    public int StepsPerEpoch => count / batchSize;

    /// <summary>The items of a step, counted from 0 over all epochs.</summary>
    public int[] Batch(long step)
    {
        ShuffleFor(step / StepsPerEpoch);
        var first = (int)(step % StepsPerEpoch) * batchSize;
        var batch = new int[batchSize];
        for (var i = 0; i < batchSize; i++)
            batch[i] = _order[(first + i) / views];
        return batch;
    }

    private void ShuffleFor(long epoch)
    {
        if (epoch == _shuffledEpoch)
            return;
        for (var i = 0; i < count; i++)
            _order[i] = i;
        new SeededRandom(seed, purpose, epoch).Shuffle(_order.AsSpan());
        _shuffledEpoch = epoch;
    }
}
