namespace MimRepro.Reporting.Views;

/// <summary>Mean of a few values and its 95 % interval (Student's t); no interval from a single value.</summary>
internal readonly record struct Spread(double Mean, double? Low, double? High)
{
    // Two-sided 97.5 % points of Student's t for 1…30 degrees of freedom.
    private static readonly double[] T =
    [
        12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788, 2.1604, 2.1448, 2.1314,
        2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
    ];

    public static Spread Of(IReadOnlyList<double> values)
    {
        var mean = values.Average();
        if (values.Count < 2)
            return new Spread(mean, null, null);
        var variance = values.Sum(x => (x - mean) * (x - mean)) / (values.Count - 1);
        var half = T[Math.Min(values.Count - 1, T.Length) - 1] * Math.Sqrt(variance / values.Count);
        return new Spread(mean, mean - half, mean + half);
    }
}
