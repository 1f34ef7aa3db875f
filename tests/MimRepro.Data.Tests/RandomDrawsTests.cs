using CsCheck;

namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class RandomDrawsTests
{
    [Fact]
    public void NextNormal_ManyDraws_HaveMean0Deviation1AndTheRightTails()
    {
        var random = new SeededRandom(0, "test");

        double[] draws = [.. Enumerable.Range(0, 40_000).Select(_ => random.NextNormal())];

        Assert.Equal(0, draws.Average(), 0.02);
        Assert.Equal(1, draws.Average(value => value * value), 0.03);
        Assert.Equal(3, draws.Average(value => Math.Pow(value, 4)), 0.3);
        Assert.Equal(0.0455, draws.Count(value => Math.Abs(value) > 2) / 40_000.0, 0.005);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(0.8)]
    [InlineData(1)]
    [InlineData(4)]
    public void NextBeta_ManyDraws_HaveTheMomentsOfBeta(double alpha)
    {
        var random = new SeededRandom(1, "test");

        double[] draws = [.. Enumerable.Range(0, 40_000).Select(_ => random.NextBeta(alpha))];

        Assert.Equal(0.5, draws.Average(), 0.01);
        Assert.Equal(1 / (4 * (2 * alpha + 1)), draws.Average(value => (value - 0.5) * (value - 0.5)), 0.003);
        Assert.Equal(3 / (16 * (2 * alpha + 1) * (2 * alpha + 3)), draws.Average(value => Math.Pow(value - 0.5, 4)), 0.002);
    }

    [Fact]
    public void NextBeta_AnyAlpha_LiesBetween0And1() => Gen.Select(Gen.Double[1e-9, 50], Gen.Int).Sample((alpha, seed) =>
        Assert.InRange(new SeededRandom(seed, "test").NextBeta(alpha), 0, 1), iter: 300);
}
