using CsCheck;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class DepthProfileTests
{
    // 4 layers of 2 heads: means 2, 4, 6, 8; a third of 4 layers is 2.
    private static readonly double[][] Rising = [[1, 3], [4, 4], [5, 7], [4, 12]];

    [Fact]
    public void Thirds_FourLayers_AreTwoLayersEach()
    {
        Assert.Equal([2, 4, 6, 8], DepthProfile.LayerMeans(Rising));
        Assert.Equal(3, DepthProfile.FirstThird(Rising));
        Assert.Equal(7, DepthProfile.LastThird(Rising));
    }

    [Fact]
    public void Heads_LastThird_SpreadAndMinimum()
    {
        Assert.Equal((1 + 4) / 2.0, DepthProfile.HeadSpreadLastThird(Rising), 1e-12);
        Assert.Equal(4, DepthProfile.HeadMinimumLastThird(Rising));
    }

    [Fact]
    public void LastThree_FourLayers_AgainstTheFirst()
    {
        Assert.Equal(6, DepthProfile.LastThree(Rising));
        Assert.Equal(3, DepthProfile.LastThreeRatio(Rising));
        Assert.Throws<ArgumentException>(() => DepthProfile.LastThreeRatio(Rising[..3]));
    }

    [Fact]
    public void DepthCorrelation_KnownOrders_IsSpearmans()
    {
        Assert.Equal(1, DepthProfile.DepthCorrelation(Rising), 1e-12);
        Assert.Equal(-1, DepthProfile.DepthCorrelation([.. Rising.Reverse()]), 1e-12);
        Assert.Equal(0.8, DepthProfile.DepthCorrelation([[1], [3], [2], [4]]), 1e-12); // 1 - 6 x 2 / (4 x 15)
        Assert.Equal(0, DepthProfile.DepthCorrelation([[5], [5], [5]]));
        Assert.Equal(0, DepthProfile.DepthCorrelation([[5]]));
    }

    [Fact]
    public void RankCorrelation_Ties_ShareTheirMeanRank() =>
        Assert.Equal(4.5 / Math.Sqrt(5 * 4.5), RankCorrelation.Of([1, 2, 3, 4], [10, 20, 20, 30]), 1e-12); // ranks 1, 2.5, 2.5, 4

    [Fact]
    public void RankCorrelation_RisingTransform_StaysTheSame() =>
        Gen.Int[-9, 9].Array[2, 12].Sample(whole =>
        {
            double[] values = [.. whole];
            double[] layers = [.. Enumerable.Range(0, values.Length)];
            return RankCorrelation.Of(layers, values) == RankCorrelation.Of(layers, [.. values.Select(Math.Exp)]);
        });

    [Fact]
    public void Cka_ThreeLayers_OffDiagonalAndFirstLast()
    {
        double[,] similarity = { { 1, 0.9, 0.3 }, { 0.9, 1, 0.6 }, { 0.3, 0.6, 1 } };

        Assert.Equal(0.6, DepthProfile.OffDiagonal(similarity), 1e-12);
        Assert.Equal(0.3, DepthProfile.FirstLast(similarity));
    }
}
