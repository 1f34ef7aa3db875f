using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>TrackingNet's one-pass evaluation, in percent: areas under the three curves, each sequence counted alike.</summary>
/// <param name="Coverage">Share of frames whose predicted numbers add up to more than 0.</param>
/// <param name="SuccessCurve">By overlap from 0 to 1, in 21 points, as are the others.</param>
/// <param name="PrecisionCurve">By distance of centres from 0 to 50 pixels.</param>
/// <param name="NormalizedPrecisionCurve">By distance of centres from 0 to 0.5, in units of the true box.</param>
/// <remarks>
/// SilvioGiancola/TrackingNet-devkit metrics.py; PAPER.md 6. Boxes are rounded to whole pixels, halves to the even one. An overlap may be
/// equal to a threshold, so the curve of success begins at 100 %. A frame without a predicted box (<see cref="BoundingBox.None"/>) passes nothing.
/// </remarks>
public sealed record TrackingNetScore(double Coverage, double[] SuccessCurve, double[] PrecisionCurve, double[] NormalizedPrecisionCurve)
{
    private const int Points = 21;
    private const double LargestError = 50;
    private const double LargestNormalizedError = 0.5;

    public double Suc => Area(SuccessCurve);

    public double Pre => Area(PrecisionCurve);

    public double NPre => Area(NormalizedPrecisionCurve);

    /// <param name="sequences">One run each. All frames count, the first one as right.</param>
    /// <exception cref="ArgumentException">There is no sequence, or one whose lists differ in length or that has several runs.</exception>
    public static TrackingNetScore Of(IReadOnlyList<TrackedSequence> sequences)
    {
        var (overlaps, errors, normalized) = (EvenSpacing.Between(0, 1, Points), EvenSpacing.Between(0, LargestError, Points), EvenSpacing.Between(0, LargestNormalizedError, Points));
        var scores = Frames.ForEach(sequences, frames =>
        {
            var boxes = frames.Select(frame => (Predicted: Whole(frame.Predicted), Truth: Whole(frame.Truth))).ToArray();
            return (
                Covered: boxes.Count(pair => pair.Predicted.Left + pair.Predicted.Top + pair.Predicted.Width + pair.Predicted.Height > 0), Frames: boxes.Length,
                Success: ThresholdCurve.AtLeast([.. boxes.Select(pair => Overlap(pair.Predicted, pair.Truth))], overlaps),
                Precision: ThresholdCurve.AtMost([.. boxes.Select(pair => Distance(pair.Predicted, pair.Truth, 1, 1))], errors),
                Normalized: ThresholdCurve.AtMost([.. boxes.Select(pair => Distance(pair.Predicted, pair.Truth, pair.Truth.Width, pair.Truth.Height))], normalized));
        }).Select(score => score.Score).ToArray();
        return new(
            100.0 * scores.Sum(score => score.Covered) / scores.Sum(score => score.Frames),
            ThresholdCurve.Mean([.. scores.Select(score => score.Success)]),
            ThresholdCurve.Mean([.. scores.Select(score => score.Precision)]),
            ThresholdCurve.Mean([.. scores.Select(score => score.Normalized)]));
    }

    private static BoundingBox Whole(BoundingBox box) => new(Math.Round(box.Left), Math.Round(box.Top), Math.Round(box.Width), Math.Round(box.Height));

    private static double Overlap(BoundingBox predicted, BoundingBox truth)
    {
        var width = Math.Max(0, Math.Min(predicted.Right, truth.Right) - Math.Max(predicted.Left, truth.Left));
        var height = Math.Max(0, Math.Min(predicted.Bottom, truth.Bottom) - Math.Max(predicted.Top, truth.Top));
        var intersection = width * height;
        return intersection / (predicted.Area + truth.Area - intersection); // 0 / 0 passes no threshold, not even 0
    }

    private static double Distance(BoundingBox predicted, BoundingBox truth, double unitX, double unitY)
    {
        var (x, y) = ((truth.CenterX - predicted.CenterX) / unitX, (truth.CenterY - predicted.CenterY) / unitY);
        return Math.Sqrt(x * x + y * y);
    }

    // The trapezoid rule over 0 … 1: the devkit integrates all three curves over the axis of success.
    private static double Area(double[] curve) => curve.Zip(curve.Skip(1)).Sum(pair => (pair.First + pair.Second) / 2) / (curve.Length - 1);
}
