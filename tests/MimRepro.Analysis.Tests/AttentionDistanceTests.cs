using CsCheck;
using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class AttentionDistanceTests
{
    [Theory]
    [InlineData(14, 16, 116.49)] // ViT-B/16 at 224 px
    [InlineData(7, 4, 14.44)] // Swin's first stage; PAPER.md 2.1
    [InlineData(12, 4, 24.94)]
    [InlineData(6, 32, 98.57)]
    public void Of_UniformAttention_IsTheMeanPairDistance(int side, double stride, double expected)
    {
        using var scope = NewDisposeScope();

        var distance = AttentionDistance.Of(Attention.Uniform(3, side * side), tensor(Attention.Grid(side, side)), stride);

        Assert.All(Attention.Values(distance), value => Assert.Equal(expected, value, 0.005));
    }

    [Fact]
    public void Of_AttentionToItself_IsZero()
    {
        using var scope = NewDisposeScope();

        var distance = AttentionDistance.Of(Attention.Diagonal(2, 16), tensor(Attention.Grid(4, 4)), 16);

        Assert.Equal([0, 0], Attention.Values(distance));
    }

    [Fact]
    public void Of_OneHeadLooksRight_GivesItsOwnDistance()
    {
        using var scope = NewDisposeScope();
        var attention = Attention.Diagonal(2, 2);
        attention[.., 1] = tensor(new[,] { { 0f, 1f }, { 0.5f, 0.5f } }); // 1 and 0.5 tokens of 8 px: mean 6

        Assert.Equal([0, 6], Attention.Values(AttentionDistance.Of(attention, tensor(Attention.Grid(1, 2)), 8)));
    }

    [Fact]
    public void Of_AnyAttention_LiesBetweenZeroAndTheDiagonal() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[1, 6], Gen.Int[1, 6]).Sample((seed, height, width) =>
        {
            using var scope = NewDisposeScope();
            var attention = Attention.Random(2, 3, height * width, seed);

            var distance = Attention.Values(AttentionDistance.Of(attention, tensor(Attention.Grid(height, width)), 4));

            var diagonal = 4 * Math.Sqrt((height - 1) * (height - 1) + (width - 1) * (width - 1));
            return distance.All(value => value >= 0 && value <= diagonal + 1e-4);
        }, iter: 50, threads: 1);

    [Fact]
    public void Of_GridOfAnotherSize_NamesBothShapes()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ShapeException>(() => AttentionDistance.Of(Attention.Uniform(2, 16), tensor(Attention.Grid(3, 3)), 16));

        Assert.Equal("grid is [9, 2], expected [16, 2] for attention [2, 2, 16, 16].", fault.Message);
    }

    [Fact]
    public void Of_RowsAndColumnsDiffer_IsRefused()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ShapeException>(() => AttentionDistance.Of(ones(8, 4, 49, 64), tensor(Attention.Grid(7, 7)), 16));

        Assert.Equal("attention is [8, 4, 49, 64], expected [B, nH, N, N].", fault.Message);
    }
}
