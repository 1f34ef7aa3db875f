using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

internal static class AttentionShape
{
    /// <summary>Keeps logs and quotients finite; unlike a denormal it is never flushed to 0.</summary>
    public const float SmallestNormal = 1.17549435e-38f;

    /// <exception cref="ShapeException">Not [B, nH, N, N].</exception>
    public static void Check(Tensor attention)
    {
        if (attention.dim() != 4 || attention.shape[2] != attention.shape[3])
            throw new ShapeException($"attention is {Text(attention)}, expected [B, nH, N, N].");
    }

    public static string Text(Tensor tensor) => $"[{string.Join(", ", tensor.shape)}]";
}
