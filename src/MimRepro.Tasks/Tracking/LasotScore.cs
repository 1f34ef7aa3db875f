using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>Whose counting of LaSOT: their numbers differ by up to some tenths of a percent.</summary>
public enum LasotDialect
{
    /// <summary>Overlap above a threshold; frames count whose true box is known; normalised precision is the mean of its curve.</summary>
    Got10kToolkit,
    /// <summary>
    /// Overlap of at least a threshold, but more than 0; frames count in which the object is visible; a prediction without area is wrong
    /// everywhere; centres are those of the boxes, and normalised precision is read at 0.2.
    /// </summary>
    SwinTrack,
}

/// <summary>LaSOT's one-pass evaluation: success, precision and normalised precision, each sequence counted alike.</summary>
/// <remarks>got-10k/toolkit got10k/experiments/lasot.py; LitingLin/SwinTrack …/metric_collector/utils/calculate_metrics.py and full_annotated.py; PAPER.md 6.</remarks>
public sealed record LasotScore(SuccessScore Overall, IReadOnlyList<(string Sequence, SuccessScore Score)> Sequences, LasotDialect Dialect)
{
    public double Suc => Overall.Suc;

    public double Pre => Overall.Pre;

    /// <summary>Normalised precision as the dialect reads it.</summary>
    public double NPre => Dialect == LasotDialect.SwinTrack ? Overall.NPreAt20Percent : Overall.NPreMean;

    /// <summary>Scores of each sequence, and their mean.</summary>
    /// <param name="sequences">One run each.</param>
    /// <param name="points">Null takes <see cref="CurvePoints.Standard"/>.</param>
    /// <exception cref="ArgumentException">There is no sequence, or one whose lists differ in length or that has several runs.</exception>
    public static LasotScore Of(IReadOnlyList<TrackedSequence> sequences, LasotDialect dialect, CurvePoints? points = null)
    {
        points ??= CurvePoints.Standard;
        var scores = Frames.ForEach(sequences, frames => dialect switch
        {
            LasotDialect.Got10kToolkit => Toolkit([.. frames.Where(frame => !frame.Truth.IsNone)], points),
            LasotDialect.SwinTrack => SwinTrack([.. frames.Where(frame => frame.Visible)], points),
            _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "Got10kToolkit or SwinTrack"),
        });
        return new(SuccessScore.Mean([.. scores.Select(score => score.Score)]), scores, dialect);
    }

    private static SuccessScore Toolkit(IReadOnlyList<(BoundingBox Predicted, BoundingBox Truth, bool Visible)> frames, CurvePoints points) =>
        OtbScore.Score(frames, points) with
        {
            NormalizedPrecisionCurve = ThresholdCurve.AtMost(
                [.. frames.Select(frame => BoxErrors.NormalizedCenterError(frame.Predicted, frame.Truth))], points.NormalizedErrorThresholds),
        };

    private static SuccessScore SwinTrack(IReadOnlyList<(BoundingBox Predicted, BoundingBox Truth, bool Visible)> frames, CurvePoints points) => new(
        ThresholdCurve.AtLeast([.. frames.Select(frame => SuccessOverlap(frame.Predicted, frame.Truth))], points.OverlapThresholds),
        ThresholdCurve.AtMost([.. frames.Select(frame => CenterError(frame.Predicted, frame.Truth, 1, 1))], points.ErrorThresholds),
        ThresholdCurve.AtMost([.. frames.Select(frame => CenterError(frame.Predicted, frame.Truth, frame.Truth.Width, frame.Truth.Height))],
            points.NormalizedErrorThresholds),
        points);

    // An overlap of 0 is below the threshold of 0.
    private static double SuccessOverlap(BoundingBox predicted, BoundingBox truth)
    {
        var overlap = HasArea(predicted) ? Overlap(predicted, truth) : 0;
        return overlap == 0 ? -1 : overlap;
    }

    // Everything from corners, as the reference keeps boxes: two equal ones overlap by exactly 1.
    private static double Overlap(BoundingBox predicted, BoundingBox truth)
    {
        var width = Math.Min(predicted.Right, truth.Right) - Math.Max(predicted.Left, truth.Left);
        var height = Math.Min(predicted.Bottom, truth.Bottom) - Math.Max(predicted.Top, truth.Top);
        var intersection = width > 0 && height > 0 ? width * height : 0;
        return intersection / (CornerArea(predicted) + CornerArea(truth) - intersection);
    }

    private static double CornerArea(BoundingBox box) => (box.Right - box.Left) * (box.Bottom - box.Top);

    private static double CenterError(BoundingBox predicted, BoundingBox truth, double unitX, double unitY)
    {
        var (x, y) = ((predicted.CenterX - truth.CenterX) / unitX, (predicted.CenterY - truth.CenterY) / unitY);
        return HasArea(predicted) ? Math.Sqrt(x * x + y * y) : double.PositiveInfinity;
    }

    private static bool HasArea(BoundingBox box) => box is { Width: > 0, Height: > 0 };
}
