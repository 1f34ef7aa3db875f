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
    /// <summary>A dashed line in the text colour; the text beside the chart says what it is.</summary>
    Reference,
    /// <summary>A mean with its interval: Y, Low and High of each point.</summary>
    Interval,
}

/// <summary>Note: shown when the pointer is on the point, such as which head and seed. Low and High: an interval.</summary>
internal readonly record struct ChartPoint(double X, double Y, string Note = "", double? Low = null, double? High = null);

/// <summary>
/// Points drawn alike. Arm gives colour and symbol, and the switch that hides them (empty: none).
/// Shade, 0…1, is where the colour lies between the arm's pale and full tone (null: full).
/// </summary>
internal sealed record Mark(string Arm, string Name, MarkKind Kind, IReadOnlyList<ChartPoint> Points, double? Shade = null);

internal sealed record Axis(string Name, double Min, double Max)
{
    public bool Log { get; init; }
    /// <summary>Ticks only at whole numbers.</summary>
    public bool Whole { get; init; }
    /// <summary>Names of the places 0, 1, …; null for a scale of numbers.</summary>
    public IReadOnlyList<string>? Places { get; init; }
}

/// <summary>Values [row, column]; NaN leaves a cell empty. Min and Max are the ends of the colour scale.</summary>
internal sealed record HeatMap(double[,] Values, double Min, double Max);

/// <summary>
/// One drawing, before it is an interactive chart or a static one. Id is unique in the page (letters, digits, dashes),
/// Label the drawing in words, Arm what the whole drawing shows (empty: several arms).
/// </summary>
internal sealed record Chart(string Id, string Title, string Label, string Arm, Axis X, Axis Y)
{
    public IReadOnlyList<Mark> Marks { get; init; } = [];
    public HeatMap? Heat { get; init; }
    /// <summary>Values run along X and names along Y.</summary>
    public bool Horizontal { get; init; }
}
