using static TorchSharp.torch;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>SimMIM's loss: the mean absolute error of hidden pixels.</summary>
/// <remarks>PAPER.md 4.1; microsoft/SimMIM models/simmim.py.</remarks>
public static class MaskedL1
{
    // The reference adds this to the count of hidden pixels so that an empty mask divides by no zero.
    private const double Epsilon = 1e-5;

    /// <param name="images">Targets [B, C, H, W], normalised.</param>
    /// <param name="reconstruction">[B, C, H, W].</param>
    /// <param name="mask">[B, H/p, W/p], 1 where hidden.</param>
    /// <returns>Scalar, in units of the normalised pixel.</returns>
    public static Tensor Of(Tensor images, Tensor reconstruction, Tensor mask)
    {
        var pixels = ToPixels(mask, images.shape[2]);
        var error = (images - reconstruction).abs();
        return (error * pixels).sum() / (pixels.sum() + Epsilon) / images.shape[1];
    }

    /// <summary>The mask of tokens, repeated to pixels.</summary>
    /// <returns>[B, 1, H, W].</returns>
    public static Tensor ToPixels(Tensor mask, long height)
    {
        var patch = height / mask.shape[1];
        return mask.repeat_interleave(patch, 1).repeat_interleave(patch, 2).unsqueeze(1);
    }
}
