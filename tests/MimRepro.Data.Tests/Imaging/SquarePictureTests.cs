using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using static MimRepro.Recipes.PixelInterpolation;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class SquarePictureTests
{
    private static readonly (Interval Scale, Interval Ratio, double FlipProbability) Swin = (new(0.08, 1), new(3 / 4.0, 4 / 3.0), 0.5);

    [Theory]
    [InlineData(Bilinear, new byte[] { 0, 25, 75, 100 })]
    // At 0.25 and 0.75 pixels from the first centre cubics weigh 0.867 : −0.070 and 0.867 : 0.227.
    [InlineData(Bicubic, new byte[] { 0, 21, 79, 109 })]
    public void Resize_TwoPixelsToFour_GivesWhatPaperAndPencilGive(PixelInterpolation interpolation, byte[] expected)
    {
        var image = Grey(2, 1, 0, 100);

        Assert.Equal(expected, Red(AntialiasedResize.Resize(image, new(0, 0, 1, 2), 1, 4, interpolation)));
        Assert.Equal(expected, Red(AntialiasedResize.Resize(Grey(1, 2, 0, 100), new(0, 0, 2, 1), 4, 1, interpolation)));
    }

    [Theory]
    [InlineData(Bilinear)]
    [InlineData(Bicubic)]
    public void Resize_ToHalf_ReadsAllPixels(PixelInterpolation interpolation) =>
        Assert.Equal([51], Red(AntialiasedResize.Resize(Grey(2, 1, 0, 101), new(0, 0, 1, 2), 1, 1, interpolation))); // 50.5, rounded up

    [Fact]
    public void Resize_PartOfAPicture_DoesNotReadOutsideIt() =>
        Assert.Equal([10, 10, 10, 10], Red(AntialiasedResize.Resize(Grey(4, 1, 255, 10, 10, 255), new(0, 1, 1, 2), 1, 4, Bicubic)));

    [Fact]
    public void Resize_AnyPictureOfOneColour_KeepsIt() => Gen.Select(Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Int[1, 20], Gen.Byte).Sample((width, height, newWidth, newHeight, value) =>
    {
        var image = Grey(width, height, [.. Enumerable.Repeat(value, width * height)]);
        foreach (var interpolation in new[] { Bilinear, Bicubic })
            Assert.All(AntialiasedResize.Resize(image, new(0, 0, height, width), newHeight, newWidth, interpolation).Pixels, pixel => Assert.Equal(value, pixel));
    }, iter: 200);

    [Fact]
    public void Resize_ToTheSameSize_ChangesNothing() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Byte.Array[243]).Sample((width, height, values) =>
    {
        var image = new RgbImage(width, height, values[..(width * height * 3)]);
        Assert.Equal(image.Pixels, AntialiasedResize.Resize(image, new(0, 0, height, width), height, width, Bicubic).Pixels);
    }, iter: 100);

    [Theory]
    [InlineData(512, 256)]
    [InlineData(256, 300)]
    [InlineData(37, 640)]
    public void Centred_AnySize_IsASquareFromTheMiddle(int width, int height)
    {
        // Left half black, right half white; the middle of the square lies on the edge.
        var image = new RgbImage(width, height, [.. Enumerable.Range(0, width * height).SelectMany(i => Enumerable.Repeat((byte)(i % width * 2 < width ? 0 : 255), 3))]);

        var square = SquarePicture.Centred(image, 224, 224 / 256.0, Bicubic);

        Assert.Equal((224, 224), (square.Width, square.Height));
        Assert.Equal(0, square[90, 112][0]);
        Assert.Equal(255, square[134, 112][0]);
    }

    [Fact]
    public void Centred_CropFractionOf1_KeepsASquareAsItIs()
    {
        var image = Grey(2, 2, 1, 2, 3, 4);

        Assert.Equal(image.Pixels, SquarePicture.Centred(image, 2, 1, Bicubic).Pixels);
    }

    [Fact]
    public void Centred_WrongArguments_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SquarePicture.Centred(Grey(1, 1, 1), 2, 1.1, Bicubic));
        Assert.Throws<ArgumentOutOfRangeException>(() => SquarePicture.Centred(Grey(1, 1, 1), 2, 1, Either));
        Assert.Throws<ArgumentOutOfRangeException>(() => SquarePicture.Centred(Grey(1, 1, 1), 0, 1, Bicubic));
    }

    [Fact]
    public void Random_AnySeed_IsASquareAndTheSameAgain() => Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int).Sample((width, height, seed) =>
    {
        var image = Grey(width, height, [.. Enumerable.Range(0, width * height).Select(i => (byte)(i * 7))]);

        var square = SquarePicture.Random(image, 8, Swin, Either, new(seed, "test"));

        Assert.Equal((8, 8), (square.Width, square.Height));
        Assert.Equal(square.Pixels, SquarePicture.Random(image, 8, Swin, Either, new(seed, "test")).Pixels);
    }, iter: 200);

    [Fact]
    public void Random_WholePictureAndFlip_IsMirrored() =>
        Assert.Equal([2, 1, 4, 3], Red(SquarePicture.Random(Grey(2, 2, 1, 2, 3, 4), 2, (new(1, 1), new(1, 1), 1), Bicubic, new(0, "test"))));

    [Fact]
    public void Normalize_Planes_AreChannelAfterChannel()
    {
        var planes = new float[6];

        SquarePicture.Normalize(new(2, 1, [255, 0, 51, 0, 255, 102]), new() { Mean = [0.5, 0, 0], Std = [0.25, 1, 2] }, planes);

        Assert.Equal([2, -2, 0, 1, 0.1f, 0.2f], planes, (a, b) => Math.Abs(a - b) < 1e-6f);
        Assert.Throws<ArgumentException>(() => SquarePicture.Normalize(Grey(1, 1, 1), new() { Mean = [0], Std = [1] }, planes));
    }

    private static RgbImage Grey(int width, int height, params byte[] values) => new(width, height, [.. values.SelectMany(value => new[] { value, value, value })]);

    private static byte[] Red(RgbImage image) => [.. image.Pixels.Where((_, i) => i % 3 == 0)];
}
