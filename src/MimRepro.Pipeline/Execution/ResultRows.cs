using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>The one place that knows which coordinates the results have a column for.</summary>
internal static class ResultRows
{
    private static readonly string[] Known = ["epoch", "layer", "head", "other_layer"];

    /// <exception cref="InvalidDataException">An unknown metric, a coordinate that the results do not have, or a layer that is not a whole number.</exception>
    public static MetricRow Metric(OutputMetric metric)
    {
        IReadOnlyDictionary<string, double> at = metric.At ?? new Dictionary<string, double>();
        if (at.Keys.FirstOrDefault(name => !Known.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new InvalidDataException($"metric '{metric.Name}' has the coordinate '{unknown}'; known are {string.Join(", ", Known)}");
        if (!MetricDescriptors.TryGet(metric.Name, out _))
            throw new InvalidDataException($"metric '{metric.Name}' is not among those the results know ({nameof(MetricDescriptors)})");
        return new MetricRow(metric.Name, metric.Value, at.TryGetValue(Known[0], out double value) ? value : null,
            Whole(metric, at, Known[1]), Whole(metric, at, Known[2]), Whole(metric, at, Known[3]));
    }

    public static SeriesRow Series(OutputSeries series) => new(series.Name, series.XName, series.X, series.Y);

    /// <param name="figure">The picture.</param>
    /// <param name="folder">The artifact it lies in.</param>
    public static FigureRow Figure(OutputFigure figure, string folder) =>
        new(figure.Name, figure.Caption, figure.Alt, "image/png", File.ReadAllBytes(Path.Combine(folder, figure.File)));

    private static int? Whole(OutputMetric metric, IReadOnlyDictionary<string, double> at, string name)
    {
        if (!at.TryGetValue(name, out double value)) return null;
        return value is >= 0 and <= 1_000_000 && value == Math.Floor(value)
            ? (int)value
            : throw new InvalidDataException($"metric '{metric.Name}': {name} is {value}, expected a whole number from 0");
    }
}
