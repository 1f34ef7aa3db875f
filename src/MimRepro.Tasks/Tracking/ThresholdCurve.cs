namespace MimRepro.Tasks.Tracking;

/// <summary>Shares of frames that pass thresholds, in percent. What is not a number passes none.</summary>
internal static class ThresholdCurve
{
    public static double[] Above(IReadOnlyCollection<double> values, double[] thresholds) => Of(values, thresholds, (value, threshold) => value > threshold);

    public static double[] AtLeast(IReadOnlyCollection<double> values, double[] thresholds) => Of(values, thresholds, (value, threshold) => value >= threshold);

    public static double[] AtMost(IReadOnlyCollection<double> values, double[] thresholds) => Of(values, thresholds, (value, threshold) => value <= threshold);

    /// <summary>Percent of values that pass; not a number where there is none.</summary>
    public static double Share(IReadOnlyCollection<double> values, Func<double, bool> passes) => 100.0 * values.Count(passes) / values.Count;

    /// <summary>Mean; not a number where there is none.</summary>
    public static double Mean(IReadOnlyCollection<double> values) => values.Count == 0 ? double.NaN : values.Sum() / values.Count;

    /// <summary>The mean curve of curves of one length.</summary>
    public static double[] Mean(IReadOnlyList<double[]> curves) =>
        [.. Enumerable.Range(0, curves[0].Length).Select(point => Mean([.. curves.Select(curve => curve[point])]))];

    private static double[] Of(IReadOnlyCollection<double> values, double[] thresholds, Func<double, double, bool> passes) =>
        [.. thresholds.Select(threshold => Share(values, value => passes(value, threshold)))];
}
