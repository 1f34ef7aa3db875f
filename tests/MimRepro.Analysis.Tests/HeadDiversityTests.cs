using CsCheck;
using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class HeadDiversityTests
{
    [Fact]
    public void Of_EqualHeads_IsZero()
    {
        using var scope = NewDisposeScope();
        var attention = Attention.Random(2, 1, 16).expand(2, 3, 16, 16);

        Assert.All(Attention.Values(HeadDiversity.Of(attention)), value => Assert.Equal(0, value, 1e-5));
    }

    [Fact]
    public void Of_TwoHeads_IsTheirDivergence()
    {
        using var scope = NewDisposeScope();
        var attention = tensor(new[] { 0.5f, 0.5f, 0.5f, 0.5f, 0.25f, 0.75f, 0.25f, 0.75f }).reshape(1, 2, 2, 2);

        var diversity = Attention.Values(HeadDiversity.Of(attention));

        Assert.Equal(0.5 * Math.Log(0.5 / 0.25) + 0.5 * Math.Log(0.5 / 0.75), diversity[0], 1e-6); // 0.1438
        Assert.Equal(0.25 * Math.Log(0.25 / 0.5) + 0.75 * Math.Log(0.75 / 0.5), diversity[1], 1e-6); // 0.1308
    }

    [Fact]
    public void Of_OppositeOneHotHeads_IsBoundedByTheFloor()
    {
        using var scope = NewDisposeScope();
        var attention = tensor(new[] { 1f, 0f, 1f, 0f, 0f, 1f, 0f, 1f }).reshape(1, 2, 2, 2);

        Assert.All(Attention.Values(HeadDiversity.Of(attention)), value => Assert.Equal(-Math.Log(1e-8), value, 1e-3));
    }

    [Fact]
    public void Matrix_AnyHeads_HasAZeroDiagonalAndNoNegativeEntry() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[2, 6], Gen.Int[1, 20]).Sample((seed, heads, tokens) =>
        {
            using var scope = NewDisposeScope();
            var divergences = HeadDiversity.Matrix(Attention.Random(2, heads, tokens, seed));

            var values = Attention.Values(divergences.flatten());
            return values.Where((value, i) => i % (heads + 1) == 0).All(value => value == 0) && values.All(value => value > -1e-5);
        }, iter: 50, threads: 1);

    [Fact]
    public void Of_OneHead_IsRefused()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ShapeException>(() => HeadDiversity.Of(Attention.Uniform(1, 4)));

        Assert.Equal("attention is [2, 1, 4, 4], expected at least 2 heads: head diversity compares heads.", fault.Message);
    }
}
