using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Attention distance, entropy and head diversity of every head of every layer, over any number of batches.</summary>
/// <remarks>Patches only: a class token is taken out of all three (PAPER.md 2.1 leaves this open). Images count alike whatever their batch.</remarks>
public sealed class AttentionStatistics
{
    private readonly List<Layer> layers = [];

    /// <summary>Pixels, [layer][head].</summary>
    public double[][] Distance => Mean(layer => layer.Distance);

    /// <summary>Nats, [layer][head].</summary>
    public double[][] Entropy => Mean(layer => layer.Entropy);

    /// <summary>Nats, [layer][head].</summary>
    public double[][] Diversity => Mean(layer => layer.Diversity);

    /// <summary>Adds one batch; the taps are read only.</summary>
    /// <param name="taps">One a layer, from the input up.</param>
    /// <exception cref="ShapeException">Layers or heads are not those of the first batch.</exception>
    public void Add(IReadOnlyList<AttentionTap> taps)
    {
        if (layers.Count > 0 && taps.Count != layers.Count)
            throw new ShapeException($"taps of {taps.Count} layers, expected {layers.Count} as in the first batch.");
        for (var layer = 0; layer < taps.Count; layer++)
            Add(taps[layer], layer);
    }

    /// <summary>Adds one layer of a batch; the tap is read only.</summary>
    /// <param name="layer">From 0. The layers of the first batch come in order.</param>
    /// <exception cref="ShapeException">A layer was left out, or has other heads than in the first batch.</exception>
    public void Add(AttentionTap tap, int layer)
    {
        var heads = (int)tap.Probabilities.shape[1];
        if (layer > layers.Count)
            throw new ShapeException($"layer {layer} of {tap.Name} comes after {layers.Count} layers, expected them in order.");
        if (layer == layers.Count)
            layers.Add(new Layer(heads));
        var sums = layers[layer];
        if (heads != sums.Distance.Length)
            throw new ShapeException($"attention of {tap.Name} is {AttentionShape.Text(tap.Probabilities)}, expected {sums.Distance.Length} heads as in the first batch.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var attention = tap.HasClassToken ? PatchAttention.Of(tap.Probabilities) : tap.Probabilities;
        var batch = Images(tap);
        Accumulate(sums.Distance, AttentionDistance.Of(attention, tensor(tap.Grid), tap.StrideInPixels), batch);
        Accumulate(sums.Entropy, AttentionEntropy.Of(attention), batch);
        Accumulate(sums.Diversity, HeadDiversity.Of(attention), batch);
        sums.Images += batch;
    }

    /// <summary>Sums over images.</summary>
    private sealed class Layer(int heads)
    {
        public double[] Distance { get; } = new double[heads];

        public double[] Entropy { get; } = new double[heads];

        public double[] Diversity { get; } = new double[heads];

        public long Images { get; set; }
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

    private double[][] Mean(Func<Layer, double[]> sums) =>
        layers.Count > 0 ? [.. layers.Select(layer => sums(layer).Select(sum => sum / layer.Images).ToArray())]
            : throw new InvalidOperationException("Attention statistics of no images: call Add first.");
}
