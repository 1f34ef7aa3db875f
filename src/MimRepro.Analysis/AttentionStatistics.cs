using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Attention distance, entropy and head diversity of every head of every layer, over any number of batches.</summary>
/// <remarks>Patches only: a class token is taken out of all three (PAPER.md 2.1 leaves this open). Images count alike whatever their batch.</remarks>
public sealed class AttentionStatistics
{
    private double[][] distance = [];
    private double[][] entropy = [];
    private double[][] diversity = [];
    private long images;

    /// <summary>Pixels, [layer][head].</summary>
    public double[][] Distance => Mean(distance);

    /// <summary>Nats, [layer][head].</summary>
    public double[][] Entropy => Mean(entropy);

    /// <summary>Nats, [layer][head].</summary>
    public double[][] Diversity => Mean(diversity);

    /// <summary>Adds one batch; the taps are read only.</summary>
    /// <param name="taps">One a layer, from the input up.</param>
    /// <exception cref="ShapeException">Layers or heads are not those of the first batch.</exception>
    public void Add(IReadOnlyList<AttentionTap> taps)
    {
        if (images == 0)
            (distance, entropy, diversity) = (Zeros(taps), Zeros(taps), Zeros(taps));
        Check(taps);
        for (var layer = 0; layer < taps.Count; layer++)
            Add(taps[layer], layer);
        images += taps.Count > 0 ? Images(taps[0]) : 0;
    }

    private void Add(AttentionTap tap, int layer)
    {
        using var scope = NewDisposeScope();
        var attention = tap.HasClassToken ? PatchAttention.Of(tap.Probabilities) : tap.Probabilities;
        var batch = Images(tap);
        Accumulate(distance[layer], AttentionDistance.Of(attention, tensor(tap.Grid), tap.StrideInPixels), batch);
        Accumulate(entropy[layer], AttentionEntropy.Of(attention), batch);
        Accumulate(diversity[layer], HeadDiversity.Of(attention), batch);
    }

    // Windows of an image count alike, and together as much as an image without windows.
    private static long Images(AttentionTap tap) => tap.Probabilities.shape[0] / tap.WindowsPerImage;

    private static void Accumulate(double[] sums, Tensor heads, long batch)
    {
        using var onCpu = heads.cpu();
        var values = onCpu.data<double>();
        for (var head = 0; head < sums.Length; head++)
            sums[head] += values[head] * batch;
    }

    private void Check(IReadOnlyList<AttentionTap> taps)
    {
        if (taps.Count != distance.Length)
            throw new ShapeException($"taps of {taps.Count} layers, expected {distance.Length} as in the first batch.");
        for (var layer = 0; layer < taps.Count; layer++)
            if (taps[layer].Probabilities.shape[1] != distance[layer].Length)
                throw new ShapeException($"attention of {taps[layer].Name} is {AttentionShape.Text(taps[layer].Probabilities)}, expected {distance[layer].Length} heads as in the first batch.");
    }

    private static double[][] Zeros(IReadOnlyList<AttentionTap> taps) => [.. taps.Select(tap => new double[tap.Probabilities.shape[1]])];

    private double[][] Mean(double[][] sums) =>
        images > 0 ? [.. sums.Select(heads => heads.Select(sum => sum / images).ToArray())]
            : throw new InvalidOperationException("Attention statistics of no images: call Add first.");
}
