using MimRepro.Models;
using static TorchSharp.torch;

namespace MimRepro.Analysis;

/// <summary>The smallest centred square that holds more than a given share of all contributions.</summary>
/// <param name="SideInPixels">Odd.</param>
/// <param name="ShareOfArea">The square's area over the image's, 0…1.</param>
public sealed record HighContributionArea(int SideInPixels, double ShareOfArea);

/// <summary>Which pixels the centre of the last feature map depends on, averaged over images.</summary>
/// <remarks>Ding et al. 2022 (RepLKNet, 2203.06717); DingXiaoH/RepLKNet-pytorch erf/visualize_erf.py and analyze_erf.py.</remarks>
public sealed class EffectiveReceptiveField
{
    private double[,]? sum;
    private int maps;

    /// <summary>How much each pixel raises the positive part of the centre's features: gradients above 0, summed over batch and channels.</summary>
    /// <param name="images">[B, C, H, W].</param>
    /// <param name="features">Images to the last feature map [B, K, h, w]; call it with dropout and drop path off.</param>
    /// <returns>[H, W], float64. The caller owns it.</returns>
    /// <exception cref="ShapeException">The images or the features are no maps.</exception>
    public static Tensor Contribution(Tensor images, Func<Tensor, Tensor> features)
    {
        if (images.dim() != 4)
            throw new ShapeException($"images are {AttentionShape.Text(images)}, expected [B, C, H, W].");
        using var scope = NewDisposeScope();
        var input = images.detach().clone().requires_grad_();
        var map = features(input);
        if (map.dim() != 4)
            throw new ShapeException($"features are {AttentionShape.Text(map)}, expected [B, K, h, w].");
        var centre = map[.., .., map.shape[2] / 2, map.shape[3] / 2].relu().sum();
        var gradient = autograd.grad([centre], [input])[0];
        return gradient.relu().to(ScalarType.Float64).sum([0L, 1L]).MoveToOuterDisposeScope();
    }

    /// <summary>Adds one map of contributions; one that is not finite is left out, as in the reference.</summary>
    /// <param name="contribution">[H, W], the same size every time.</param>
    /// <returns>Whether it counts.</returns>
    /// <exception cref="ShapeException">It is no map, or not of the size of those before.</exception>
    public bool Add(Tensor contribution)
    {
        if (contribution.dim() != 2 || (sum is not null && (contribution.shape[0] != sum.GetLength(0) || contribution.shape[1] != sum.GetLength(1))))
            throw new ShapeException($"contribution is {AttentionShape.Text(contribution)}, expected {(sum is null ? "[H, W]" : $"[{sum.GetLength(0)}, {sum.GetLength(1)}]")}.");
        var values = Values(contribution);
        if (values.Cast<double>().Any(value => !double.IsFinite(value)))
            return false;
        sum ??= new double[values.GetLength(0), values.GetLength(1)];
        for (var row = 0; row < values.GetLength(0); row++)
            for (var column = 0; column < values.GetLength(1); column++)
                sum[row, column] += values[row, column];
        maps++;
        return true;
    }

    /// <summary>The mean of the maps that count.</summary>
    /// <exception cref="InvalidOperationException">None was added.</exception>
    public double[,] Result()
    {
        if (sum is null)
            throw new InvalidOperationException("Effective receptive field of no images: call Add first.");
        var mean = (double[,])sum.Clone();
        for (var row = 0; row < mean.GetLength(0); row++)
            for (var column = 0; column < mean.GetLength(1); column++)
                mean[row, column] /= maps;
        return mean;
    }

    /// <summary>The square around the centre whose log10(1 + contribution) is more than a share of the whole.</summary>
    /// <param name="contribution">[H, W], at least 0.</param>
    /// <param name="threshold">0…1.</param>
    /// <returns>Null where no square of sides 3, 5, … short of the image is enough.</returns>
    public static HighContributionArea? AreaOf(double[,] contribution, double threshold)
    {
        int height = contribution.GetLength(0), width = contribution.GetLength(1);
        var whole = Sum(contribution, 0, height, 0, width);
        for (var reach = 1; reach < height / 2; reach++)
        {
            int top = height / 2 - reach, left = width / 2 - reach, side = 2 * reach + 1;
            if (Sum(contribution, Math.Max(top, 0), Math.Min(top + side, height), Math.Max(left, 0), Math.Min(left + side, width)) / whole > threshold)
                return new(side, (double)side / height * side / width);
        }
        return null;
    }

    /// <summary>Sums logarithms: the scores differ in magnitude. The reference also divides by the largest, which a ratio does not see.</summary>
    private static double Sum(double[,] contribution, int top, int bottom, int left, int right)
    {
        var total = 0.0;
        for (var row = top; row < bottom; row++)
            for (var column = left; column < right; column++)
                total += Math.Log10(contribution[row, column] + 1);
        return total;
    }

    private static double[,] Values(Tensor map)
    {
        using var scope = NewDisposeScope();
        var flat = map.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var values = new double[map.shape[0], map.shape[1]];
        Buffer.BlockCopy(flat, 0, values, 0, flat.Length * sizeof(double));
        return values;
    }
}
