using MimRepro.Data.Classification;

namespace MimRepro.Data;

/// <summary>Images as a model reads them, with their labels.</summary>
/// <param name="Pixels">[Count, C, S, S], normalised: (value / 255 − mean) / std. The receiver owns it; it is never reused.</param>
/// <param name="Labels">[Count], in the recipe's numbering.</param>
/// <param name="Count">Images in the batch.</param>
/// <param name="Step">The optimizer step it is for, or the place of the batch in an evaluation.</param>
public sealed record ImageBatch(float[] Pixels, long[] Labels, int Count, long Step)
{
    /// <summary>Share of each image's own label; the rest is that of its partner, image Count − 1 − i. 1 where nothing is mixed.</summary>
    public double OwnShare { get; init; } = 1;

    /// <summary>[Count, K] where an image may show several classes; null otherwise, where <see cref="Labels"/> say all.</summary>
    public Presence[]? Presences { get; init; }
}
