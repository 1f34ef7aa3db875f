using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>What <see cref="KernelShape"/> measures of one layer's channels.</summary>
/// <param name="Name">The layer's path in the state dict.</param>
/// <param name="Distance">[C], pixels; NaN for a channel of zeros.</param>
/// <param name="Entropy">[C], nats; NaN for a channel of zeros.</param>
/// <param name="Divergence">[C], nats, to the other channels; NaN for a channel of zeros, and where there is no other.</param>
public sealed record KernelMeasures(string Name, double[] Distance, double[] Entropy, double[] Divergence)
{
    /// <exception cref="ShapeException">The kernels have an even side.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public static KernelMeasures Of(KernelTap tap)
    {
        using var scope = NewDisposeScope();
        var weights = tap.Weights.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var side = (int)tap.Weights.shape[^1];
        return new(tap.Name, KernelShape.Distance(weights, side, tap.StrideInPixels), KernelShape.Entropy(weights, side), KernelShape.Divergence(weights, side));
    }

    /// <summary>Mean over the channels that have a value; NaN if none has.</summary>
    public static double Mean(double[] channels) => channels.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
}
