using CsCheck;
using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ColourOperationsTests
{
    [Fact]
    public void AutoContrast_EachChannel_IsStretchedByItself()
    {
        var image = new RgbImage(3, 1, [10, 0, 7, 20, 100, 7, 30, 255, 7]);

        // Red: (20 − 10) x 255 / 20 = 127.5, cut off; green is stretched already; blue has one value.
        Assert.Equal([0, 0, 7, 127, 100, 7, 255, 255, 7], ColourOperations.AutoContrast(image).Pixels);
    }

    [Fact]
    public void Equalize_Ramp_StaysAndCrowdedValuesSpread()
    {
        // 256 values, each four times, in red; step = (1024 − 4) / 255 = 4, and level v = (2 + 4 v) / 4 = v.
        var ramp = new RgbImage(32, 32, [.. Enumerable.Range(0, 1024).SelectMany(i => new byte[] { (byte)(i / 4), (byte)(i / 512), 9 })]);

        var equal = ColourOperations.Equalize(ramp);

        Assert.Equal([.. Enumerable.Range(0, 1024).Select(i => (byte)(i / 4))], Channel(equal, 0));
        // Green: 512 zeros and 512 ones, step 512 / 255 = 2: levels 1 / 2 = 0 and (1 + 512) / 2 = 256, at most 255.
        Assert.Equal([.. Enumerable.Range(0, 1024).Select(i => (byte)(i < 512 ? 0 : 255))], Channel(equal, 1));
        Assert.Equal(Channel(ramp, 2), Channel(equal, 2));
    }

    [Fact]
    public void Equalize_FewPixels_ChangesNothing()
    {
        var image = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);

        Assert.Equal(image.Pixels, ColourOperations.Equalize(image).Pixels);
    }

    [Fact]
    public void Tables_Values_AreThoseOfPaperAndPencil()
    {
        var image = new RgbImage(2, 1, [0, 100, 127, 128, 200, 255]);

        Assert.Equal([255, 155, 128, 127, 55, 0], ColourOperations.Invert(image).Pixels);
        Assert.Equal([0, 100, 127, 127, 55, 0], ColourOperations.Solarize(image, 128).Pixels);
        Assert.Equal(image.Pixels, ColourOperations.Solarize(image, 256).Pixels);
        Assert.Equal([110, 210, 237, 128, 200, 255], ColourOperations.SolarizeAdd(image, 110).Pixels);
        Assert.Equal([0, 96, 96, 128, 192, 224], ColourOperations.Posterize(image, 3).Pixels);
        Assert.Equal(new byte[6], ColourOperations.Posterize(image, 0).Pixels);
        Assert.Equal(image.Pixels, ColourOperations.Posterize(image, 8).Pixels);
    }

    [Fact]
    public void Enhancements_Values_AreThoseOfPaperAndPencil()
    {
        var image = new RgbImage(2, 1, [200, 100, 50, 0, 40, 240]);
        // Greys: (19595 x 200 + 38470 x 100 + 7471 x 50 + 32768) / 65536 = 124.7, and 51.3; their mean of 124 and 51 is 87.5, rounded to 88.

        Assert.Equal([100, 50, 25, 0, 20, 120], ColourOperations.Brightness(image, 0.5).Pixels);
        Assert.Equal([255, 150, 75, 0, 60, 255], ColourOperations.Brightness(image, 1.5).Pixels);
        Assert.Equal([162, 112, 87, 25, 45, 145], ColourOperations.Colour(image, 0.5).Pixels);
        Assert.Equal([144, 94, 69, 44, 64, 164], ColourOperations.Contrast(image, 0.5).Pixels);
    }

    [Fact]
    public void Sharpness_OneBrightPixel_IsSmoothedInside()
    {
        var pixels = new byte[27];
        pixels[12] = 130; // red of the middle

        // 5 / 13 of 130 are 50; halfway from 50 to 130 lies 90, and twice as far 210.
        Assert.Equal(90, ColourOperations.Sharpness(new RgbImage(3, 3, pixels), 0.5).Pixels[12]);
        Assert.Equal(210, ColourOperations.Sharpness(new RgbImage(3, 3, pixels), 2).Pixels[12]);
        Assert.Equal(50, ColourOperations.Sharpness(new RgbImage(3, 3, pixels), 0).Pixels[12]);
        Assert.Equal(130, ColourOperations.Sharpness(new RgbImage(3, 3, pixels), 0).Pixels.Max(value => (int)value) + 80); // the border keeps its zeros
    }

    [Fact]
    public void Enhancements_FactorOf1_ChangeNothing() => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Byte.Array[108]).Sample((width, height, values) =>
    {
        var image = new RgbImage(width, height, values[..(width * height * 3)]);
        foreach (var enhance in new Func<RgbImage, double, RgbImage>[] { ColourOperations.Colour, ColourOperations.Contrast, ColourOperations.Brightness, ColourOperations.Sharpness })
            Assert.Equal(image.Pixels, enhance(image, 1).Pixels);
    }, iter: 100);

    private static byte[] Channel(RgbImage image, int channel) => [.. image.Pixels.Where((_, i) => i % 3 == channel)];
}
