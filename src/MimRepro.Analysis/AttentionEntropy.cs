using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>How broadly each head looks.</summary>
public static class AttentionEntropy
{
    /// <summary>The mean entropy of a query's attention.</summary>
    /// <param name="attention">Softmax weights [B, nH, N, N]; rows sum to 1. A class token counts like any other.</param>
    /// <returns>[nH], float64, nats: 0 for one-hot, ln N for uniform attention. The caller owns it.</returns>
    /// <exception cref="ShapeException"><paramref name="attention"/> is not of that shape.</exception>
    /// <remarks>PAPER.md 2.2, with 0 ln 0 = 0.</remarks>
    public static Tensor Of(Tensor attention)
    {
        AttentionShape.Check(attention);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var rows = (attention * attention.clamp_min(AttentionShape.SmallestNormal).log()).sum(-1); // [B, nH, N]; 0 x log is 0
        return rows.to(ScalarType.Float64).mean([0, 2]).neg().MoveToOuterDisposeScope();
    }
}
