using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>OTB's one-pass evaluation: success and precision, all frames counted, the first one as right.</summary>
/// <remarks>got-10k/toolkit got10k/experiments/otb.py. An overlap has to be above a threshold, an error may be equal to one.</remarks>
public sealed record OtbScore(SuccessScore Overall, IReadOnlyList<(string Sequence, SuccessScore Score)> Sequences)
{
    /// <summary>Scores of each sequence, and their mean.</summary>
    /// <param name="sequences">One run each.</param>
    /// <param name="points">Null takes <see cref="CurvePoints.Standard"/>.</param>
    /// <exception cref="ArgumentException">There is no sequence, or one whose lists differ in length or that has several runs.</exception>
    public static OtbScore Of(IReadOnlyList<TrackedSequence> sequences, CurvePoints? points = null)
    {
        points ??= CurvePoints.Standard;
        var scores = Frames.ForEach(sequences, frames => Score(frames, points));
        return new(SuccessScore.Mean([.. scores.Select(score => score.Score)]), scores);
    }

    internal static SuccessScore Score(IReadOnlyList<(BoundingBox Predicted, BoundingBox Truth, bool Visible)> frames, CurvePoints points) => new(
        ThresholdCurve.Above([.. frames.Select(frame => BoxErrors.Overlap(frame.Predicted, frame.Truth))], points.OverlapThresholds),
        ThresholdCurve.AtMost([.. frames.Select(frame => BoxErrors.CenterError(frame.Predicted, frame.Truth))], points.ErrorThresholds),
        [], points);
}
