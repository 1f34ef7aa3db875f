using System.Globalization;
using MimRepro.Reporting.Views;
using MimRepro.Results;

namespace MimRepro.Reporting.Files;

/// <summary>Every metric of a run, RFC 4180 with LF: same results, same bytes.</summary>
internal static class MetricsCsv
{
    public const string Header = "step,arm,backbone,dataset,seed,metric,unit,epoch,layer,head,other_layer,value";

    /// <summary>Steps in graph order, metrics in the order measured, numbers in shortest round-trip form; no times.</summary>
    public static void Write(RunRecord run, TextWriter writer)
    {
        writer.Write(Header + "\n");
        foreach (var record in run.Steps)
            foreach (var metric in record.Metrics)
                writer.Write(string.Join(',', Fields(record.Step, metric).Select(Quote)) + "\n");
    }

    private static IEnumerable<string> Fields(StepRow step, MetricRow metric) =>
    [
        step.Name, Tag(step, "arm"), Tag(step, "backbone"), Tag(step, "dataset"), Tag(step, "seed"), metric.Name, Words.Unit(metric.Name),
        Number(metric.Epoch), Number(metric.Layer), Number(metric.Head), Number(metric.OtherLayer), Number(metric.Value),
    ];

    private static string Tag(StepRow step, string name) => step.Tags.TryGetValue(name, out var value) ? value : "";

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static string Number(int? value) => value?.ToString(CultureInfo.InvariantCulture) ?? "";

    private static string Quote(string field) =>
        field.AsSpan().IndexOfAny(",\"\r\n") < 0 ? field : $"\"{field.Replace("\"", "\"\"")}\"";
}
