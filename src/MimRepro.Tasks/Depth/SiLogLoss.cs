using static TorchSharp.torch;

namespace MimRepro.Tasks.Depth;

/// <summary>The scale-invariant logarithmic loss: √(mean d² − λ (mean d)²), d = ln truth − ln prediction where there is truth.</summary>
/// <remarks>SwinTransformer/MIM-Depth-Estimation utils/criterion.py, with λ = 0.5; PAPER.md 5.5. All pixels of a batch share the means.</remarks>
public static class SiLogLoss
{
    /// <param name="prediction">Any shape, above 0.</param>
    /// <param name="truth">The same shape; 0 where depth is not known.</param>
    /// <param name="scaleInvariance">λ, 0 … 1.</param>
    /// <returns>Scalar, without unit; NaN where no depth is known. The caller's dispose scope owns it.</returns>
    public static Tensor Of(Tensor prediction, Tensor truth, double scaleInvariance)
    {
        using var scope = NewDisposeScope();
        var known = truth > 0;
        var gap = truth.masked_select(known).log() - prediction.masked_select(known).log();
        return (gap.square().mean() - scaleInvariance * gap.mean().square()).sqrt().MoveToOuterDisposeScope();
    }
}
