using System.Globalization;

namespace MimRepro.Pipeline.Worker;

/// <summary>What an output must be, asked by the worker that writes it and again by the driver that reads it.</summary>
internal static class StepOutputRules
{
    private const int MaximumNameLength = 100;
    private const int MaximumEntries = 1_000_000;
    private const int MaximumFaultsShown = 20;
    private const long MaximumFigureBytes = 16L << 20;
    private static readonly byte[] PngSignature = [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static IReadOnlyList<string> Faults(StepOutput output, string folder)
    {
        if (output.Metrics is null || output.Series is null || output.Figures is null) return ["metrics, series and figures must be lists"];
        int entries = output.Metrics.Count + output.Series.Count + output.Figures.Count;
        if (entries > MaximumEntries) return [$"{entries} entries, expected at most {MaximumEntries}"];
        return [.. output.Metrics.SelectMany(MetricFaults)
            .Concat(output.Series.SelectMany(SeriesFaults))
            .Concat(output.Figures.SelectMany(figure => FigureFaults(figure, folder)))
            .Concat(Twice("metric", output.Metrics.Select(MetricName)))
            .Concat(Twice("series", output.Series.Select(series => series?.Name ?? "")))
            .Concat(Twice("figure", output.Figures.Select(figure => figure?.Name ?? "")))
            .Take(MaximumFaultsShown)];
    }

    private static IEnumerable<string> MetricFaults(OutputMetric metric)
    {
        if (metric is null) { yield return "a metric is null"; yield break; }
        if (!IsName(metric.Name)) yield return $"metric '{Shown(metric.Name)}': not a name (lower-case letters, digits, '_', '.', '-')";
        if (!double.IsFinite(metric.Value)) yield return $"metric '{Shown(metric.Name)}' is {metric.Value}, expected a finite number";
        foreach ((string coordinate, double value) in metric.At ?? new Dictionary<string, double>())
        {
            if (!IsName(coordinate)) yield return $"metric '{Shown(metric.Name)}': coordinate '{Shown(coordinate)}' is not a name";
            if (!double.IsFinite(value)) yield return $"metric '{Shown(metric.Name)}': {Shown(coordinate)} is {value}, expected a finite number";
        }
    }

    private static IEnumerable<string> SeriesFaults(OutputSeries series)
    {
        if (series is null || series.X is null || series.Y is null) { yield return "a series is null or lacks x or y"; yield break; }
        if (!IsName(series.Name) || !IsName(series.XName)) yield return $"series '{Shown(series.Name)}' over '{Shown(series.XName)}': not names";
        if (series.X.Length != series.Y.Length) yield return $"series '{Shown(series.Name)}' has {series.X.Length} x and {series.Y.Length} y";
        int bad = Array.FindIndex(series.Y, y => !double.IsFinite(y));
        if (bad < 0) bad = Array.FindIndex(series.X, x => !double.IsFinite(x));
        if (bad >= 0) yield return $"series '{Shown(series.Name)}': point {bad} is not finite";
    }

    private static IEnumerable<string> FigureFaults(OutputFigure figure, string folder)
    {
        if (figure is null) { yield return "a figure is null"; yield break; }
        if (!IsName(figure.Name)) yield return $"figure '{Shown(figure.Name)}': not a name";
        if (figure.Caption is null || figure.Alt is null) yield return $"figure '{Shown(figure.Name)}' lacks caption or alt text";
        if (!ArtifactPath.IsSafe(figure.File)) { yield return $"figure '{Shown(figure.Name)}': '{Shown(figure.File)}' is not a relative path inside the artifact"; yield break; }
        string? fault = PictureFault(Path.Combine(folder, figure.File));
        if (fault is not null) yield return $"figure '{Shown(figure.Name)}': {figure.File} {fault}";
    }

    private static string? PictureFault(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists) return "is missing";
        if (file.LinkTarget is not null) return "is a link";
        if (file.Length > MaximumFigureBytes) return $"has {file.Length} bytes, expected at most {MaximumFigureBytes}";
        using FileStream stream = file.OpenRead();
        byte[] start = new byte[PngSignature.Length];
        int read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return read == start.Length && start.AsSpan().SequenceEqual(PngSignature) ? null : "is not a PNG";
    }

    private static IEnumerable<string> Twice(string what, IEnumerable<string> names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return names.Where(name => !seen.Add(name)).Distinct(StringComparer.Ordinal).Select(name => $"{what} '{Shown(name)}' occurs twice");
    }

    private static string MetricName(OutputMetric metric) => metric?.At is null
        ? metric?.Name ?? ""
        : metric.Name + string.Concat(metric.At.OrderBy(at => at.Key, StringComparer.Ordinal)
            .Select(at => string.Create(CultureInfo.InvariantCulture, $" {at.Key}={at.Value}")));

    private static bool IsName(string? name) => name is { Length: > 0 and <= MaximumNameLength }
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '_' or '.' or '-' or '/');

    private static string Shown(string? text) => text is null ? "null" : text.Length <= MaximumNameLength ? text : text[..MaximumNameLength] + "…";
}
