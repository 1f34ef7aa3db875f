using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tests.Imaging;

/// <summary>Kinds of pictures that stand in public sets, each with values worked by hand.</summary>
[Trait("Kind", "Unit")]
public sealed class PictureKindsTests
{
    private const string Name = "picture";

    [Theory]
    [InlineData(1, new[] { 0, 1 }, new[] { 0, 255 })]
    [InlineData(2, new[] { 1, 2 }, new[] { 85, 170 })]
    [InlineData(4, new[] { 3, 14 }, new[] { 51, 238 })]
    [InlineData(8, new[] { 7, 250 }, new[] { 7, 250 })]
    [InlineData(16, new[] { 0x1234, 0xFE00 }, new[] { 0x12, 0xFD })] // 65,024 of 65,535 is 253.01 of 255
    public void Read_GreyPng_IsGreyInEachChannel(int bits, int[] samples, int[] expected)
    {
        var image = ImageFile.Read(MadePictures.Png(2, 1, 0, bits, samples), Name);

        Assert.Equal((2, 1), (image.Width, image.Height));
        for (var x = 0; x < 2; x++)
            Assert.All(image[x, 0].ToArray(), value => Assert.InRange(value, expected[x] - (bits == 16 ? 1 : 0), expected[x] + (bits == 16 ? 1 : 0)));
    }

    [Fact]
    public void Read_PngOf16Bits_KeepsTheUpperEight()
    {
        var image = ImageFile.Read(MadePictures.Png(1, 1, 2, 16, [0x2000, 0x8080, 0xFFFF]), Name);

        Assert.InRange(image[0, 0][0], 0x1F, 0x20);
        Assert.InRange(image[0, 0][1], 0x80, 0x81);
        Assert.Equal(0xFF, image[0, 0][2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Read_PalettePng_HasThePalettesColours(int bits)
    {
        var image = ImageFile.Read(MadePictures.Png(3, 2, 3, bits, [0, 1, 0, 1, 1, 0], palette: [200, 100, 50, 10, 20, 30]), Name);

        Assert.Equal([200, 100, 50], image[0, 0].ToArray());
        Assert.Equal([10, 20, 30], image[1, 1].ToArray());
        Assert.Equal([200, 100, 50], image[2, 1].ToArray());
    }

    [Fact]
    public void Read_PalettePngWithTransparency_IsLaidOnBlack()
    {
        var image = ImageFile.Read(MadePictures.Png(2, 1, 3, 8, [0, 1], palette: [200, 100, 50, 10, 20, 30], alphas: [0, 255]), Name);

        Assert.Equal([0, 0, 0], image[0, 0].ToArray());
        Assert.Equal([10, 20, 30], image[1, 0].ToArray());
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Read_GreyPngWithAlpha_IsLaidOnBlack(int bits)
    {
        var full = (1 << bits) - 1;

        var image = ImageFile.Read(MadePictures.Png(2, 1, 4, bits, [full, full, full, full / 2]), Name);

        Assert.Equal([255, 255, 255], image[0, 0].ToArray());
        Assert.All(image[1, 0].ToArray(), value => Assert.InRange(value, 126, 128));
    }

    [Theory]
    [InlineData(200, 100, 50, 255, 200, 100, 50)]
    [InlineData(200, 100, 50, 128, 100, 50, 25)]
    [InlineData(255, 255, 255, 0, 0, 0, 0)]
    public void Read_CmykJpeg_IsInkOnWhitePaper(byte cyan, byte magenta, byte yellow, byte black, int red, int green, int blue)
    {
        var image = ImageFile.Read(MadePictures.FourComponentJpeg([cyan, magenta, yellow, black], transform: 0), Name);

        Assert.Equal((8, 8), (image.Width, image.Height));
        Assert.InRange(image[3, 5][0], red - 1, red + 1);
        Assert.InRange(image[3, 5][1], green - 1, green + 1);
        Assert.InRange(image[3, 5][2], blue - 1, blue + 1);
    }

    // Brightness 200 without colour is 55 of each ink's complement: libjpeg turns the three around.
    [Fact]
    public void Read_YcckJpeg_IsTurnedIntoInkFirst() =>
        Assert.All(ImageFile.Read(MadePictures.FourComponentJpeg([200, 128, 128, 255], transform: 2), Name)[0, 0].ToArray(), value => Assert.InRange(value, 54, 56));

    [Fact]
    public void Square_CmykJpeg_HasTheSameColours()
    {
        var square = ImageFile.Square(MadePictures.FourComponentJpeg([200, 100, 50, 255], transform: 0), Name, 2, 1);

        Assert.All(square[..4], value => Assert.InRange(value, 199, 201));
        Assert.All(square[8..], value => Assert.InRange(value, 49, 51));
    }

    [Theory]
    [InlineData("II*\0")]
    [InlineData("%PDF-1.4")]
    public void Read_AnotherKindOfFile_IsRefusedByName(string start) =>
        Assert.Contains("no JPEG, PNG, WebP, BMP or GIF", Assert.Throws<DataFormatException>(() => ImageFile.Read([.. System.Text.Encoding.ASCII.GetBytes(start), .. new byte[64]], Name)).Message);
}
