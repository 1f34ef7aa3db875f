using System.Globalization;

namespace MimRepro.Results.Database;

/// <summary>What must hold before a step's output is recorded.</summary>
internal static class OutputChecks
{
    public static void ThrowIfInvalid(
        string key, IReadOnlyList<MetricRow> metrics, IReadOnlyList<SeriesRow> series, IReadOnlyList<FigureRow> figures)
    {
        var faults = metrics.SelectMany(Metric).Concat(series.SelectMany(Series))
            .Concat(Repeated("metric", metrics.Select(row => Coordinates(row))))
            .Concat(Repeated("series", series.Select(row => $"'{row.Name}' over {row.XName}")))
            .Concat(Repeated("figure", figures.Select(row => $"'{row.Name}'"))).ToList();
        if (key.Length == 0)
            faults.Add("the key is empty, expected the fingerprint of a step that has run");
        if (faults.Count > 0)
            throw new ArgumentException(
                $"Output of a step is not valid, nothing of it was recorded: {faults.Count} fault(s).\n  step key: {key}\n"
                + string.Concat(faults.Select(fault => $"  {fault}\n"))
                + "  A number that is not finite mostly comes from a loss that diverged. Mend the step that wrote it and run again.");
    }

    private static IEnumerable<string> Metric(MetricRow row)
    {
        if (!MetricDescriptors.TryGet(row.Name, out _))
            yield return $"metric {Coordinates(row)}: no such metric; nearest known: {MetricDescriptors.Nearest(row.Name)}";
        if (!double.IsFinite(row.Value))
            yield return $"metric {Coordinates(row)}: value is {Text(row.Value)}, expected a finite number";
        if (row.Epoch is { } epoch && !double.IsFinite(epoch))
            yield return $"metric {Coordinates(row)}: epoch is {Text(epoch)}, expected a finite number";
    }

    private static IEnumerable<string> Series(SeriesRow row)
    {
        if (row.X.Length != row.Y.Length)
            yield return $"series '{row.Name}': {row.X.Length} values of x and {row.Y.Length} of y, expected as many";
        foreach (var (axis, values) in new[] { ("x", row.X), ("y", row.Y) })
            if (Array.FindIndex(values, value => !double.IsFinite(value)) is var at and >= 0)
                yield return $"series '{row.Name}': {axis}[{at}] is {Text(values[at])}, expected a finite number";
    }

    private static IEnumerable<string> Repeated(string what, IEnumerable<string> items) =>
        items.GroupBy(item => item).Where(group => group.Count() > 1)
            .Select(group => $"{what} {group.Key}: recorded {group.Count()} times, expected once");

    private static string Coordinates(MetricRow row) => $"'{row.Name}'"
        + At("epoch", row.Epoch) + At("layer", row.Layer) + At("head", row.Head) + At("other_layer", row.OtherLayer);

    private static string At(string name, double? value) => value is { } number ? $" {name} {Text(number)}" : "";

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
