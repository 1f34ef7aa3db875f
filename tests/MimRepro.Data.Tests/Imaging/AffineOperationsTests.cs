using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using static MimRepro.Data.Imaging.AffineOperations;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class AffineOperationsTests
{
    private static readonly Pixels Linear = new(PixelInterpolation.Bilinear, [1, 2, 3]), Cubic = new(PixelInterpolation.Bicubic, [1, 2, 3]);

    // Red tells the column, green the row.
    private static readonly RgbImage Image = new(4, 4, [.. Enumerable.Range(0, 16).SelectMany(i => new byte[] { (byte)(40 * (i % 4)), (byte)(40 * (i / 4)), 9 })]);

    [Fact]
    public void TranslateX_OneColumn_ComesFromTheRightAndIsFilled()
    {
        var moved = TranslateX(Image, 0.25, Linear);

        Assert.Equal([40, 40, 9], moved[0, 1].ToArray());
        Assert.Equal([120, 0, 9], moved[2, 0].ToArray());
        Assert.Equal([1, 2, 3], moved[3, 0].ToArray());
    }

    [Fact]
    public void TranslateY_HalfARow_LiesBetweenTwoRows()
    {
        var moved = TranslateY(Image, -0.125, Linear);

        Assert.Equal(0, moved[2, 0][1]); // its centre lies on the edge of the picture, which repeats the first row
        Assert.Equal(20, moved[2, 1][1]);
        Assert.Equal(60, moved[2, 2][1]);
    }

    [Fact]
    public void ShearX_Rows_MoveInProportion()
    {
        var sheared = ShearX(Image, 1, Linear); // row y comes from y + 0.5 columns further right

        Assert.Equal([20, 0, 9], sheared[0, 0].ToArray());
        Assert.Equal([60, 40, 9], sheared[0, 1].ToArray());
        Assert.Equal([1, 2, 3], sheared[3, 1].ToArray());
    }

    [Fact]
    public void ShearY_Columns_MoveInProportion()
    {
        var sheared = ShearY(Image, 1, Linear);

        Assert.Equal([0, 20, 9], sheared[0, 0].ToArray());
        Assert.Equal([40, 60, 9], sheared[1, 0].ToArray());
        Assert.Equal([1, 2, 3], sheared[1, 3].ToArray());
    }

    [Fact]
    public void Rotate_QuarterTurn_IsCounterClockwise()
    {
        var turned = Rotate(Image, 90, Cubic);

        for (var y = 0; y < 4; y++)
            for (var x = 0; x < 4; x++)
                Assert.Equal(Image[3 - y, x].ToArray(), turned[x, y].ToArray()); // the right column becomes the top row
    }

    [Fact]
    public void Bicubic_BetweenTwoPixels_WeighsFourOfThem()
    {
        // At a share of 0.5 a cubic with a = −1 weighs −1/8, 5/8, 5/8, −1/8.
        var image = new RgbImage(4, 1, [.. new byte[] { 16, 80, 160, 40 }.SelectMany(value => new[] { value, value, value })]);

        var moved = TranslateX(image, 0.125, Cubic);

        Assert.Equal((-16 + 5 * 80 + 5 * 160 - 40) / 8, moved[1, 0][0]);
    }

    [Fact]
    public void Operations_AtNothing_ChangeNothing() => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 6], Gen.Byte.Array[108]).Sample((width, height, values) =>
    {
        var image = new RgbImage(width, height, values[..(width * height * 3)]);
        foreach (var operation in new Func<RgbImage, double, Pixels, RgbImage>[] { Rotate, ShearX, ShearY, TranslateX, TranslateY })
            foreach (var pixels in new[] { Linear, Cubic })
                Assert.Equal(image.Pixels, operation(image, 0, pixels).Pixels);
    }, iter: 50);
}
