using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using MimRepro.Tasks.Tracking;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class TrackingLossTests
{
    private static readonly TrackingLossRecipe Recipe = new() { ScoreWeight = 1.5, BoxWeight = 1.5, NegativeWeight = 0.75, FocalPower = 2 };

    [Fact]
    public void Overlaps_HalfTheBox_AreWorkedByHand()
    {
        using var scope = NewDisposeScope();

        var (overlap, generalized) = TrackingLoss.Overlaps(tensor(new[] { 0.5f, 0.5f, 0.2f, 0.2f }), tensor(new[] { 0.6f, 0.5f, 0.2f, 0.2f }));

        Assert.Equal(1 / 3.0, overlap.item<float>(), 1e-5);
        Assert.Equal(1 / 3.0, generalized.item<float>(), 1e-5); // the enclosing box is the union
    }

    [Fact]
    public void Overlaps_BoxesApart_AreBelowZeroByTheGap()
    {
        using var scope = NewDisposeScope();

        var (overlap, generalized) = TrackingLoss.Overlaps(tensor(new[] { 0.1f, 0.5f, 0.2f, 0.2f }), tensor(new[] { 0.7f, 0.5f, 0.2f, 0.2f }));

        Assert.Equal(0, overlap.item<float>());
        Assert.Equal(-0.08 / 0.16, generalized.item<float>(), 1e-5);
    }

    [Fact]
    public void Of_TwoCells_IsWorkedByHand()
    {
        using var scope = NewDisposeScope();
        // Cell 0 holds the object and predicts its box to a third, cell 1 does not; both scores are one half.
        var boxes = tensor(new[] { 0.5f, 0.5f, 0.2f, 0.2f, 0.1f, 0.1f, 0.1f, 0.1f }, [1, 2, 4]);

        var loss = TrackingLoss.Of(zeros(1, 2), boxes, tensor(new[] { 1f, 0f }, [1, 2]), tensor(new[] { 0.6f, 0.5f, 0.2f, 0.2f }, [1, 1, 4]), Recipe);

        // Cross-entropy of one half is ln 2 whatever the target; weights are the overlap, 1/3, and 0.75 · 0.25.
        Assert.Equal(1.5 * Math.Log(2) * (1 / 3.0 + 0.1875) + 1.5 * (1 - 1 / 3.0), loss.item<float>(), 1e-4);
    }

    [Fact]
    public void Of_BoxOfTheTarget_IsTaughtByItsCellsAlone()
    {
        using var scope = NewDisposeScope();
        var boxes = full([1, 2, 4], 0.3f).requires_grad_();

        TrackingLoss.Of(zeros(1, 2), boxes, tensor(new[] { 1f, 0f }, [1, 2]), full([1, 1, 4], 0.4f), Recipe).backward();

        Assert.True(boxes.grad![0, 0].abs().sum().item<float>() > 0);
        Assert.Equal(0, boxes.grad![0, 1].abs().sum().item<float>());
    }

    [Theory]
    [InlineData(0, 0, 4, 4, new[] { 0, 1, 4, 5 })]     // a corner on the next cell's edge takes that cell too
    [InlineData(5, 9, 2, 1, new[] { 9 })]
    [InlineData(13, 13, 3, 3, new[] { 15 })]
    [InlineData(0, 0, 16, 16, new[] { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 })]
    public void Mark_Box_TakesTheCellsItTouches(double left, double top, double width, double height, int[] expected)
    {
        var cells = new float[16];

        TrackingTargets.Mark(new(left, top, width, height), side: 4, searchSize: 16, cells);

        Assert.Equal(expected, Enumerable.Range(0, 16).Where(cell => cells[cell] == 1));
    }

    [Fact]
    public void Index_OfTemplateAndSearch_SharesEntriesByOffsetAndPicture()
    {
        var both = RelativePositionTable.Index(templateSide: 1, searchSide: 2, fromSearchOnly: false);

        // 1 within the template, 4 each way between the pictures, 9 within the search region.
        Assert.Equal(18, both.Cast<long>().Distinct().Count());
        Assert.Equal(17, both.Cast<long>().Max());
        Assert.Equal(both[1, 1], both[4, 4]);
        Assert.Equal(both[1, 2], both[3, 4]);
        Assert.NotEqual(both[0, 0], both[1, 1]);
        Assert.NotEqual(both[0, 1], both[1, 0]);
        Assert.Equal((4, 5), (RelativePositionTable.Index(1, 2, fromSearchOnly: true).GetLength(0), RelativePositionTable.Index(1, 2, fromSearchOnly: true).GetLength(1)));
    }

    [Fact]
    public void Window_OfFive_IsAProductOfHannWindows()
    {
        var window = SwinTracker.Window(5);

        Assert.Equal(1, window[12], 12);
        Assert.Equal(0.25, window[6], 12);
        Assert.Equal(0, window[0], 12);
        Assert.Equal([1.0], SwinTracker.Window(1));
    }

    [Fact]
    public void Tracker_WithoutAnObject_SaysSo()
    {
        using var model = new SwinTrack(TinyTracking.Swin, TinyTracking.Recipe.Tracker, 16, 32);
        using var tracker = new SwinTracker(model, TinyTracking.Recipe, CPU);
        var frame = new MovingSquare(0, 2).Frame(0);

        Assert.Throws<InvalidOperationException>(() => tracker.Next(frame));
        Assert.Throws<ArgumentException>(() => tracker.Start(frame, new BoundingBox(1, 1, 0, 4)));
    }
}
