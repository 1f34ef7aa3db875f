using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>Attention among patches alone.</summary>
public static class PatchAttention
{
    /// <summary>Drops the class token's row and column and makes rows sum to 1 again.</summary>
    /// <param name="attention">Softmax weights [B, nH, 1 + N, 1 + N], class token first.</param>
    /// <returns>[B, nH, N, N]; a row that attended to the class token only becomes 0. The caller owns it.</returns>
    /// <exception cref="ShapeException"><paramref name="attention"/> is not of that shape.</exception>
    /// <remarks>PAPER.md 2.1, as cl-vs-mim does.</remarks>
    public static Tensor Of(Tensor attention)
    {
        AttentionShape.Check(attention);
        if (attention.shape[2] < 2)
            throw new ShapeException($"attention is {AttentionShape.Text(attention)}, expected a class token and at least 1 patch.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var patches = attention[.., .., 1.., 1..];
        return (patches / patches.sum(-1, keepdim: true).clamp_min(AttentionShape.SmallestNormal)).MoveToOuterDisposeScope();
    }
}
