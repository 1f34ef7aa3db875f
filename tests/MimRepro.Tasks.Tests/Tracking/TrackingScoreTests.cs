using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Tasks.Tracking;

namespace MimRepro.Tasks.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class TrackingScoreTests
{
    private static readonly BoundingBox Box = new(10, 20, 8, 4);

    [Fact]
    public void Overlap_HalfTheBox_IsAThird() => Assert.Equal(16 / 48.0, BoxErrors.Overlap(Box with { Left = 14 }, Box), 12);

    [Fact]
    public void OverlapInside_BoxCutAtTheLeft_KeepsItsWidth() =>
        // −4 … 4 becomes 0 … 8, as in the toolkit: moved, not cut.
        Assert.Equal(1, BoxErrors.OverlapInside(new(-4, 0, 8, 4), new(0, 0, 8, 4), 100, 100), 12);

    [Fact]
    public void OverlapInside_BoxCutAtTheRight_LosesWidth() => Assert.Equal(0.5, BoxErrors.OverlapInside(new(92, 0, 16, 4), new(92, 0, 4, 4), 100, 100), 12);

    [Fact]
    public void CenterErrors_ThreeAndFourAway_AreWorkedByHand()
    {
        var predicted = Box with { Left = 13, Top = 24 };

        Assert.Equal(5, BoxErrors.CenterError(predicted, Box), 12);
        Assert.Equal(Math.Sqrt(3 / 8.0 * 3 / 8.0 + 1), BoxErrors.NormalizedCenterError(predicted, Box), 12);
    }

    [Fact]
    public void Overlap_AnyTwoBoxes_IsSymmetricAndInRange() =>
        Gen.Select(Boxes, Boxes)
            .Sample((first, second) =>
            {
                var overlap = BoxErrors.Overlap(first, second);
                return overlap is >= 0 and <= 1 && Math.Abs(overlap - BoxErrors.Overlap(second, first)) < 1e-9;
            });

    [Fact]
    public void Got10k_LongSequence_WeighsMore()
    {
        var right = Sequence("right", 5, _ => Box);
        var wrong = Sequence("wrong", 2, frame => frame == 0 ? Box : Box with { Left = 50 });

        var score = Got10kScore.Of([right, wrong]);

        Assert.Equal(80, score.Overall.Ao, 9); // 4 of 5 frames: first frames do not count
        Assert.Equal(80, score.Overall.Sr50, 9);
        Assert.Equal([100, 0], score.Sequences.Select(sequence => sequence.Score.Ao).ToArray());
        Assert.Equal(101, score.Overall.SuccessCurve.Length);
        Assert.Equal(0, score.Overall.SuccessCurve[^1]); // nothing is above 1
    }

    [Fact]
    public void Got10k_FramesThatCannotBeSeen_DoNotCount()
    {
        var sequence = Sequence("hidden", 4, frame => frame == 2 ? Box with { Left = 50 } : Box) with { Visible = [true, true, false, true] };

        Assert.Equal(100, Got10kScore.Of([sequence]).Overall.Ao, 9);
        Assert.True(double.IsNaN(Got10kScore.Of([sequence with { Visible = [true, false, false, false] }]).Overall.Ao));
    }

    [Fact]
    public void Lasot_DialectsAtTheEdges_Differ()
    {
        // Right, right, no overlap.
        var sequence = Sequence("edges", 3, frame => frame == 2 ? Box with { Left = 50 } : Box);

        var toolkit = LasotScore.Of([sequence], LasotDialect.Got10kToolkit);
        var swinTrack = LasotScore.Of([sequence], LasotDialect.SwinTrack);

        Assert.Equal(200 / 3.0, toolkit.Overall.SuccessCurve[0], 9);
        Assert.Equal(0, toolkit.Overall.SuccessCurve[^1]);
        Assert.Equal(200 / 3.0, swinTrack.Overall.SuccessCurve[0], 9); // no overlap fails even the threshold of 0
        Assert.Equal(200 / 3.0, swinTrack.Overall.SuccessCurve[^1], 9); // an overlap of 1 passes the threshold of 1
        Assert.Equal(200 / 3.0 * 20 / 21, toolkit.Suc, 9);
        Assert.Equal(200 / 3.0, swinTrack.Suc, 9);
        Assert.Equal(200 / 3.0, swinTrack.NPre, 9);
    }

    [Fact]
    public void Lasot_SwinTrack_CountsBoxesWithoutAreaAsWrong()
    {
        var sequence = Sequence("flat", 2, frame => frame == 0 ? Box : Box with { Width = 0, Left = 14 });

        Assert.Equal(50, LasotScore.Of([sequence], LasotDialect.SwinTrack).Pre, 9);
        Assert.Equal(100, LasotScore.Of([sequence], LasotDialect.Got10kToolkit).Pre, 9);
    }

    [Fact]
    public void Lasot_TruthThatIsNotKnown_IsLeftOutByTheToolkit()
    {
        var sequence = Sequence("unknown", 3, frame => frame == 1 ? Box with { Left = 50 } : Box) with { Truth = [Box, BoundingBox.None, Box] };

        Assert.Equal(100, LasotScore.Of([sequence], LasotDialect.Got10kToolkit).Pre, 9);
    }

    [Fact]
    public void Otb_SequencesOfAnyLength_WeighTheSame()
    {
        var score = OtbScore.Of([Sequence("long", 9, _ => Box), Sequence("short", 2, frame => frame == 0 ? Box : Box with { Left = 90 })]);

        Assert.Equal(75, score.Overall.Pre, 9);
        Assert.Equal(75, score.Overall.SuccessRate, 9);
    }

    [Fact]
    public void TrackingNet_RoundsToWholePixelsHalvesToTheEvenOne()
    {
        var sequence = Sequence("halves", 2, _ => new(10.5, 20.4, 8.5, 4.2)) with { Truth = [Box, Box] };

        var score = TrackingNetScore.Of([sequence]);

        Assert.Equal(100, score.Suc, 9);
        Assert.Equal(100, score.Coverage, 9);
    }

    [Fact]
    public void TrackingNet_HalfOfTheFramesLost_IntegratesTheCurves()
    {
        var score = TrackingNetScore.Of([Sequence("half", 2, frame => frame == 0 ? Box : new(1000, 1000, 8, 4))]);

        Assert.Equal(100, score.SuccessCurve[0], 9); // an overlap of 0 passes the threshold of 0
        Assert.Equal(50, score.SuccessCurve[1], 9);
        Assert.Equal(50 + 50 * 0.025, score.Suc, 9);
        Assert.Equal(50, score.Pre, 9);
        Assert.Equal(50, score.NPre, 9);
    }

    [Fact]
    public void TrackingNet_BoxesThatAreMissing_PassNothing()
    {
        var score = TrackingNetScore.Of([Sequence("gone", 2, frame => frame == 0 ? Box : BoundingBox.None)]);

        Assert.Equal(50, score.SuccessCurve[0], 9);
        Assert.Equal(50, score.Coverage, 9);
    }

    [Fact]
    public void Scores_ListsOfSeveralLengths_AreRefusedByName()
    {
        var sequence = Sequence("short", 3, _ => Box);

        Assert.Contains("'short' has 3 frames", Assert.Throws<ArgumentException>(() => Got10kScore.Of([sequence with { Runs = [[Box, Box]] }])).Message);
        Assert.Contains("'short' has 3 frames", Assert.Throws<ArgumentException>(() => OtbScore.Of([sequence with { Visible = [true] }])).Message);
        Assert.Contains("2 runs", Assert.Throws<ArgumentException>(() => OtbScore.Of([sequence with { Runs = [sequence.Truth, sequence.Truth] }])).Message);
        Assert.Throws<ArgumentException>(() => Got10kScore.Of([]));
        Assert.Throws<ArgumentException>(() => TrackingNetScore.Of([]));
    }

    [Fact]
    public void FramesPerSecond_OfTimes_IsTheMeanOfSpeeds()
    {
        Assert.Equal(15, TrackingSpeed.FramesPerSecond([0.1, 0, 0.05, double.NaN])!.Value, 9);
        Assert.Null(TrackingSpeed.FramesPerSecond([0]));
    }

    private static readonly Gen<BoundingBox> Boxes =
        Gen.Select(Gen.Double[-50, 50], Gen.Double[-50, 50], Gen.Double[0, 50], Gen.Double[0, 50], (left, top, width, height) => new BoundingBox(left, top, width, height));

    private static TrackedSequence Sequence(string name, int frames, Func<int, BoundingBox> predicted) => new()
    {
        Name = name,
        FrameSize = (100, 100),
        Truth = [.. Enumerable.Repeat(Box, frames)],
        Visible = [.. Enumerable.Repeat(true, frames)],
        Runs = [[.. Enumerable.Range(0, frames).Select(predicted)]],
    };
}
