using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MimRepro.Pipeline.Worker;

/// <summary>Writes <c>metrics.json</c>: the same output gives the same bytes on every machine and in every culture.</summary>
public static class StepOutputWriter
{
    /// <summary>Writes <paramref name="output"/> into <paramref name="folder"/>, entries in the order given, one a line.</summary>
    /// <exception cref="ArgumentException">A value is not finite, a curve's axes differ in length, or a picture is not there.</exception>
    public static void Write(string folder, StepOutput output)
    {
        IReadOnlyList<string> faults = StepOutputRules.Faults(output, folder);
        if (faults.Count > 0)
            throw new ArgumentException($"Output of the step is not valid:\n  {string.Join("\n  ", faults)}");

        var text = new StringBuilder("{\n");
        Section(text, "metrics", output.Metrics.Select(metric => JsonSerializer.Serialize(Sorted(metric), LineJson.Default.OutputMetric)), ",\n");
        Section(text, "series", output.Series.Select(series => JsonSerializer.Serialize(series, LineJson.Default.OutputSeries)), ",\n");
        Section(text, "figures", output.Figures.Select(figure => JsonSerializer.Serialize(figure, LineJson.Default.OutputFigure)), "\n");
        text.Append("}\n");
        File.WriteAllText(Path.Combine(folder, StepOutput.FileName), text.ToString(), new UTF8Encoding(false));
    }

    // A dictionary promises no order.
    private static OutputMetric Sorted(OutputMetric metric) => metric.At is null
        ? metric
        : metric with { At = new SortedDictionary<string, double>(metric.At.ToDictionary(), StringComparer.Ordinal) };

    private static void Section(StringBuilder text, string name, IEnumerable<string> entries, string end)
    {
        text.Append(CultureInfo.InvariantCulture, $"\"{name}\": [");
        string separator = "\n";
        foreach (string entry in entries)
        {
            text.Append(separator).Append("  ").Append(entry);
            separator = ",\n";
        }
        text.Append(separator == "\n" ? "]" : "\n]").Append(end);
    }
}
