namespace MimRepro.Results;

/// <summary>Which way a metric gets better, where one can say so.</summary>
public enum MetricDirection { None, HigherIsBetter, LowerIsBetter }

/// <summary>What a metric's numbers mean and how they are shown and compared.</summary>
public sealed record MetricDescriptor
{
    /// <summary>Key in rows and claims, lower case: <c>top1</c>.</summary>
    public required string Name { get; init; }
    /// <summary>As the field spells it: <c>top-1</c>.</summary>
    public required string DisplayName { get; init; }
    /// <summary><c>%</c>, <c>px</c>, <c>nats</c>; empty for a pure number.</summary>
    public required string Unit { get; init; }
    public required MetricDirection Direction { get; init; }
    /// <summary>Differences between two machines up to this size, in the unit, are no change.</summary>
    public required double AbsoluteTolerance { get; init; }
    /// <summary>The same as a fraction of the expected value; both allowances add up.</summary>
    public required double RelativeTolerance { get; init; }
    /// <summary>Digits after the point for readers.</summary>
    public required int Decimals { get; init; }

    /// <summary>True if the values differ by no more than another CPU or build of libtorch may make them differ.</summary>
    public bool Agrees(double expected, double actual) =>
        Math.Abs(actual - expected) <= AbsoluteTolerance + RelativeTolerance * Math.Abs(expected);
}
