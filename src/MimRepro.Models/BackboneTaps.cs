using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>What a backbone computes inside, for one batch of images.</summary>
/// <remarks>
/// The tensors need no gradient. They belong to the dispose scope that is open where the tap is made;
/// without one, <see cref="Dispose"/> frees them.
/// </remarks>
public sealed record BackboneTaps(IReadOnlyList<AttentionTap> Attention, IReadOnlyList<FeatureTap> Features) : IDisposable
{
    public void Dispose()
    {
        foreach (AttentionTap tap in Attention)
            tap.Probabilities.Dispose();
        foreach (FeatureTap tap in Features)
            tap.Values.Dispose();
    }
}

/// <summary>Where each token of one layer looks.</summary>
/// <param name="Name">The layer's path in the state dict, such as <c>blocks.5.attn</c>.</param>
/// <param name="Probabilities">Softmax weights [B, nH, N, N], float32; rows sum to 1; a class token comes first. With windows
/// [B·nW, nH, N, N], the windows of an image in a row, row by row over the map, which shifted layers have rolled.</param>
/// <param name="HasClassToken">Whether token 0 is a class token, which has no place in <paramref name="Grid"/>.</param>
/// <param name="Grid">Places of the patch tokens as (y, x) in steps of one token, [patch tokens, 2]; with windows, inside each of them.</param>
/// <param name="StrideInPixels">Pixels between neighbouring tokens.</param>
/// <param name="WindowsPerImage">nW; 1 where every token sees the whole image.</param>
public sealed record AttentionTap(
    string Name, Tensor Probabilities, bool HasClassToken, long[,] Grid, double StrideInPixels, int WindowsPerImage = 1);

/// <summary>Features of one layer.</summary>
/// <param name="Name">The layer's path in the state dict, such as <c>blocks.5.norm1</c> or <c>layers.2.blocks.5</c>.</param>
/// <param name="Values">Patch tokens only, [B, L, C], float32.</param>
public sealed record FeatureTap(string Name, Tensor Values);
