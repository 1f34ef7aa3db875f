using MimRepro.Data;

namespace MimRepro.Tasks.Classification;

/// <summary>Mini-batches of indices for tensors: a new seeded shuffle every epoch, the incomplete last batch left out.</summary>
public sealed class EpochOrder
{
    private readonly EpochShuffle shuffle;

    /// <param name="seed">Seeds every shuffle.</param>
    /// <param name="count">Number of items.</param>
    /// <param name="batchSize">Items a batch; all of them at once if there are fewer.</param>
    public EpochOrder(int seed, int count, int batchSize) => shuffle = new(seed, "linear-classifier-order", count, Math.Min(batchSize, count));

    public int StepsPerEpoch => shuffle.StepsPerEpoch;

    /// <summary>The indices of step <paramref name="step"/>, counted from 0 over all epochs.</summary>
    public long[] Batch(long step) => Array.ConvertAll(shuffle.Batch(step), index => (long)index);
}
