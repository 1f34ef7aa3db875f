namespace MimRepro.Reporting.Charts;

/// <summary>How a set of points is drawn.</summary>
internal enum MarkKind
{
    /// <summary>One symbol a point.</summary>
    Dots,
    /// <summary>A line through the points, with symbols.</summary>
    Line,
    /// <summary>A bare thin line, for long curves.</summary>
    Curve,
    /// <summary>A dashed line in the text colour, with its name at its end.</summary>
    Reference,
    /// <summary>A mean with its interval: Y, Low and High of each point.</summary>
    Interval,
}

/// <param name="Note">Shown when the pointer is on the point: which head, which seed.</param>
internal readonly record struct ChartPoint(double X, double Y, string Note = "", double? Low = null, double? High = null);

/// <param name="Arm">Gives colour and symbol, and the switch that hides it; empty for none.</param>
/// <param name="Shade">0…1: where between the arm's light and dark end the colour lies; null is the plain colour.</param>
internal sealed record Mark(string Arm, string Name, MarkKind Kind, IReadOnlyList<ChartPoint> Points, double? Shade = null);

internal sealed record Axis(string Name, double Min, double Max)
{
    public bool Log { get; init; }
    /// <summary>Ticks only at whole numbers.</summary>
    public bool Whole { get; init; }
    /// <summary>Names of the places 0, 1, …; null for a scale of numbers.</summary>
    public IReadOnlyList<string>? Places { get; init; }
}

/// <param name="Values">[row, column], from 0 to 1.</param>
internal sealed record HeatMap(double[,] Values, double Min, double Max);

/// <summary>One drawing, before it is an interactive chart or a static one.</summary>
/// <param name="Id">Unique in the page; letters, digits and dashes.</param>
/// <param name="Title">Shown above it.</param>
/// <param name="Label">The drawing in words, for those who can't see it.</param>
/// <param name="Arm">The arm that the whole drawing shows; empty if it shows several.</param>
internal sealed record Chart(string Id, string Title, string Label, string Arm, Axis X, Axis Y)
{
    public IReadOnlyList<Mark> Marks { get; init; } = [];
    public HeatMap? Heat { get; init; }
    /// <summary>Values run along X and names along Y.</summary>
    public bool Horizontal { get; init; }
}
