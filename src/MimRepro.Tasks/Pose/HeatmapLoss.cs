using static TorchSharp.torch;

namespace MimRepro.Tasks.Pose;

/// <summary>Half of the mean squared difference between predicted and target maps.</summary>
public static class HeatmapLoss
{
    /// <param name="predicted">[B, J, H, W].</param>
    /// <param name="target">[B, J, H, W].</param>
    /// <param name="weights">[B, J] or [B, J, 1], how much each map counts; its square weighs the loss. Null counts all alike.</param>
    /// <returns>A scalar: the mean over all pixels, also of maps that do not count.</returns>
    /// <remarks>microsoft/human-pose-estimation.pytorch lib/core/loss.py, JointsMSELoss: a mean over joints of means over maps.</remarks>
    public static Tensor Of(Tensor predicted, Tensor target, Tensor? weights)
    {
        var difference = predicted - target;
        if (weights is not null)
            difference = difference * weights.reshape(predicted.shape[0], predicted.shape[1], 1, 1);
        return difference.square().mean() * 0.5;
    }
}
