using MimRepro.Recipes;

namespace MimRepro.Tasks.Depth;

/// <summary>How well depth was predicted: of one image over its scored pixels, or the mean over images.</summary>
/// <param name="Delta1">Share of pixels whose ratio to the truth, or its inverse, is below 1.25; 0 … 1, higher is better.</param>
/// <param name="Delta2">The same below 1.25².</param>
/// <param name="Delta3">The same below 1.25³.</param>
/// <param name="AbsRel">Mean |p − g| / g.</param>
/// <param name="SqRel">Mean (p − g)² / g, metres.</param>
/// <param name="Rmse">√ mean (p − g)², metres.</param>
/// <param name="RmseLog">√ mean (ln p − ln g)².</param>
/// <param name="Log10">Mean |log10 p − log10 g|.</param>
/// <param name="SiLog">√ (mean d² − 0.5 (mean d)²), d = ln p − ln g.</param>
public sealed record DepthScore(
    double Delta1, double Delta2, double Delta3, double AbsRel, double SqRel, double Rmse, double RmseLog, double Log10, double SiLog)
{
    /// <summary>The mean of each metric over images; each image counts alike, however many pixels it has.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static DepthScore Mean(IReadOnlyCollection<DepthScore> images)
    {
        if (images.Count == 0)
            throw new ArgumentException("There is no image to average over.", nameof(images));
        return new(Of(score => score.Delta1), Of(score => score.Delta2), Of(score => score.Delta3), Of(score => score.AbsRel), Of(score => score.SqRel),
            Of(score => score.Rmse), Of(score => score.RmseLog), Of(score => score.Log10), Of(score => score.SiLog));

        double Of(Func<DepthScore, double> metric) => images.Sum(metric) / images.Count;
    }
}

/// <summary>Which pixels of an image are scored, and the metrics over them.</summary>
/// <remarks>SwinTransformer/MIM-Depth-Estimation utils/metrics.py; PAPER.md 6. Computed in double precision.</remarks>
public static class DepthMetrics
{
    private const double DeltaBase = 1.25;
    private const double ScaleInvariance = 0.5;

    /// <summary>All metrics of one image.</summary>
    /// <param name="prediction">[height, width], metres. Infinite values count as <paramref name="maxDepth"/>, NaN as <paramref name="minDepth"/>; nothing else is clipped.</param>
    /// <param name="truth">[height, width], metres; 0 where depth is not known.</param>
    /// <param name="minDepth">Truth is scored strictly above it.</param>
    /// <param name="maxDepth">Truth is scored strictly below it.</param>
    /// <returns>Metrics and how many pixels they are over; with no pixel the metrics are null.</returns>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    public static (DepthScore? Score, int Pixels) Of(
        ReadOnlySpan<float> prediction, ReadOnlySpan<float> truth, int height, int width, DepthCrop crop, double minDepth, double maxDepth)
    {
        if (prediction.Length != truth.Length || truth.Length != (long)height * width)
            throw new ArgumentException($"{prediction.Length} predictions and {truth.Length} depths for {height} x {width} pixels");
        var sums = new Sums();
        var (top, bottom, left, right) = Bounds(crop, height, width);
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
            {
                double depth = truth[y * width + x];
                if (depth > minDepth && depth < maxDepth)
                    sums.Add(Repaired(prediction[y * width + x], minDepth, maxDepth), depth);
            }
        return (sums.Pixels == 0 ? null : sums.Score(), sums.Pixels);
    }

    /// <summary>The scored rows and columns; the ends are exclusive.</summary>
    /// <remarks>Shares are multiplied and then cut to whole pixels, as the reference does.</remarks>
    public static (int Top, int Bottom, int Left, int Right) Bounds(DepthCrop crop, int height, int width) => crop switch
    {
        DepthCrop.None => (0, height, 0, width),
        DepthCrop.Nyu => (Math.Min(45, height), Math.Min(471, height), Math.Min(41, width), Math.Min(601, width)),
        DepthCrop.Garg => ((int)(0.40810811 * height), (int)(0.99189189 * height), (int)(0.03594771 * width), (int)(0.96405229 * width)),
        DepthCrop.Eigen => ((int)(0.3324324 * height), (int)(0.91351351 * height), (int)(0.0359477 * width), (int)(0.96405229 * width)),
        _ => throw new ArgumentOutOfRangeException(nameof(crop), crop, "No such crop."),
    };

    private static double Repaired(double prediction, double minDepth, double maxDepth) =>
        double.IsInfinity(prediction) ? maxDepth : double.IsNaN(prediction) ? minDepth : prediction;

    private struct Sums
    {
        private int delta1, delta2, delta3;
        private double relative, squaredRelative, squared, logarithmic, squaredLogarithmic, log10;

        public int Pixels { get; private set; }

        public void Add(double prediction, double truth)
        {
            Pixels++;
            var ratio = Math.Max(truth / prediction, prediction / truth);
            delta1 += ratio < DeltaBase ? 1 : 0;
            delta2 += ratio < DeltaBase * DeltaBase ? 1 : 0;
            delta3 += ratio < DeltaBase * DeltaBase * DeltaBase ? 1 : 0;
            var (gap, logGap) = (prediction - truth, Math.Log(prediction) - Math.Log(truth));
            relative += Math.Abs(gap) / truth;
            squaredRelative += gap * gap / truth;
            squared += gap * gap;
            logarithmic += logGap;
            squaredLogarithmic += logGap * logGap;
            log10 += Math.Abs(Math.Log10(prediction) - Math.Log10(truth));
        }

        public readonly DepthScore Score()
        {
            double pixels = Pixels, mean = logarithmic / pixels;
            return new(delta1 / pixels, delta2 / pixels, delta3 / pixels, relative / pixels, squaredRelative / pixels, Math.Sqrt(squared / pixels),
                Math.Sqrt(squaredLogarithmic / pixels), log10 / pixels, Math.Sqrt(squaredLogarithmic / pixels - ScaleInvariance * mean * mean));
        }
    }
}
