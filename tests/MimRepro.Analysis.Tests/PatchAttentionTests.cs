using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class PatchAttentionTests
{
    [Fact]
    public void Of_ClassTokenTakesHalf_RescalesTheRest()
    {
        using var scope = NewDisposeScope();
        var attention = tensor(new[] { 1f, 0f, 0f, 0.5f, 0.1f, 0.4f, 0.5f, 0.5f, 0f }).reshape(1, 1, 3, 3);

        var patches = PatchAttention.Of(attention);

        Assert.Equal([1, 1, 2, 2], patches.shape);
        Assert.Equal([0.2f, 0.8f, 1f, 0f], patches.data<float>().ToArray());
    }

    [Fact]
    public void Of_RowThatSeesTheClassTokenOnly_BecomesZero()
    {
        using var scope = NewDisposeScope();
        var attention = tensor(new[] { 1f, 0f, 1f, 0f }).reshape(1, 1, 2, 2);

        Assert.Equal(0f, PatchAttention.Of(attention).item<float>());
    }

    [Fact]
    public void Of_NoPatch_IsRefused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<ShapeException>(() => PatchAttention.Of(ones(1, 1, 1, 1)));
    }
}
