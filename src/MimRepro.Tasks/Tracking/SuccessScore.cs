namespace MimRepro.Tasks.Tracking;

/// <summary>Where success and precision curves are read.</summary>
public sealed record CurvePoints
{
    /// <summary>OTB's and LaSOT's: overlaps 0, 0.05 … 1; errors 0, 1 … 50 pixels; normalised errors 0, 0.01 … 0.5.</summary>
    public static readonly CurvePoints Standard = new() { Overlaps = 21, Errors = 51, NormalizedErrors = 51, LargestNormalizedError = 0.5 };

    /// <summary>Points from 0 to 1.</summary>
    public required int Overlaps { get; init; }
    /// <summary>Points from 0, a pixel apart; above 20, where precision is read.</summary>
    public required int Errors { get; init; }
    /// <summary>Points from 0 to <see cref="LargestNormalizedError"/>.</summary>
    public required int NormalizedErrors { get; init; }
    public required double LargestNormalizedError { get; init; }

    internal double[] OverlapThresholds => EvenSpacing.Between(0, 1, Overlaps);

    internal double[] ErrorThresholds => [.. Enumerable.Range(0, Errors).Select(pixels => (double)pixels)];

    internal double[] NormalizedErrorThresholds => EvenSpacing.Between(0, LargestNormalizedError, NormalizedErrors);
}

/// <summary>Success and precision of one sequence or of many, in percent; not a number where no frame counts.</summary>
/// <param name="SuccessCurve">Share of frames by overlap.</param>
/// <param name="PrecisionCurve">Share of frames by distance of centres.</param>
/// <param name="NormalizedPrecisionCurve">Share of frames by distance of centres in units of the true box; empty where the benchmark has none.</param>
/// <param name="Points">Where the curves were read.</param>
public sealed record SuccessScore(double[] SuccessCurve, double[] PrecisionCurve, double[] NormalizedPrecisionCurve, CurvePoints Points)
{
    private const int PrecisionPixels = 20;
    private const double NormalizedPrecisionError = 0.2;

    /// <summary>Success: the mean of its curve, close to the area under it.</summary>
    public double Suc => ThresholdCurve.Mean(SuccessCurve);

    /// <summary>Precision at 20 pixels.</summary>
    public double Pre => PrecisionCurve[PrecisionPixels];

    /// <summary>Normalised precision at 0.2, as SwinTrack reads it.</summary>
    public double NPreAt20Percent
    {
        get
        {
            var thresholds = Points.NormalizedErrorThresholds;
            return NormalizedPrecisionCurve[Array.IndexOf(thresholds, thresholds.MinBy(threshold => Math.Abs(threshold - NormalizedPrecisionError)))];
        }
    }

    /// <summary>Normalised precision as the mean of its curve, as GOT-10k's toolkit reads it.</summary>
    public double NPreMean => ThresholdCurve.Mean(NormalizedPrecisionCurve);

    /// <summary>The middle of the success curve: overlap 0.5.</summary>
    public double SuccessRate => SuccessCurve[SuccessCurve.Length / 2];

    /// <summary>The mean over sequences, long and short alike.</summary>
    internal static SuccessScore Mean(IReadOnlyList<SuccessScore> scores) => new(
        ThresholdCurve.Mean([.. scores.Select(score => score.SuccessCurve)]),
        ThresholdCurve.Mean([.. scores.Select(score => score.PrecisionCurve)]),
        ThresholdCurve.Mean([.. scores.Select(score => score.NormalizedPrecisionCurve)]),
        scores[0].Points);
}
