using MimRepro.Data;

namespace MimRepro.Tasks.Classification;

/// <summary>Mini-batches of indices: a new seeded shuffle every epoch, the incomplete last batch left out.</summary>
public sealed class EpochOrder
{
    private readonly int seed;
    private readonly int batchSize;
    private readonly long[] order;
    private long shuffledEpoch = -1;

    /// <param name="seed">Seeds every shuffle.</param>
    /// <param name="count">Number of items.</param>
    /// <param name="batchSize">Items a batch; all of them at once if there are fewer.</param>
    public EpochOrder(int seed, int count, int batchSize)
    {
        this.seed = seed;
        this.batchSize = Math.Min(batchSize, count);
        order = new long[count];
    }

    public int StepsPerEpoch => order.Length / batchSize;

    /// <summary>The indices of step <paramref name="step"/>, counted from 0 over all epochs.</summary>
    public long[] Batch(long step)
    {
        var epoch = step / StepsPerEpoch;
        if (epoch != shuffledEpoch)
        {
            for (var index = 0; index < order.Length; index++)
            {
                order[index] = index;
            }

            new SeededRandom(seed, "linear-classifier-order", epoch).Shuffle(order.AsSpan());
            shuffledEpoch = epoch;
        }

        return order.AsSpan((int)(step % StepsPerEpoch) * batchSize, batchSize).ToArray();
    }
}
