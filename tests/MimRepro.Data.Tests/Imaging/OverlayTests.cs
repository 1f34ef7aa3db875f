using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class OverlayTests
{
    private static RgbImage Black(int side) => new(side, side, new byte[side * side * 3]);

    [Fact]
    public void Image_OfNothingDrawn_IsThePictureEnlarged()
    {
        var picture = new RgbImage(2, 1, [1, 2, 3, 4, 5, 6]);

        using var overlay = new Overlay(picture, 2);

        Assert.Equal([1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6, 1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6], overlay.Image().Pixels);
    }

    [Fact]
    public void Draw_BoxDotAndMask_ChangeTheirOwnPixels()
    {
        using var overlay = new Overlay(Black(10), 4);
        var mask = new byte[100];
        mask[9 * 10 + 9] = 1;

        var image = overlay.Box(1, 1, 4, 4, (255, 0, 0)).Dot(7, 2, (0, 255, 0)).Mask(mask, (0, 0, 255)).Image();

        Assert.True(image[4, 8][0] > 200, "the box's left edge");
        Assert.Equal(0, image[10, 10][0]);
        Assert.Equal(255, image[28, 8][1]);
        Assert.True(image[38, 38][2] is > 90 and < 130, "a tint, not a cover");
        Assert.Equal(0, image[20, 30][2]);
    }

    [Fact]
    public void Draw_OnALargePicture_FallsOnThatPlaceOfItsShrunkCopy()
    {
        using var overlay = new Overlay(new RgbImage(1024, 512, new byte[1024 * 512 * 3]), 4);
        var mask = new byte[1024 * 512];
        for (var y = 400; y < 420; y++)
            mask.AsSpan(y * 1024 + 800, 20).Fill(1);

        var image = overlay.Box(100, 200, 300, 400, (255, 0, 0)).Mask(mask, (0, 0, 255)).Image();

        Assert.Equal((256, 128), (image.Width, image.Height));
        Assert.True(image[25, 75][0] > 200, "the box's left edge");
        Assert.Equal(0, image[50, 75][0]);
        Assert.True(image[202, 102][2] is > 90 and < 130, "the mask, once");
        Assert.Equal(0, image[198, 102][2]);
    }

    [Fact]
    public void PictureGrid_OfPicturesOfManySizes_FitsEachIntoItsSquare()
    {
        var (wide, tall) = (new RgbImage(600, 300, [.. Enumerable.Repeat((byte)250, 600 * 300 * 3)]), new RgbImage(30, 60, new byte[30 * 60 * 3]));

        var grid = ImageFile.Read(PictureGrid.Png([wide, tall], columns: 2, scale: 3), "grid");

        Assert.True(grid.Width is >= 512 and < 530, $"{grid.Width}");
        Assert.True(grid.Height is >= 256 and < 270, $"{grid.Height}");
        byte[] seen = [.. Enumerable.Range(0, grid.Width).Select(x => grid[x, grid.Height / 2][0]).Distinct()];
        Assert.Contains((byte)250, seen);
        Assert.Contains((byte)0, seen);
        Assert.Contains((byte)128, seen);
    }

    [Fact]
    public void DepthColours_NearFarAndUnknown_AreLightDarkAndGrey()
    {
        var image = DepthColours.Of([1, 10, 0, float.NaN], 2, 2, 1, 10);

        Assert.Equal([252, 255, 164], image[0, 0].ToArray());
        Assert.Equal([20, 11, 53], image[1, 0].ToArray());
        Assert.Equal([128, 128, 128], image[0, 1].ToArray());
        Assert.Equal([128, 128, 128], image[1, 1].ToArray());
    }
}
