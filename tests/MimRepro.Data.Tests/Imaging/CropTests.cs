using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class CropTests
{
    [Fact]
    public void Draw_AnyImageAndIntervals_StaysInside() =>
        (from height in Gen.Int[1, 300]
         from width in Gen.Int[1, 300]
         from scale in Gen.Double[0.01, 1]
         from ratio in Gen.Double[0.1, 5]
         from seed in Gen.Int
         select (height, width, scale, ratio, seed)).Sample(t =>
        {
            var crop = Crop.Draw(new SeededRandom(t.seed, "crop"), t.height, t.width, new Interval(t.scale, 1), new Interval(t.ratio, t.ratio * 1.5));
            return crop.Top >= 0 && crop.Left >= 0 && crop.Height >= 1 && crop.Width >= 1
                && crop.Top + crop.Height <= t.height && crop.Left + crop.Width <= t.width;
        });

    [Fact]
    public void Draw_SimMimIntervals_HaveTheAskedAreaAndRatio()
    {
        for (var i = 0; i < 2000; i++)
        {
            var crop = Crop.Draw(new SeededRandom(0, "crop", i), 1000, 1000, new Interval(0.67, 1), new Interval(3 / 4.0, 4 / 3.0));
            Assert.InRange(crop.Height * crop.Width / 1e6, 0.668, 1.001);
            Assert.InRange(crop.Width / (double)crop.Height, 0.748, 1.336);
        }
    }

    [Fact]
    public void Draw_WholeAreaAndSquare_IsTheWholeImage() =>
        Assert.Equal(new Crop(0, 0, 32, 32), Crop.Draw(new SeededRandom(0, "crop"), 32, 32, new Interval(1, 1), new Interval(1, 1)));

    [Theory]
    [InlineData(10, 100, 10, 13, 0, 43)]    // too wide: 10 x 4/3 = 13.3
    [InlineData(100, 10, 13, 10, 43, 0)]    // too tall: 10 / (3/4) = 13.3
    public void Draw_NoCropFits_FallsBackToTheCentreAtTheNearestRatio(int height, int width, int cropHeight, int cropWidth, int top, int left) =>
        Assert.Equal(new Crop(top, left, cropHeight, cropWidth),
            Crop.Draw(new SeededRandom(0, "crop"), height, width, new Interval(1, 1), new Interval(3 / 4.0, 4 / 3.0)));

    [Fact]
    public void CenterSquare_WideImage_CutsBothSides() => Assert.Equal(new Crop(0, 5, 10, 10), Crop.CenterSquare(10, 20));
}
