using MimRepro.Models;

namespace MimRepro.Analysis;

/// <summary>Where the channels of a depth-wise convolution look: its kernels read as attention of a token to its surroundings.</summary>
/// <remarks>
/// PAPER.md 2.6, which is a proposal: the paper's own measure of kernels was not found. Each channel's a = |w| / Σ|w| is a distribution over
/// the offsets of its kernel. A channel of zeros looks nowhere: its values are NaN, and others are not compared with it.
/// Kernels are given as [C, k, k], row by row, k odd, with a small parallel kernel already added.
/// </remarks>
public static class KernelShape
{
    /// <summary>How far each channel looks: the mean length of an offset.</summary>
    /// <param name="kernels">[C, k, k].</param>
    /// <param name="side">k.</param>
    /// <param name="strideInPixels">Pixels between neighbouring tokens.</param>
    /// <returns>[C], pixels. A uniform 3 x 3 kernel at stride 4 gives 4 (4 + 4√2) / 9 = 4.29.</returns>
    /// <exception cref="ShapeException"><paramref name="kernels"/> has not k² weights a channel, or k is even.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public static double[] Distance(ReadOnlySpan<double> kernels, int side, double strideInPixels)
    {
        var distances = new double[Channels(kernels, side)];
        var lengths = Lengths(side);
        var shares = new double[side * side];
        for (var channel = 0; channel < distances.Length; channel++)
            distances[channel] = Share(kernels, channel, shares) ? strideInPixels * Product(shares, lengths) : double.NaN;
        return distances;
    }

    /// <summary>How broadly each channel looks: the entropy of its distribution.</summary>
    /// <returns>[C], nats: 0 for a kernel of one weight, ln k² for a uniform one; 0 ln 0 = 0.</returns>
    /// <inheritdoc cref="Distance"/>
    public static double[] Entropy(ReadOnlySpan<double> kernels, int side)
    {
        var entropies = new double[Channels(kernels, side)];
        var shares = new double[side * side];
        for (var channel = 0; channel < entropies.Length; channel++)
            entropies[channel] = Share(kernels, channel, shares) ? -shares.Sum(share => share > 0 ? share * Math.Log(share) : 0) : double.NaN;
        return entropies;
    }

    /// <summary>How much each channel looks elsewhere than the others: its mean Kullback-Leibler divergence to each of them.</summary>
    /// <param name="kernels">[C, k, k].</param>
    /// <param name="side">k.</param>
    /// <param name="floor">Shares below are raised to it, then made to sum to 1 again, as between heads (PAPER.md 2.3).</param>
    /// <returns>[C], nats; 0 if all look alike. NaN where there is no other channel. Their mean is the mean over ordered pairs.</returns>
    /// <exception cref="ShapeException"><paramref name="kernels"/> has not k² weights a channel, or k is even.</exception>
    /// <exception cref="ArgumentException">A weight is not finite.</exception>
    public static double[] Divergence(ReadOnlySpan<double> kernels, int side, double floor = HeadDiversity.Floor)
    {
        var divergences = new double[Channels(kernels, side)];
        var (shares, logs) = (new double[side * side], new double[side * side]);
        var alive = 0;
        for (var channel = 0; channel < divergences.Length; channel++)
            if (RaisedShare(kernels, channel, shares, floor))
            {
                alive++;
                for (var i = 0; i < logs.Length; i++)
                    logs[i] += Math.Log(shares[i]);
            }
        // Σ over the others of a (ln a − ln b) = a (n ln a − Σ ln b), this channel's own difference being 0: no pairs are formed.
        for (var channel = 0; channel < divergences.Length; channel++)
            divergences[channel] = RaisedShare(kernels, channel, shares, floor) && alive > 1
                ? Math.Max(0, shares.Select((share, i) => share * (alive * Math.Log(share) - logs[i])).Sum() / (alive - 1)) : double.NaN; // rounding
        return divergences;
    }

    private static int Channels(ReadOnlySpan<double> kernels, int side)
    {
        if (side < 1 || side % 2 == 0)
            throw new ShapeException($"kernels are {side} x {side}, expected an odd side: offsets are counted from the centre.");
        if (kernels.Length == 0 || kernels.Length % ((long)side * side) != 0)
            throw new ShapeException($"kernels have {kernels.Length} weights, expected a multiple of {side} x {side}.");
        for (var i = 0; i < kernels.Length; i++)
            if (!double.IsFinite(kernels[i]))
                throw new ArgumentException($"kernels hold {kernels[i]} in channel {i / (side * side)}, expected finite weights.", nameof(kernels));
        return kernels.Length / (side * side);
    }

    /// <summary>Length of each offset from the centre, in tokens.</summary>
    private static double[] Lengths(int side)
    {
        var centre = side / 2;
        return [.. Enumerable.Range(0, side * side).Select(i => Math.Sqrt(Square(i / side - centre) + Square(i % side - centre)))];

        static double Square(double offset) => offset * offset;
    }

    /// <summary>|w| / Σ|w| of a channel; false if all its weights are 0.</summary>
    private static bool Share(ReadOnlySpan<double> kernels, int channel, double[] shares)
    {
        var own = kernels.Slice(channel * shares.Length, shares.Length);
        var largest = 0.0;
        foreach (var weight in own)
            largest = Math.Max(largest, Math.Abs(weight));
        if (largest == 0)
            return false;
        for (var i = 0; i < shares.Length; i++)
            shares[i] = Math.Abs(own[i]) / largest; // the sum of huge or tiny weights would not be finite, or would lose digits
        Normalise(shares);
        return true;
    }

    private static bool RaisedShare(ReadOnlySpan<double> kernels, int channel, double[] shares, double floor)
    {
        if (!Share(kernels, channel, shares))
            return false;
        for (var i = 0; i < shares.Length; i++)
            shares[i] = Math.Max(shares[i], floor);
        Normalise(shares);
        return true;
    }

    private static void Normalise(double[] shares)
    {
        var sum = shares.Sum();
        for (var i = 0; i < shares.Length; i++)
            shares[i] /= sum;
    }

    private static double Product(double[] one, double[] other) => one.Zip(other, (left, right) => left * right).Sum();
}
