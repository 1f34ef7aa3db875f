using CsCheck;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;

namespace MimRepro.Tasks.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthMetricsTests
{
    [Fact]
    public void Of_ThreePixels_GivesWhatPaperAndPencilGive()
    {
        // Ratios 1, 1.5 and 2; the fourth pixel has no depth, the fifth lies at the limit.
        var (score, pixels) = DepthMetrics.Of([2, 3, 8, 1, 1], [2, 2, 4, 0, 10], 1, 5, DepthCrop.None, 1e-3, 10);

        Assert.Equal(3, pixels);
        Assert.Equal((1 / 3.0, 2 / 3.0), (score!.Delta1, score.Delta2)); // 1.25² = 1.5625
        Assert.Equal(2 / 3.0, score.Delta3);                             // 1.25³ = 1.953
        Assert.Equal((0.5 + 1) / 3, score.AbsRel, 12);
        Assert.Equal((0.5 + 4) / 3, score.SqRel, 12);
        Assert.Equal(Math.Sqrt(17 / 3.0), score.Rmse, 12);
        var (one, two) = (Math.Log(1.5), Math.Log(2));
        Assert.Equal(Math.Sqrt((one * one + two * two) / 3), score.RmseLog, 12);
        Assert.Equal((Math.Log10(1.5) + Math.Log10(2)) / 3, score.Log10, 12);
        Assert.Equal(Math.Sqrt((one * one + two * two) / 3 - 0.5 * Math.Pow((one + two) / 3, 2)), score.SiLog, 12);
    }

    [Fact]
    public void Of_PerfectPrediction_IsBestEverywhere() => Gen.Float[0.01f, 79f].Array[1, 30].Sample(depth =>
        Assert.Equal(new DepthScore(1, 1, 1, 0, 0, 0, 0, 0, 0), DepthMetrics.Of(depth, depth, 1, depth.Length, DepthCrop.None, 1e-3, 80).Score));

    [Fact]
    public void Of_TruthScaledByAnyFactor_ChangesRelativeMetricsNot() => Gen.Select(Gen.Float[0.1f, 10f].Array[6], Gen.Float[0.1f, 10f].Array[6], Gen.Int[-3, 3]).Sample((truth, prediction, power) =>
    {
        var factor = MathF.Pow(2, power); // exact in binary
        var (score, _) = DepthMetrics.Of(prediction, truth, 2, 3, DepthCrop.None, 1e-9, 1e9);
        var (scaled, _) = DepthMetrics.Of([.. prediction.Select(value => value * factor)], [.. truth.Select(value => value * factor)], 2, 3, DepthCrop.None, 1e-9, 1e9);
        Assert.Equal(score!.AbsRel, scaled!.AbsRel, 1e-9);
        Assert.Equal(score.RmseLog, scaled.RmseLog, 1e-6);
        Assert.Equal(score.Rmse * factor, scaled.Rmse, 1e-6 * (1 + scaled.Rmse));
        Assert.Equal(score.Delta1, scaled.Delta1);
    });

    [Fact]
    public void Of_PredictionsThatAreNoNumbers_TakeTheLimits()
    {
        float[] truth = [5, 5, 5];

        var (broken, _) = DepthMetrics.Of([float.PositiveInfinity, float.NaN, float.NegativeInfinity], truth, 1, 3, DepthCrop.None, 1e-3, 10);

        Assert.Equal(DepthMetrics.Of([10, 1e-3f, 10], truth, 1, 3, DepthCrop.None, 1e-3, 10).Score!.Rmse, broken!.Rmse, 1e-7);
    }

    [Fact]
    public void Of_NoPixelToScore_HasNoScore() =>
        Assert.Equal((null, 0), DepthMetrics.Of([1, 2], [0, 10], 1, 2, DepthCrop.None, 1e-3, 10));

    [Fact]
    public void Of_LengthsThatDiffer_IsRefused() =>
        Assert.Throws<ArgumentException>(() => { DepthMetrics.Of([1, 2], [1], 1, 2, DepthCrop.None, 1e-3, 10); });

    // PAPER.md 6: last rows and columns, inclusive, are 470, 600; 348, 1171.
    [Theory]
    [InlineData(DepthCrop.Nyu, 480, 640, 45, 471, 41, 601)]
    [InlineData(DepthCrop.Garg, 352, 1216, 143, 349, 43, 1172)]
    [InlineData(DepthCrop.Eigen, 352, 1216, 117, 321, 43, 1172)]
    [InlineData(DepthCrop.None, 352, 1216, 0, 352, 0, 1216)]
    [InlineData(DepthCrop.Nyu, 50, 30, 45, 50, 30, 30)]
    public void Bounds_OfEachCrop_AreTheOfficialOnes(DepthCrop crop, int height, int width, int top, int bottom, int left, int right) =>
        Assert.Equal((top, bottom, left, right), DepthMetrics.Bounds(crop, height, width));

    [Fact]
    public void Of_Crop_LooksNowhereElse()
    {
        var (truth, prediction) = (new float[100 * 100], new float[100 * 100]);
        var (top, bottom, left, right) = DepthMetrics.Bounds(DepthCrop.Garg, 100, 100);
        for (var i = 0; i < truth.Length; i++)
            (truth[i], prediction[i]) = (2, i / 100 >= top && i / 100 < bottom && i % 100 >= left && i % 100 < right ? 2 : 7);

        var (score, pixels) = DepthMetrics.Of(prediction, truth, 100, 100, DepthCrop.Garg, 1e-3, 80);

        Assert.Equal((0.0, (bottom - top) * (right - left)), (score!.Rmse, pixels));
        Assert.True(DepthMetrics.Of(prediction, truth, 100, 100, DepthCrop.None, 1e-3, 80).Score!.Rmse > 0);
    }

    [Fact]
    public void Mean_OfImages_CountsEachAlike()
    {
        var (one, two) = (new DepthScore(1, 1, 1, 0, 0, 1, 0, 0, 0), new DepthScore(0, 0.5, 1, 0, 0, 4, 0, 0, 0.5));

        Assert.Equal(new DepthScore(0.5, 0.75, 1, 0, 0, 2.5, 0, 0, 0.25), DepthScore.Mean([one, two]));
        Assert.Throws<ArgumentException>(() => DepthScore.Mean([]));
    }
}
