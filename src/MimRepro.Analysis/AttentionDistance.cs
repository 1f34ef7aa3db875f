using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>How far each head looks.</summary>
public static class AttentionDistance
{
    /// <summary>The mean distance between a query and the keys it attends to.</summary>
    /// <param name="attention">Softmax weights [B, nH, N, N]; rows sum to 1; no class token.</param>
    /// <param name="grid">Token positions as (y, x) in steps of one token, [N, 2].</param>
    /// <param name="strideInPixels">Pixels between neighbouring tokens.</param>
    /// <returns>[nH], float64, pixels. The caller owns it.</returns>
    /// <exception cref="ShapeException"><paramref name="attention"/> is not of that shape, or <paramref name="grid"/> disagrees on N.</exception>
    /// <remarks>PAPER.md 2.1. Uniform attention on a 14 x 14 grid at stride 16 gives 116.49 px.</remarks>
    public static Tensor Of(Tensor attention, Tensor grid, double strideInPixels)
    {
        AttentionShape.Check(attention);
        if (grid.dim() != 2 || grid.shape[0] != attention.shape[^1] || grid.shape[1] != 2)
            throw new ShapeException($"grid is {AttentionShape.Text(grid)}, expected [{attention.shape[^1]}, 2] for attention {AttentionShape.Text(attention)}.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var places = grid.to(ScalarType.Float64, attention.device);
        var distances = (places.unsqueeze(1) - places.unsqueeze(0)).square().sum(-1).sqrt() * strideInPixels; // [N, N]
        var average = attention.mean([0]).to(ScalarType.Float64); // distance is linear in attention: images first
        return (average * distances).sum(-1).mean([1]).MoveToOuterDisposeScope();
    }
}
