using MimRepro.Results.Database;

namespace MimRepro.Results.Tests;

public sealed class MetricDescriptorsTests
{
    [Fact, Trait("Kind", "Snapshot")]
    public void All_Metrics_AreTheStoredTable() => Snapshots.Match(string.Join("\n", MetricDescriptors.All), "all");

    [Fact, Trait("Kind", "Unit")]
    public void Get_Misspelt_NamesTheNearest()
    {
        var fault = Assert.Throws<ArgumentException>(() => MetricDescriptors.Get("top-1"));

        Assert.Contains("nearest known: top1,", fault.Message);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(2.0, 2.03, true)]
    [InlineData(2.0, 2.05, false)]
    [InlineData(-2.0, -2.03, true)]
    [InlineData(0.0, 0.0, true)]
    [InlineData(2.0, double.NaN, false)]
    public void Agrees_RelativeTolerance2Percent_CountsFromTheExpected(double expected, double actual, bool agrees) =>
        Assert.Equal(agrees, MetricDescriptors.Get("masked_l1").Agrees(expected, actual));

    [Fact, Trait("Kind", "Snapshot")]
    public void OutputChecks_ManyFaults_AreAllNamedAtOnce()
    {
        var fault = Assert.Throws<ArgumentException>(() => OutputChecks.ThrowIfInvalid("",
            [
                new("top-1", 3), new("atention_distance", 3, Layer: 1), new("top1", double.NaN), new("top1", 5, Epoch: double.PositiveInfinity),
                new("cka", 0.5, Epoch: 2, Layer: 0, OtherLayer: 4), new("cka", 0.6, Epoch: 2, Layer: 0, OtherLayer: 4),
            ],
            [new("loss", "epoch", [1, 2], [1]), new("top1", "epoch", [1, 2], [1, double.NegativeInfinity])],
            [.. Samples.Figures, .. Samples.Figures]));

        Snapshots.Match(fault.Message, "faults");
    }
}
