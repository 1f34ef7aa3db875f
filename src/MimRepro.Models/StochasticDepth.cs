using static TorchSharp.torch;

namespace MimRepro.Models;

/// <summary>Residual branches that are left out at random, one draw an image (Huang et al. 2016; timm DropPath).</summary>
public static class StochasticDepth
{
    /// <summary>Rate of a block: rising linearly from 0 in the first to the recipe's in the last.</summary>
    public static double Rate(double last, int block, int blocks) => blocks == 1 ? 0 : last * block / (blocks - 1);

    /// <returns><paramref name="trunk"/> + <paramref name="branch"/>; in training each image's branch is dropped with probability
    /// <paramref name="rate"/>, or scaled by 1 / (1 − rate).</returns>
    public static Tensor Add(Tensor trunk, Tensor branch, double rate, bool training)
    {
        if (rate == 0 || !training)
            return trunk + branch;
        long[] perImage = [.. Enumerable.Repeat(1L, (int)branch.dim())];
        perImage[0] = branch.shape[0];
        using Tensor kept = empty(perImage, dtype: branch.dtype, device: branch.device).bernoulli_(1 - rate).div_(1 - rate);
        return addcmul(trunk, branch, kept, 1);
    }
}
