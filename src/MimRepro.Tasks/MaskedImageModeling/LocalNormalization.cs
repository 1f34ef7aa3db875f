using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>Targets of SimMIM in units of their surroundings: each pixel less the mean, over the deviation, of a window around it.</summary>
/// <remarks>microsoft/Swin-Transformer models/simmim.py; PAPER.md 4.1. What lies outside the image does not count, neither in mean nor in variance.</remarks>
public static class LocalNormalization
{
    // The reference adds this to the variance.
    private const double Epsilon = 1e-6;

    /// <param name="images">[B, C, H, W].</param>
    /// <param name="window">Side of the window in pixels; odd, so that it has a middle.</param>
    /// <returns>[B, C, H, W]; each channel by itself. The caller's dispose scope owns it.</returns>
    public static Tensor Of(Tensor images, int window)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mean = Mean(images, window), squares = Mean(images * images, window);
        // Mean of ones with the outside counted as zero: the share of the window that lies inside.
        Tensor count = nn.functional.avg_pool2d(ones_like(images), window, stride: 1, padding: window / 2, count_include_pad: true) * ((double)window * window);
        Tensor variance = ((squares - mean * mean) * (count / (count - 1))).clamp_min(0); // unbiased; rounding may fall below zero
        return ((images - mean) / (variance + Epsilon).sqrt()).MoveToOuterDisposeScope();
    }

    private static Tensor Mean(Tensor values, int window) =>
        nn.functional.avg_pool2d(values, window, stride: 1, padding: window / 2, count_include_pad: false);
}
