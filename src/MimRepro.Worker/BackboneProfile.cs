using MimRepro.Analysis;
using MimRepro.Models;
using TorchSharp;

namespace MimRepro.Worker;

/// <summary>What the paper looks at in a backbone: of its attention [layer][head] of three quantities, or of its large kernels; and CKA between all pairs of layers.</summary>
internal sealed record BackboneProfile(double[][] Distance, double[][] Entropy, double[][] Diversity, double[,] Cka, IReadOnlyList<KernelMeasures> Kernels)
{
    /// <summary>Layers that summaries of "the last three against those before" need.</summary>
    private const int LayersForRatio = 4;

    /// <summary>Measures over batches of images.</summary>
    /// <param name="backbone">Put into evaluation mode.</param>
    /// <param name="batches">[B, C, S, S] with B ≥ 4 each, made inside a dispose scope of this method.</param>
    public static BackboneProfile Measure(Backbone backbone, IEnumerable<torch.Tensor> batches)
    {
        using var noGradient = torch.no_grad();
        backbone.eval();
        var attention = new AttentionStatistics();
        LinearCka? cka = null;
        using var images = batches.GetEnumerator();
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (!images.MoveNext())
            {
                break;
            }

            var layer = 0;
            var features = backbone.Tap(images.Current, tap =>
            {
                attention.Add(tap, layer++);
                return false; // at full size the attention of all layers would take gigabytes
            });
            cka ??= new LinearCka(features.Count);
            cka.Add([.. features.Select(feature => feature.Values)]);
        }

        var similarity = (cka ?? throw new InvalidOperationException("A profile of no images.")).Result();
        return backbone.Recipe.AttentionLayers() > 0 ? new(attention.Distance, attention.Entropy, attention.Diversity, similarity, []) : new([], [], [], similarity, KernelsOf(backbone));
    }

    /// <summary>Records every head and every pair of layers.</summary>
    /// <param name="output">Where.</param>
    /// <param name="at">A further coordinate, such as the epoch; null for the end of the step.</param>
    public void RecordTo(OutputBuilder output, (string Name, double Value)? at)
    {
        PerHead("attention_distance", Distance);
        PerHead("attention_entropy", Entropy);
        PerHead("head_diversity", Diversity);
        foreach (var (name, values) in KernelLayers())
        {
            for (var layer = 0; layer < values.Length; layer++)
            {
                Add(name, values[layer], ("layer", layer));
            }
        }

        for (var layer = 0; layer < Cka.GetLength(0); layer++)
        {
            for (var other = 0; other < Cka.GetLength(1); other++)
            {
                Add("cka", Cka[layer, other], ("layer", layer), ("other_layer", other));
            }
        }

        void PerHead(string name, double[][] values)
        {
            for (var layer = 0; layer < values.Length; layer++)
            {
                for (var head = 0; head < values[layer].Length; head++)
                {
                    Add(name, values[layer][head], ("layer", layer), ("head", head));
                }
            }
        }

        void Add(string name, double value, params ReadOnlySpan<(string, double)> where)
        {
            if (double.IsFinite(value)) // a layer of one channel has no other to compare with
            {
                output.Metric(name, value, at is { } place ? [place, .. where] : where);
            }
        }
    }

    /// <summary>Records the numbers that claims are about; a model of few layers has not all of them.</summary>
    public void SummariseTo(OutputBuilder output)
    {
        if (Distance.Length > 0)
        {
            output
                .Metric("attention_distance.first_third", DepthProfile.FirstThird(Distance))
                .Metric("attention_distance.last_third", DepthProfile.LastThird(Distance))
                .Metric("attention_distance.depth_correlation", DepthProfile.DepthCorrelation(Distance))
                .Metric("attention_entropy.head_spread_last_third", DepthProfile.HeadSpreadLastThird(Entropy))
                .Metric("attention_entropy.head_minimum_last_third", DepthProfile.HeadMinimumLastThird(Entropy))
                .Metric("head_diversity.last_three", DepthProfile.LastThree(Diversity));
        }

        if (Diversity.Length >= LayersForRatio)
        {
            output.Metric("head_diversity.last_three_ratio", DepthProfile.LastThreeRatio(Diversity));
        }

        foreach (var (name, values) in KernelLayers())
        {
            if (values.Any(double.IsFinite))
            {
                output.Metric(name + ".mean", KernelMeasures.Mean(values));
            }
        }

        output.Metric("cka.off_diagonal", DepthProfile.OffDiagonal(Cka)).Metric("cka.first_last", DepthProfile.FirstLast(Cka));
    }

    /// <summary>Means over the channels of each large-kernel layer; of no layers in a backbone with attention.</summary>
    private (string Name, double[] Values)[] KernelLayers() =>
    [
        ("kernel_distance", [.. Kernels.Select(layer => KernelMeasures.Mean(layer.Distance))]),
        ("kernel_entropy", [.. Kernels.Select(layer => KernelMeasures.Mean(layer.Entropy))]),
        ("kernel_divergence", [.. Kernels.Select(layer => KernelMeasures.Mean(layer.Divergence))]),
    ];

    private static KernelMeasures[] KernelsOf(Backbone backbone)
    {
        if (backbone is not RepLkNet network)
        {
            return [];
        }

        using var scope = torch.NewDisposeScope();
        return [.. network.Kernels().Select(KernelMeasures.Of)];
    }
}
