using CsCheck;
using MimRepro.Models;
using TorchSharp;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class KernelShapeTests
{
    private static readonly double Corner = Math.Sqrt(2);

    [Fact]
    public void Distance_UniformKernel_IsTheMeanLengthOfItsOffsets()
    {
        // 3 x 3: one centre, four at 1, four at √2.
        Assert.Equal([4 * (4 + 4 * Corner) / 9, 4 * (4 + 4 * Corner) / 9], KernelShape.Distance(Uniform(channels: 2, side: 3), 3, 4), Near);
        // 5 x 5: also four at 2, eight at √5, four at √8.
        Assert.Equal([(4 + 4 * Corner + 8 + 8 * Math.Sqrt(5) + 4 * Math.Sqrt(8)) / 25], KernelShape.Distance(Uniform(1, 5), 5, 1), Near);
        Assert.Equal([0.0], KernelShape.Distance(Uniform(1, 1), 1, 32));
    }

    [Fact]
    public void Distance_WeightsOfBothSigns_CountBySize() =>
        Assert.Equal([(3 * 1 + 1 * Corner) / 8], KernelShape.Distance([1, 0, 0, 0, -4, 3, 0, 0, 0], 3, 1), Near);

    [Fact]
    public void Entropy_UniformKernel_IsTheLogarithmOfItsSize()
    {
        Assert.Equal([Math.Log(9), Math.Log(9)], KernelShape.Entropy(Uniform(2, 3), 3), Near);
        Assert.Equal([Math.Log(961)], KernelShape.Entropy(Uniform(1, 31), 31), Near);
    }

    [Fact]
    public void Entropy_OneWeight_IsZero() => Assert.Equal([0.0], KernelShape.Entropy([0, 0, 0, 0, 0, -7, 0, 0, 0], 3).Select(Math.Abs));

    [Fact]
    public void Divergence_ChannelsAlike_IsZero() => Assert.Equal([0.0, 0, 0], KernelShape.Divergence(Uniform(3, 5), 5), Near);

    [Fact]
    public void Divergence_TwoChannelsByHand_IsTheMeanLogRatio()
    {
        double[] kernels = [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]; // 2 / 10 at opposite corners
        var expected = 0.2 * Math.Log(0.2 / 0.1) + 0.1 * Math.Log(0.1 / 0.2);

        Assert.Equal([expected, expected], KernelShape.Divergence(kernels, 3), Near);
    }

    [Fact]
    public void Divergence_OneWeightEachAtAnotherPlace_EndsAtTheFloor()
    {
        const double floor = 1e-8;
        double[] kernels = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
        var expected = (1 - floor) * Math.Log(1 / floor) / (1 + 8 * floor);

        Assert.Equal([expected, expected], KernelShape.Divergence(kernels, 3), Near);
    }

    [Fact]
    public void Measures_OfAChannelOfZeros_AreLeftOut()
    {
        double[] kernels = [.. Uniform(1, 3), .. new double[9], .. Uniform(1, 3)];

        Assert.Equal([false, true, false], KernelShape.Distance(kernels, 3, 1).Select(double.IsNaN));
        Assert.Equal([false, true, false], KernelShape.Entropy(kernels, 3).Select(double.IsNaN));
        Assert.Equal([0.0, double.NaN, 0.0], KernelShape.Divergence(kernels, 3), Near);
        Assert.Equal(Math.Log(9), KernelMeasures.Mean(KernelShape.Entropy(kernels, 3)), 1e-12);
    }

    [Fact]
    public void Divergence_OfASingleChannel_IsNotDefined() => Assert.True(double.IsNaN(KernelShape.Divergence(Uniform(1, 3), 3)[0]));

    [Fact]
    public void Measures_OfRandomKernels_HaveTheirBoundsAndSymmetries() =>
        Kernels.Sample((channels, half, seed) =>
        {
            var side = 2 * half + 1;
            var random = new Random(seed);
            double[] kernels = [.. Enumerable.Range(0, channels * side * side).Select(_ => random.NextDouble() - 0.5)];
            double[] mirrored = [.. Enumerable.Range(0, kernels.Length).Select(i => -3 * kernels[i / (side * side) * side * side + side * side - 1 - i % (side * side)])];
            double[] turned = [.. Enumerable.Range(0, channels).Reverse().SelectMany(channel => kernels[(channel * side * side)..((channel + 1) * side * side)])];
            var (distance, entropy, divergence) = (KernelShape.Distance(kernels, side, 2), KernelShape.Entropy(kernels, side), KernelShape.Divergence(kernels, side));

            // Neither sign nor scale matters, nor does a half turn; channels keep their values wherever they stand.
            return Same(distance, KernelShape.Distance(mirrored, side, 2)) && Same(entropy, KernelShape.Entropy(mirrored, side)) && Same(divergence, KernelShape.Divergence(mirrored, side))
                && Same(distance.Reverse(), KernelShape.Distance(turned, side, 2)) && Same(divergence.Reverse(), KernelShape.Divergence(turned, side))
                && Same(distance.Select(value => value / 2), KernelShape.Distance(kernels, side, 1))
                && distance.All(value => value >= 0 && value <= 2 * half * Corner + 1e-9)
                && entropy.All(value => value >= -1e-12 && value <= Math.Log(side * side) + 1e-9)
                && divergence.All(value => value >= 0 && double.IsFinite(value));
        }, iter: 100, threads: 1);

    [Fact]
    public void Divergence_OfRandomKernels_IsTheMeanOverPairs() =>
        Kernels.Sample((channels, half, seed) =>
        {
            var size = (2 * half + 1) * (2 * half + 1);
            var random = new Random(seed);
            var kernels = Enumerable.Range(0, channels).Select(_ => Enumerable.Range(0, size).Select(_ => 0.01 + random.NextDouble()).ToArray()).ToArray();
            var shares = kernels.Select(kernel => kernel.Select(weight => weight / kernel.Sum()).ToArray()).ToArray();
            var expected = Enumerable.Range(0, channels).Select(one => Enumerable.Range(0, channels).Where(other => other != one)
                .Average(other => shares[one].Zip(shares[other], (a, b) => a * Math.Log(a / b)).Sum()));

            return Same(expected, KernelShape.Divergence([.. kernels.SelectMany(kernel => kernel)], 2 * half + 1));
        }, iter: 100, threads: 1);

    [Theory]
    [InlineData(4, 16, "kernels are 4 x 4, expected an odd side: offsets are counted from the centre.")]
    [InlineData(0, 16, "kernels are 0 x 0, expected an odd side: offsets are counted from the centre.")]
    [InlineData(-3, 9, "kernels are -3 x -3, expected an odd side: offsets are counted from the centre.")]
    [InlineData(3, 10, "kernels have 10 weights, expected a multiple of 3 x 3.")]
    [InlineData(3, 0, "kernels have 0 weights, expected a multiple of 3 x 3.")]
    public void Measures_OfKernelsThatAreNone_AreRefused(int side, int weights, string message)
    {
        Assert.Equal(message, Assert.Throws<ShapeException>(() => KernelShape.Distance(new double[weights], side, 1)).Message);
        Assert.Equal(message, Assert.Throws<ShapeException>(() => KernelShape.Entropy(new double[weights], side)).Message);
        Assert.Equal(message, Assert.Throws<ShapeException>(() => KernelShape.Divergence(new double[weights], side)).Message);
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Measures_OfWeightsThatAreNotFinite_AreRefused(double weight) =>
        Assert.Contains("in channel 1", Assert.Throws<ArgumentException>(() => KernelShape.Entropy([.. Uniform(1, 3), .. Uniform(1, 3)[..^1], weight], 3)).Message, StringComparison.Ordinal);

    [Fact]
    public void KernelMeasures_OfATap_AreThoseOfItsKernels()
    {
        using var scope = torch.NewDisposeScope();
        using var tap = new KernelTap("stages.0.blocks.0.large_kernel", torch.arange(18, torch.ScalarType.Float32).view(2, 3, 3), 4);
        double[] kernels = [.. Enumerable.Range(0, 18)];

        var measures = KernelMeasures.Of(tap);

        Assert.Equal(tap.Name, measures.Name);
        Assert.Equal(KernelShape.Distance(kernels, 3, 4), measures.Distance);
        Assert.Equal(KernelShape.Entropy(kernels, 3), measures.Entropy);
        Assert.Equal(KernelShape.Divergence(kernels, 3), measures.Divergence);
    }

    private static Gen<(int Channels, int Half, int Seed)> Kernels => Gen.Select(Gen.Int[2, 6], Gen.Int[0, 4], Gen.Int[0, 1_000_000]);

    private static bool Near(double expected, double got) => double.IsNaN(expected) ? double.IsNaN(got) : Math.Abs(expected - got) < 1e-10;

    private static bool Same(IEnumerable<double> expected, IEnumerable<double> got) => expected.Zip(got).All(pair => Near(pair.First, pair.Second));

    private static double[] Uniform(int channels, int side) => [.. Enumerable.Repeat(0.25, channels * side * side)];
}
