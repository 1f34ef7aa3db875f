using CsCheck;
using MimRepro.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class LinearCkaTests
{
    [Fact]
    public void Result_IdenticalFeatures_IsOne()
    {
        using var scope = NewDisposeScope();
        var features = Features(16, 8, seed: 1);

        Assert.Equal(1, Cka([features, features])[0, 1], 1e-12);
    }

    [Fact]
    public void Result_RotatedScaledShifted_IsOne() =>
        Gen.Int[0, 1_000_000].Sample(seed =>
        {
            using var scope = NewDisposeScope();
            var features = Features(12, 6, seed);
            var rotation = linalg.qr(randn(6, 6)).Q;

            return Math.Abs(Cka([features, features.matmul(rotation) * 2.5 + 7])[0, 1] - 1) < 1e-4;
        }, iter: 20, threads: 1);

    [Fact]
    public void Result_UnrelatedFeatures_IsNearZero()
    {
        using var scope = NewDisposeScope();

        var result = Cka([Features(200, 16, 1), Features(200, 16, 2)]);

        Assert.Equal(0, result[0, 1], 0.02);
        Assert.Equal(result[0, 1], result[1, 0], 1e-12);
    }

    [Fact]
    public void Result_TokensAndChannels_AreFlattened()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (randn(8, 5, 3), randn(8, 7, 2));

        Assert.Equal(Cka([first.flatten(1), second.flatten(1)]), Cka([first, second]));
    }

    [Fact]
    public void Add_ThreeImages_IsRefused()
    {
        using var scope = NewDisposeScope();

        var fault = Assert.Throws<ShapeException>(() => Cka([ones(3, 2), ones(3, 2)]));

        Assert.Equal("features of layer 0 are [3, 2], expected [4, …]: every layer has the same images, at least 4.", fault.Message);
    }

    [Fact]
    public void Add_AnotherNumberOfLayers_IsRefused()
    {
        using var scope = NewDisposeScope();
        var cka = new LinearCka(3);

        Assert.Throws<ShapeException>(() => cka.Add([ones(8, 2), ones(8, 2)]));
    }

    [Fact]
    public void Result_SameFeaturesForAllImages_IsRefused()
    {
        using var scope = NewDisposeScope();

        Assert.Throws<InvalidOperationException>(() => Cka([ones(8, 2), Features(8, 2, 0)]));
        Assert.Throws<InvalidOperationException>(() => new LinearCka(2).Result());
    }

    private static double[,] Cka(IReadOnlyList<Tensor> features)
    {
        var cka = new LinearCka(features.Count);
        cka.Add(features);
        return cka.Result();
    }

    private static Tensor Features(int images, int channels, int seed)
    {
        manual_seed(seed);
        return randn(images, channels);
    }
}
