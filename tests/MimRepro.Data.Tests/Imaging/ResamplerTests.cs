using CsCheck;
using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ResamplerTests
{
    [Fact]
    public void Resample_TwoPixelsToFour_GivesQuartersByHand()
    {
        // Centres of the output lie at 0.25, 0.75, 1.25, 1.75 of the input, whose centres are 0.5 and 1.5.
        var output = Resample([0, 100, 0, 100], side: 2, size: 4);

        Assert.Equal([0f, 25, 75, 100], output[..4]);
    }

    [Fact]
    public void Resample_FourPixelsToTwo_WidensTheFilter()
    {
        var row = new byte[] { 0, 0, 80, 80 };
        var output = Resample([.. row, .. row, .. row, .. row], side: 4, size: 2);

        // Weights of pixels at 0.5, 1.5, 2.5 around 1.0 with support 2: 0.75, 0.75, 0.25; the sum is 1.75.
        Assert.Equal(80 * 0.25 / 1.75, output[0], 4);
        Assert.Equal(80 * 1.5 / 1.75, output[1], 4);
    }

    [Fact]
    public void Resample_SameSize_IsExact()
    {
        byte[] plane = [.. Enumerable.Range(0, 25).Select(i => (byte)(i * 10))];

        Assert.Equal(plane.Select(value => (float)value), Resample(plane, side: 5, size: 5));
    }

    [Fact]
    public void Resample_ConstantImage_StaysConstant() =>
        (from value in Gen.Byte from side in Gen.Int[1, 60] from size in Gen.Int[1, 60] select (value, side, size)).Sample(t =>
            Resample([.. Enumerable.Repeat(t.value, t.side * t.side)], t.side, t.size).All(pixel => Math.Abs(pixel - t.value) < 1e-3), iter: 300);

    [Fact]
    public void Resample_AnyImage_StaysInItsRange() =>
        (from plane in Gen.Byte.Array[49] from size in Gen.Int[1, 20] select (plane, size)).Sample(t =>
            Resample(t.plane, side: 7, t.size).All(pixel => pixel >= t.plane.Min() - 1e-3 && pixel <= t.plane.Max() + 1e-3), iter: 300);

    [Fact]
    public void Resample_Flip_MirrorsTheResult()
    {
        byte[] plane = [.. Enumerable.Range(0, 49).Select(i => (byte)(i * 5))];
        var straight = Resample(plane, side: 7, size: 9);

        var flipped = Resample(plane, side: 7, size: 9, flip: true);

        Assert.Equal(straight.Chunk(9).SelectMany(row => row.Reverse()), flipped);
    }

    [Fact]
    public void Resample_PixelsOutsideTheCrop_DoNotCount()
    {
        byte[] plane = [.. Enumerable.Repeat((byte)255, 64)];
        for (var y = 2; y < 5; y++)
            for (var x = 3; x < 6; x++)
                plane[y * 8 + x] = 7;
        var output = new float[36];

        new Resampler(6, 8).Resample(plane, 8, new Crop(2, 3, 3, 3), flip: false, output);

        Assert.All(output, pixel => Assert.Equal(7, pixel, 4));
    }

    private static float[] Resample(byte[] plane, int side, int size, bool flip = false)
    {
        var output = new float[size * size];
        new Resampler(size, side).Resample(plane, side, new Crop(0, 0, side, side), flip, output);
        return output;
    }
}
