using MimRepro.Data;
using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;

namespace MimRepro.Tasks.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthBaselineTests
{
    private static readonly DepthEvaluationRecipe Evaluation = TinyDepth.Recipe.Evaluation;

    [Fact]
    public void Of_KnownDepths_PredictsTheirMeans()
    {
        var result = DepthBaseline.Of([Sample(2, 4, 0), Sample(4, 8, 0)], [Sample(3, 6, 4.5f)], Evaluation);

        // Mean 18 / 4 = 4.5; per pixel 3, 6, and 4.5 where depth was never known.
        Assert.Equal(Math.Sqrt((1.5 * 1.5 + 1.5 * 1.5) / 3), result.MeanDepth.Score.Rmse, 1e-6);
        Assert.Equal(0, result.MeanPerPixel!.Score.Rmse, 1e-6);
        Assert.Equal(("mean training depth of each pixel", result.MeanPerPixel), result.Best);
    }

    [Fact]
    public void Of_PixelsThatMislead_TheConstantIsBest()
    {
        var result = DepthBaseline.Of([Sample(1, 9, 5)], [Sample(9, 1, 5)], Evaluation);

        Assert.Equal(("mean training depth", result.MeanDepth), result.Best);
    }

    [Fact]
    public void Of_PicturesOfOtherSizes_HasTheConstantOnly()
    {
        Assert.Null(DepthBaseline.Of([Sample(1, 2, 3), Sample(1, 2)], [Sample(1, 2, 3)], Evaluation).MeanPerPixel);
        Assert.Null(DepthBaseline.Of([Sample(1, 2)], [Sample(1, 2), Sample(1, 2, 3)], Evaluation).MeanPerPixel);
    }

    [Fact]
    public void Of_ImagesWithoutDepth_AreCountedAndLeftOut()
    {
        var result = DepthBaseline.Of([Sample(1, 2, 3)], [Sample(1, 2, 3), Sample(0, 0, 0)], Evaluation);

        Assert.Equal((1, 1), (result.MeanDepth.Images, result.MeanDepth.ImagesWithoutDepth));
        Assert.Throws<DataFormatException>(() => DepthBaseline.Of([Sample(1, 2, 3)], [Sample(0, 0, 0)], Evaluation));
        Assert.Throws<DataFormatException>(() => DepthBaseline.Of([Sample(0, 0, 0)], [Sample(1, 2, 3)], Evaluation));
    }

    private static DepthSample Sample(params float[] metres) => new("made", new RgbImage(metres.Length, 1, new byte[3 * metres.Length]), metres, 1000);
}
