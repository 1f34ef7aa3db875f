namespace MimRepro.Results.Claims;

/// <summary>A mean over seeds with its two-sided 95 % interval, which needs at least two values.</summary>
public readonly record struct Interval(double Mean, double? Low, double? High, int Count)
{
    /// <summary>Half the width; null without an interval.</summary>
    public double? HalfWidth => (High - Low) / 2;
}

/// <summary>Student's t intervals for means of few values.</summary>
public static class Intervals
{
    private const double Coverage = 0.95;

    /// <summary>Mean and two-sided 95 % t interval, on the assumption of independent, about normal values.</summary>
    /// <param name="values">One finite value a seed; the order does not matter beyond rounding.</param>
    /// <exception cref="ArgumentException"><paramref name="values"/> is empty or holds a value that is not finite.</exception>
    public static Interval Mean95(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            throw new ArgumentException("There is no interval of no values.", nameof(values));
        if (values.Any(value => !double.IsFinite(value)))
            throw new ArgumentException($"Values are [{string.Join(", ", values)}], expected finite numbers.", nameof(values));
        var mean = values.Average();
        if (values.Count == 1)
            return new(mean, null, null, 1);
        var variance = values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        var halfWidth = StudentT.TwoSidedQuantile(Coverage, values.Count - 1) * Math.Sqrt(variance / values.Count);
        return new(mean, mean - halfWidth, mean + halfWidth, values.Count);
    }
}
