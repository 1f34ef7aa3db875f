using MimRepro.Results.Claims;

namespace MimRepro.Results.Tests.Claims;

[Trait("Kind", "Unit")]
public sealed class IntervalsTests
{
    // Printed tables of Student's t, two-sided 95 %.
    [Theory]
    [InlineData(1, 12.706)]
    [InlineData(2, 4.303)]
    [InlineData(3, 3.182)]
    [InlineData(4, 2.776)]
    [InlineData(5, 2.571)]
    [InlineData(9, 2.262)]
    [InlineData(10, 2.228)]
    [InlineData(29, 2.045)]
    [InlineData(30, 2.042)]
    [InlineData(120, 1.980)]
    [InlineData(100_000, 1.960)]
    public void TwoSidedQuantile_95Percent_IsThatOfTheTable(int degreesOfFreedom, double expected) =>
        Assert.Equal(expected, StudentT.TwoSidedQuantile(0.95, degreesOfFreedom), 3);

    [Fact]
    public void TwoSidedQuantile_OneAndTwoDegrees_AreTheClosedForms()
    {
        // Cauchy: tan(0.95 pi/2). Two degrees: p sqrt(2 / (1 - p^2)).
        Assert.Equal(Math.Tan(0.475 * Math.PI), StudentT.TwoSidedQuantile(0.95, 1), 10);
        Assert.Equal(0.95 * Math.Sqrt(2 / (1 - 0.95 * 0.95)), StudentT.TwoSidedQuantile(0.95, 2), 10);
    }

    [Theory]
    [InlineData(0.99, 3, 5.841)]
    [InlineData(0.90, 7, 1.895)]
    public void TwoSidedQuantile_OtherCoverage_IsThatOfTheTable(double coverage, int degreesOfFreedom, double expected) =>
        Assert.Equal(expected, StudentT.TwoSidedQuantile(coverage, degreesOfFreedom), 3);

    [Fact]
    public void Mean95_OneTwoThree_IsWorkedByHand()
    {
        var interval = Intervals.Mean95([1, 2, 3]); // s = 1, half width 4.30265 / sqrt(3)

        Assert.Equal(2, interval.Mean);
        Assert.Equal(2 - 2.48414, interval.Low!.Value, 5);
        Assert.Equal(2 + 2.48414, interval.High!.Value, 5);
        Assert.Equal(2.48414, interval.HalfWidth!.Value, 5);
    }

    [Fact]
    public void Mean95_OneValue_HasNoInterval() => Assert.Equal(new Interval(7, null, null, 1), Intervals.Mean95([7]));

    [Fact]
    public void Mean95_NoValueOrNotFinite_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => Intervals.Mean95([]));
        Assert.Throws<ArgumentException>(() => Intervals.Mean95([1, double.NaN]));
    }
}
