namespace MimRepro.Tasks.Pose;

/// <summary>Share of correct keypoints, read off heat maps.</summary>
/// <param name="Mean">Over the joints that occur, 0 … 1; 0 where none does.</param>
/// <param name="ByJoint">0 … 1; −1 for a joint that does not occur.</param>
/// <param name="Joints">How many joints occur.</param>
public sealed record HeatmapAccuracy(double Mean, double[] ByJoint, int Joints)
{
    private const double Nearness = 0.5, Parts = 10;

    /// <summary>A joint is correct if its peak is nearer to the target's than half of a tenth of the map.</summary>
    /// <param name="predicted">[N, J, H, W].</param>
    /// <param name="target">[N, J, H, W]; peaks in the first two rows or columns are not counted.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <remarks>
    /// microsoft/human-pose-estimation.pytorch lib/core/evaluate.py. Quirk kept: x is divided by a tenth of the height and y by a tenth
    /// of the width.
    /// </remarks>
    public static HeatmapAccuracy Of(ReadOnlySpan<float> predicted, ReadOnlySpan<float> target, int joints, PixelSize size)
    {
        if (predicted.Length != target.Length || predicted.Length % (joints * size.Area) != 0)
            throw new ArgumentException($"{predicted.Length} and {target.Length} values, expected the same multiple of {joints} x {size.Height} x {size.Width}");
        var (seen, right) = (new int[joints], new int[joints]);
        for (var map = 0; map < predicted.Length / size.Area; map++)
        {
            var expected = HeatmapDecoding.Peak(target.Slice(map * size.Area, size.Area), size.Width);
            if (expected.X <= 1 || expected.Y <= 1)
                continue;
            var got = HeatmapDecoding.Peak(predicted.Slice(map * size.Area, size.Area), size.Width);
            var (dx, dy) = ((got.X - expected.X) / (size.Height / Parts), (got.Y - expected.Y) / (size.Width / Parts));
            seen[map % joints]++;
            right[map % joints] += Math.Sqrt(dx * dx + dy * dy) < Nearness ? 1 : 0;
        }
        var shares = seen.Select((count, joint) => count > 0 ? (double)right[joint] / count : -1).ToArray();
        var occurring = shares.Where(share => share >= 0).ToArray();
        return new(occurring.DefaultIfEmpty(0).Average(), shares, occurring.Length);
    }
}
