using MimRepro.Data.Imaging;
using SkiaSharp;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ContactSheetTests
{
    [Fact]
    public void Png_TwoGreyImages_HasThemScaledWithATransparentGap()
    {
        using var sheet = SKBitmap.Decode(ContactSheet.Png(1, 2, [[0f, 1, 0.5f, 0.25f], [1f, 1, 1, 1]], channels: 1, size: 2, scale: 3));

        Assert.Equal(((2 + 1 + 2) * 3, 2 * 3), (sheet.Width, sheet.Height));
        Assert.Equal(new SKColor(0, 0, 0), sheet.GetPixel(2, 2));
        Assert.Equal(new SKColor(255, 255, 255), sheet.GetPixel(3, 0));
        Assert.Equal(new SKColor(128, 128, 128), sheet.GetPixel(0, 3));
        Assert.Equal(0, sheet.GetPixel(7, 3).Alpha);
        Assert.Equal(new SKColor(255, 255, 255), sheet.GetPixel(9, 5));
    }

    [Fact]
    public void Png_ColourBytes_KeepTheirChannels()
    {
        using var sheet = SKBitmap.Decode(ContactSheet.Png(1, 1, [new byte[] { 10, 20, 30 }], channels: 3, size: 1, scale: 1));

        Assert.Equal(new SKColor(10, 20, 30), sheet.GetPixel(0, 0));
    }

    [Fact]
    public void Png_SecondRow_StartsBelowTheGap()
    {
        using var sheet = SKBitmap.Decode(ContactSheet.Png(2, 1, [new byte[] { 1 }, [200]], channels: 1, size: 1, scale: 2));

        Assert.Equal(6, sheet.Height);
        Assert.Equal(new SKColor(200, 200, 200), sheet.GetPixel(0, 4));
    }

    [Fact]
    public void Png_ValuesOutsideZeroToOne_AreClamped()
    {
        using var sheet = SKBitmap.Decode(ContactSheet.Png(1, 3, [[-5f], [5f], [float.NaN]], channels: 1, size: 1, scale: 1));

        Assert.Equal([0, 255, 0], new[] { 0, 2, 4 }.Select(x => (int)sheet.GetPixel(x, 0).Red));
    }

    [Fact]
    public void Png_Twice_GivesTheSameBytes()
    {
        float[][] cells = [.. Enumerable.Range(0, 6).Select(cell => Enumerable.Range(0, 64).Select(i => (cell * 64 + i) / 400f).ToArray())];

        Assert.Equal(ContactSheet.Png(2, 3, cells, 1, 8, 3), ContactSheet.Png(2, 3, cells, 1, 8, 3));
    }

    [Fact]
    public void Png_CellOfWrongLength_NamesIt()
    {
        var fault = Assert.Throws<ArgumentException>(() => ContactSheet.Png(1, 2, [new byte[4], new byte[5]], channels: 1, size: 2, scale: 1));

        Assert.Contains("cell 1 has 5 values, expected 1 x 2 x 2", fault.Message, StringComparison.Ordinal);
    }
}
