using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class AttentionStatisticsTests
{
    [Fact]
    public void Add_UnequalBatches_CountsImagesAlike()
    {
        using var scope = NewDisposeScope();
        var attention = Attention.Random(5, 3, 16);
        var (whole, parts) = (new AttentionStatistics(), new AttentionStatistics());

        whole.Add([Tap(attention)]);
        parts.Add([Tap(attention[..4])]);
        parts.Add([Tap(attention[4..])]);

        AssertEqual(whole.Distance[0], parts.Distance[0]);
        AssertEqual(whole.Entropy[0], parts.Entropy[0]);
        AssertEqual(whole.Diversity[0], parts.Diversity[0]);
    }

    [Fact]
    public void Add_ClassToken_MeasuresPatchesOnly()
    {
        using var scope = NewDisposeScope();
        var attention = Attention.Random(2, 3, 17);
        var (all, patches) = (new AttentionStatistics(), new AttentionStatistics());

        all.Add([Tap(attention, hasClassToken: true)]);
        patches.Add([Tap(PatchAttention.Of(attention))]);

        AssertEqual(patches.Distance[0], all.Distance[0]);
        AssertEqual(patches.Entropy[0], all.Entropy[0]);
        AssertEqual(patches.Diversity[0], all.Diversity[0]);
    }

    [Fact]
    public void Add_TwoLayers_KeepsThemApart()
    {
        using var scope = NewDisposeScope();
        var statistics = new AttentionStatistics();

        statistics.Add([Tap(Attention.Diagonal(2, 16)), Tap(Attention.Uniform(2, 16))]);

        Assert.Equal(0, statistics.Entropy[0][1]);
        Assert.Equal(Math.Log(16), statistics.Entropy[1][1], 1e-6);
    }

    [Fact]
    public void Add_ManyBatches_LeavesNoTensorBehind()
    {
        var statistics = new AttentionStatistics();
        using var attention = Attention.Random(2, 3, 17);
        var tap = Tap(attention, hasClassToken: true);
        statistics.Add([tap]);
        var live = Tensor.TotalCount;

        for (var batch = 0; batch < 100; batch++)
            statistics.Add([tap]);

        Assert.True(Tensor.TotalCount <= live, $"{live} tensors lived before, {Tensor.TotalCount} afterwards"); // fewer: what earlier tests left is finalised
    }

    [Fact]
    public void Add_AnotherNumberOfHeads_NamesTheLayer()
    {
        using var scope = NewDisposeScope();
        var statistics = new AttentionStatistics();
        statistics.Add([Tap(Attention.Uniform(2, 16))]);

        var fault = Assert.Throws<ShapeException>(() => statistics.Add([Tap(Attention.Uniform(3, 16))]));

        Assert.Equal("attention of blocks.0.attn is [2, 3, 16, 16], expected 2 heads as in the first batch.", fault.Message);
    }

    [Fact]
    public void Distance_OfNothing_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => new AttentionStatistics().Distance);

    private static AttentionTap Tap(Tensor attention, bool hasClassToken = false) =>
        new("blocks.0.attn", attention, hasClassToken, Attention.Grid(4, 4), 4);

    private static void AssertEqual(double[] expected, double[] got)
    {
        Assert.Equal(expected.Length, got.Length);
        foreach (var (first, second) in expected.Zip(got))
            Assert.Equal(first, second, 1e-5);
    }
}
