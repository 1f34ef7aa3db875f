using MimRepro.Tasks.Classification;

namespace MimRepro.Tasks.Tests.Classification;

public sealed class EpochOrderTests
{
    [Fact]
    [Trait("Kind", "Unit")]
    public void EpochOrder_OneEpoch_VisitsEachItemOnce()
    {
        var order = new EpochOrder(3, 12, 4);

        var visited = Enumerable.Range(0, 3).SelectMany(step => order.Batch(step)).Order();

        Assert.Equal(Enumerable.Range(0, 12).Select(item => (long)item), visited);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void EpochOrder_StepAskedOutOfOrder_IsTheSame()
    {
        var forward = new EpochOrder(3, 12, 4);
        var jumping = new EpochOrder(3, 12, 4);

        for (var step = 0; step < 7; step++)
        {
            forward.Batch(step);
        }

        Assert.Equal(forward.Batch(7), jumping.Batch(7));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void EpochOrder_FewerItemsThanABatch_TakesThemAll() => Assert.Equal(5, new EpochOrder(0, 5, 64).Batch(0).Length);
}
