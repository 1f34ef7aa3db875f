using MimRepro.Data.SceneWorld;
using SkiaSharp;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class SceneSheetTests
{
    private static IEnumerable<SceneRender> Renders(int count)
    {
        var set = new SceneWorldSet(SceneRecipes.Detection with { ImageSize = 16 });
        return Enumerable.Range(0, count).Select(set.Render);
    }

    [Fact]
    public void Png_SixImages_HasTheirColours()
    {
        using var sheet = SKBitmap.Decode(SceneSheet.Png(2, 3, Renders(6), scale: 2));

        var first = Renders(1).Single().Image;
        Assert.Equal(((3 * 17 - 1) * 2, (2 * 17 - 1) * 2), (sheet.Width, sheet.Height));
        Assert.Equal(new SKColor(first[5, 9][0], first[5, 9][1], first[5, 9][2]), sheet.GetPixel(10, 18));
    }

    [Fact]
    public void LabelledPng_ThreeImagesTwoInARow_HasFourPicturesEach()
    {
        using var sheet = SKBitmap.Decode(SceneSheet.LabelledPng(Renders(3), scale: 1, imagesInARow: 2));

        Assert.Equal((8 * 17 - 1, 2 * 17 - 1), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void LabelledPng_Twice_GivesTheSameBytes() => Assert.Equal(SceneSheet.LabelledPng(Renders(2), 1), SceneSheet.LabelledPng(Renders(2), 1));
}
