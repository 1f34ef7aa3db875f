using CsCheck;
using MimRepro.Tasks.Coco;

namespace MimRepro.Tasks.Tests.Coco;

[Trait("Kind", "Unit")]
public sealed class AveragePrecisionTests
{
    private static readonly double[] Half = [0.5];

    [Fact]
    public void Of_HitMissHit_IsWorkedByHand()
    {
        // Precision 1, 1/2, 2/3 at recall 1/2, 1/2, 1: 51 points at 1, 50 at 2/3.
        var image = Image([0.9, 0.8, 0.7], [1, 0, 0, 0, 0, 0.6], truths: 2);

        var curves = AveragePrecision.Of([image], Half, AreaRange.All, 100)!;

        Assert.Equal((51 + 50 * 2 / 3.0) / 101, curves.Precision[0].Average(), 12);
        Assert.Equal(1, curves.Recall[0]);
    }

    [Fact]
    public void Of_NoTruthThatCounts_IsNull() =>
        Assert.Null(AveragePrecision.Of([Image([0.9], [], truths: 0), Image([0.5], [1], truths: 1) with { Ignored = [true] }], Half, AreaRange.All, 100));

    [Fact]
    public void Of_NoDetections_FindsNothing()
    {
        var curves = AveragePrecision.Of([Image([], [], truths: 3)], Half, AreaRange.All, 100)!;

        Assert.All(curves.Precision[0], point => Assert.Equal(0, point));
        Assert.Equal(0, curves.Recall[0]);
    }

    [Fact]
    public void Of_IgnoredTruth_TakesItsDetectionOutOfTheCount()
    {
        var image = Image([0.9, 0.8], [0.9, 0, 0, 0.9], truths: 2) with { Ignored = [true, false] };

        Assert.Equal(1, AveragePrecision.Of([image], Half, AreaRange.All, 100)!.Precision[0].Average(), 12);
    }

    [Fact]
    public void Of_TruthThatCounts_IsPreferredToABetterIgnoredOne()
    {
        var image = Image([0.9], [0.99, 0.6], truths: 2) with { Ignored = [true, false] };

        Assert.Equal(1, AveragePrecision.Of([image], Half, AreaRange.All, 100)!.Recall[0]);
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2 / 3.0)]
    public void Of_SecondDetectionOfAnIgnoredTruth_IsForgivenForACrowdOnly(bool crowd, double precision)
    {
        var image = Image([0.9, 0.8, 0.7], [0.9, 0, 0.9, 0, 0, 0.9], truths: 2) with { Ignored = [true, false], Crowd = [crowd, false] };
        image = crowd ? image : image with { Ignored = [false, false] };

        // Without the crowd: right, wrong, right. 51 points at 1 and 50 at 2/3.
        Assert.Equal(crowd ? precision : (51 + 50 * precision) / 101, AveragePrecision.Of([image], Half, AreaRange.All, 100)!.Precision[0].Average(), 12);
    }

    [Fact]
    public void Of_DetectionOutsideOfTheAreas_CountsOnlyWhereItMatches()
    {
        var image = Image([0.9, 0.8], [0, 0.9], truths: 1) with { DetectionAreas = [5000, 5000], TruthAreas = [100] };

        Assert.Equal(0.5, AveragePrecision.Of([image with { TruthAreas = [1000] }], Half, AreaRange.All, 100)!.Precision[0].Average(), 12);
        Assert.Equal(1, AveragePrecision.Of([image], Half, AreaRange.OfSmall, 100)!.Precision[0].Average(), 12);
    }

    [Fact]
    public void Of_FewDetectionsAllowed_TakesTheSurest()
    {
        var image = Image([0.1, 0.9], [1, 0], truths: 1);

        Assert.Equal(0, AveragePrecision.Of([image], Half, AreaRange.All, 1)!.Recall[0]);
        Assert.Equal(1, AveragePrecision.Of([image], Half, AreaRange.All, 2)!.Recall[0]);
    }

    [Fact]
    public void Of_AnyDetections_StaysInRangeAndFallsWithTheThreshold() =>
        (from truths in Gen.Int[1, 4]
         from scores in Gen.Double[0, 1].Array[0, 6]
         from similarities in Gen.Double[0, 1].Array[scores.Length * truths]
         select Image(scores, similarities, truths)).Sample(image =>
        {
            var curves = AveragePrecision.Of([image], AveragePrecision.Thresholds(), AreaRange.All, 100)!;
            return curves.Precision.All(row => row.All(point => point is >= 0 and <= 1) && row.Zip(row.Skip(1)).All(pair => pair.First >= pair.Second))
                && curves.Recall.All(recall => recall is >= 0 and <= 1);
        });

    [Fact]
    public void Of_ArraysThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([Image([0.5], [1, 1], truths: 1)], Half, AreaRange.All, 100));
        Assert.Throws<ArgumentException>(() => AveragePrecision.Of([Image([0.5], [double.NaN], truths: 1)], Half, AreaRange.All, 100));
    }

    private static ImageMatches Image(double[] scores, double[] similarities, int truths) => new()
    {
        Scores = scores,
        DetectionAreas = [.. scores.Select(_ => 100.0)],
        TruthAreas = [.. Enumerable.Repeat(100.0, truths)],
        Ignored = new bool[truths],
        Crowd = new bool[truths],
        Similarities = similarities,
    };
}
