namespace MimRepro.Pipeline.Worker;

/// <summary>The numbers, curves and pictures of a step: the content of <c>metrics.json</c> in its artifact.</summary>
/// <remarks>Deterministic: no times, no paths. Coordinates are those of the results: epoch, layer, head, other_layer.</remarks>
public sealed record StepOutput
{
    public const string FileName = "metrics.json";

    public required IReadOnlyList<OutputMetric> Metrics { get; init; }
    public required IReadOnlyList<OutputSeries> Series { get; init; }
    public required IReadOnlyList<OutputFigure> Figures { get; init; }
}

/// <summary>A number at named coordinates.</summary>
public sealed record OutputMetric(string Name, double Value, IReadOnlyDictionary<string, double>? At = null);

public sealed record OutputSeries(string Name, string XName, double[] X, double[] Y);

/// <summary>A picture: a file of the artifact, by its relative path.</summary>
public sealed record OutputFigure(string Name, string File, string Caption, string Alt);
