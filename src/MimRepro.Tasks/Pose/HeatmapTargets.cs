namespace MimRepro.Tasks.Pose;

/// <summary>Draws what a pose model learns to predict: a Gaussian bump of height 1 around each labelled joint.</summary>
/// <remarks>
/// microsoft/human-pose-estimation.pytorch lib/dataset/JointsDataset.py, generate_target, quirks kept: the centre is rounded to a
/// whole pixel by cutting off towards zero, the bump ends at a square of three sigmas, and a bump that ends just outside of the
/// map leaves it empty while its joint still counts.
/// </remarks>
public static class HeatmapTargets
{
    private const double Reach = 3;
    private const double Labelled = 0.5;

    /// <summary>One joint's map.</summary>
    /// <param name="joint">In pixels of the network's input; the score says how much it counts, from 0.</param>
    /// <param name="input">The network's input.</param>
    /// <param name="map">The heat map.</param>
    /// <param name="sigma">Width of the bump in pixels of the heat map.</param>
    /// <param name="target">[H, W], overwritten.</param>
    /// <returns>How much the joint counts in the loss; 0 where no part of its bump can lie inside.</returns>
    /// <exception cref="ArgumentException">The target has another size.</exception>
    public static float Draw(Joint joint, PixelSize input, PixelSize map, double sigma, Span<float> target)
    {
        if (target.Length != map.Area)
            throw new ArgumentException($"target has {target.Length} values, expected {map.Width} x {map.Height}", nameof(target));
        target.Clear();
        if (!(double.IsFinite(joint.X) && double.IsFinite(joint.Y)))
            return 0;
        var reach = sigma * Reach;
        var (x, y) = (Side.Of(joint.X, input.Width, map.Width, reach), Side.Of(joint.Y, input.Height, map.Height, reach));
        if (x.Misses || y.Misses)
            return 0;
        if (joint.Score > Labelled)
            Fill(target, map.Width, x, y, reach, sigma);
        return (float)joint.Score;
    }

    /// <summary>All maps of one person.</summary>
    /// <param name="joints">[J], in pixels of the network's input.</param>
    /// <param name="target">[J, H, W], overwritten.</param>
    /// <param name="weights">[J], overwritten.</param>
    /// <exception cref="ArgumentException">The spans have other sizes.</exception>
    public static void Draw(ReadOnlySpan<Joint> joints, PixelSize input, PixelSize map, double sigma, Span<float> target, Span<float> weights)
    {
        if (target.Length != joints.Length * map.Area || weights.Length != joints.Length)
            throw new ArgumentException($"{target.Length} values and {weights.Length} weights for {joints.Length} joints of {map.Width} x {map.Height}");
        for (var joint = 0; joint < joints.Length; joint++)
            weights[joint] = Draw(joints[joint], input, map, sigma, target.Slice(joint * map.Area, map.Area));
    }

    private static void Fill(Span<float> target, int width, Side x, Side y, double reach, double sigma)
    {
        // The middle of a patch of 2 reach + 1 pixels, also where that is no odd number.
        var middle = Math.Floor((2 * reach + 1) / 2);
        for (var row = y.From; row < y.To; row++)
            for (var column = x.From; column < x.To; column++)
            {
                var (dx, dy) = (column - x.First - middle, row - y.First - middle);
                target[row * width + column] = (float)Math.Exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
            }
    }

    /// <summary>The patch along one axis.</summary>
    /// <param name="First">Where it begins, maybe outside.</param>
    /// <param name="From">The first pixel inside.</param>
    /// <param name="To">The pixel after the last one inside.</param>
    private readonly record struct Side(int First, int From, int To, bool Misses)
    {
        public static Side Of(double place, int input, int map, double reach)
        {
            // Casts cut off towards zero, as the reference's int() does; they saturate far outside.
            double centre = (int)(place / ((double)input / map) + 0.5);
            var (first, end) = ((int)(centre - reach), (int)(centre + reach + 1));
            return new(first, Math.Max(0, first), Math.Min(end, map), first >= map || end < 0);
        }
    }
}
