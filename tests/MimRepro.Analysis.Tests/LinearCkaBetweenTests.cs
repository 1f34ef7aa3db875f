using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class LinearCkaBetweenTests
{
    [Fact]
    public void Result_OfAModelWithItself_IsItsOwnCka()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(1);
        var (own, between) = (new LinearCka(3), new LinearCkaBetween(3, 3));
        for (int batch = 0; batch < 4; batch++)
        {
            Tensor[] features = [randn(8, 5, 6), randn(8, 7), randn(8, 2, 2)];
            own.Add(features);
            between.Add(features, features);
        }

        double[,] expected = own.Result(), got = between.Result();

        for (int row = 0; row < 3; row++)
            for (int column = 0; column < 3; column++)
                Assert.Equal(expected[row, column], got[row, column], 9);
    }

    [Fact]
    public void Result_RotatedScaledAndShifted_IsOne()
    {
        using DisposeScope scope = NewDisposeScope();
        random.manual_seed(2);
        var between = new LinearCkaBetween(1, 2);
        Tensor rotation = linalg.qr(randn(6, 6)).Q;
        for (int batch = 0; batch < 3; batch++)
        {
            Tensor features = randn(10, 6);
            between.Add([features], [features.matmul(rotation) * 3 + 2, randn(10, 4)]);
        }

        Assert.Equal(1, between.Result()[0, 0], 5);
        Assert.InRange(between.Result()[0, 1], -0.5, 0.7);
    }

    [Fact]
    public void Add_OtherImages_IsRefused()
    {
        using DisposeScope scope = NewDisposeScope();
        var between = new LinearCkaBetween(1, 1);

        Assert.Throws<ShapeException>(() => between.Add([randn(8, 3)], [randn(9, 3)]));
        Assert.Throws<ShapeException>(() => between.Add([randn(3, 3)], [randn(3, 3)]));
        Assert.Throws<ShapeException>(() => between.Add([randn(8, 3), randn(8, 3)], [randn(8, 3)]));
        Assert.Throws<InvalidOperationException>(() => between.Result());
    }
}
