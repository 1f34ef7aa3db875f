using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>How much the heads of one layer differ in where they look.</summary>
public static class HeadDiversity
{
    /// <summary>Smallest attention weight that counts as it is; PAPER.md 2.3.</summary>
    public const double Floor = 1e-8;

    /// <summary>The mean Kullback-Leibler divergence from each head to the other heads of its layer.</summary>
    /// <param name="attention">Softmax weights [B, nH, N, N], nH ≥ 2; rows sum to 1. A class token counts like any other.</param>
    /// <param name="floor">Weights below are raised to it, then rows are made to sum to 1 again.</param>
    /// <returns>[nH], float64, nats; 0 if all heads are alike. Their mean is the mean over ordered pairs. The caller owns it.</returns>
    /// <exception cref="ShapeException"><paramref name="attention"/> is not of that shape or has one head.</exception>
    /// <remarks>PAPER.md 2.3.</remarks>
    public static Tensor Of(Tensor attention, double floor = Floor)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var divergences = Matrix(attention, floor);
        return (divergences.sum(dim: 1) / (divergences.shape[0] - 1)).MoveToOuterDisposeScope(); // a head's divergence to itself is 0
    }

    /// <summary>Kullback-Leibler divergence from head (row) to head (column), mean over images and queries.</summary>
    /// <returns>[nH, nH], float64, nats, zero diagonal. The caller owns it.</returns>
    /// <inheritdoc cref="Of"/>
    public static Tensor Matrix(Tensor attention, double floor = Floor)
    {
        AttentionShape.Check(attention);
        var (images, heads, tokens) = (attention.shape[0], attention.shape[1], attention.shape[2]);
        if (heads < 2)
            throw new ShapeException($"attention is {AttentionShape.Text(attention)}, expected at least 2 heads: head diversity compares heads.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var raised = attention.clamp_min(floor);
        var weights = (raised / raised.sum(-1, keepdim: true)).reshape(images, heads, tokens * tokens);
        // Σ_k A_h log A_g for all pairs of heads at once: never [B, nH, nH, N, N].
        var crossed = weights.matmul(weights.log().transpose(1, 2)).to(ScalarType.Float64).sum(dim: 0) / (images * tokens); // [nH, nH]
        return (crossed.diagonal().unsqueeze(1) - crossed).MoveToOuterDisposeScope();
    }
}
