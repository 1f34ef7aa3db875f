using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthPredictionTests
{
    private static readonly DepthEvaluationRecipe Plain = TinyDepth.Recipe.Evaluation with { FlipTest = false, ShiftedWindows = null };

    [Fact]
    public void Of_WholeImage_IsTheModelsOwn()
    {
        using var scope = NewDisposeScope();
        using var model = new Columns(padding: 0);

        Assert.Equal([0, 1, 2, 3, 4], Row(DepthPrediction.Of(model, zeros(1, 3, 2, 5), Plain)));
    }

    [Fact]
    public void Of_FlipTest_AveragesWithTheMirrorImagesPrediction()
    {
        using var scope = NewDisposeScope();
        using var model = new Columns(padding: 0);

        // 0 1 2 3 4 and, turned back, 4 3 2 1 0
        Assert.Equal([2, 2, 2, 2, 2], Row(DepthPrediction.Of(model, zeros(1, 3, 2, 5), Plain with { FlipTest = true })));
    }

    [Fact]
    public void Of_ModelThatPads_IsCutBeforeItIsMirrored()
    {
        using var scope = NewDisposeScope();
        using var model = new Columns(padding: 3);

        Assert.Equal([0, 1, 2, 3, 4], Row(DepthPrediction.Of(model, zeros(1, 3, 2, 5), Plain)));
        Assert.Equal([2, 2, 2, 2, 2], Row(DepthPrediction.Of(model, zeros(1, 3, 2, 5), Plain with { FlipTest = true })));
    }

    [Fact]
    public void Of_Windows_AverageWhereTheyOverlap()
    {
        using var scope = NewDisposeScope();
        using var model = new Columns(padding: 0);

        // Windows of 4 at columns 0 and 2.
        Assert.Equal([0, 1, 1, 2, 2, 3], Row(DepthPrediction.Of(model, zeros(1, 3, 4, 6), Plain with { ShiftedWindows = 2 })));
        Assert.Equal([1.5f, 1.5f, 1.5f, 1.5f, 1.5f, 1.5f], Row(DepthPrediction.Of(model, zeros(1, 3, 4, 6), Plain with { ShiftedWindows = 2, FlipTest = true })));
    }

    [Fact]
    public void Of_WindowsWithARest_LeaveItsColumnsOpen()
    {
        using var scope = NewDisposeScope();
        using var model = new Columns(padding: 0);

        // 3 over 2 steps: windows at 0, 1 and 2, and nothing at column 4 - the reference's quirk on KITTI.
        Assert.Equal([0, 0.5f, 0.5f, 1, float.NaN], Row(DepthPrediction.Of(model, zeros(1, 3, 2, 5), Plain with { ShiftedWindows = 3 })));
    }

    [Fact]
    public void Of_SeveralImages_KeepsThemApart()
    {
        using var scope = NewDisposeScope();
        using var model = new Brightness();
        var images = cat([zeros(1, 3, 4, 6), ones(1, 3, 4, 6), full([1, 3, 4, 6], 2f)], 0);

        var depth = DepthPrediction.Of(model, images, Plain with { ShiftedWindows = 2, FlipTest = true });

        Assert.Equal([3, 1, 4, 6], depth.shape);
        for (var image = 0; image < 3; image++)
            Assert.True((depth[image] == image).all().item<bool>());
    }

    [Fact]
    public void Of_WindowsOnAnImageThatIsNotWide_SaysSo()
    {
        using var model = new Columns(padding: 0);

        Assert.Contains("more columns than rows", Assert.Throws<ShapeException>(() => DepthPrediction.Of(model, zeros(1, 3, 5, 5), Plain with { ShiftedWindows = 2 })).Message);
    }

    private static float[] Row(Tensor depth) => depth[0, 0, 0].contiguous().data<float>().ToArray();

    /// <summary>Each pixel's column, on a map that is larger than the image by a rest.</summary>
    private sealed class Columns(int padding) : nn.Module<Tensor, Tensor>(nameof(Columns))
    {
        public override Tensor forward(Tensor images) =>
            arange(images.shape[3] + padding, ScalarType.Float32).expand(images.shape[0], 1, images.shape[2] + padding, images.shape[3] + padding);
    }

    private sealed class Brightness() : nn.Module<Tensor, Tensor>(nameof(Brightness))
    {
        public override Tensor forward(Tensor images) => images.narrow(1, 0, 1).clone();
    }
}
