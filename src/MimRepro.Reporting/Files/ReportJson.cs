using System.Text;
using System.Text.Json;
using MimRepro.Reporting.Views;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Files;

/// <summary>The report for programs.</summary>
/// <remarks>
/// <code>
/// { "format": 1, "title", "run": { "id", "profile", "started", "ended"|null },
///   "claims": [ { "id", "title", "statement", "paperStatus": "read"|"recalled"|"own check", "paperValue", "verdict",
///                 "tests": [ { "id", "statement", "direction", "minimumEffect", "unit", "verdict",
///                              "mean"|null, "low"|null, "high"|null, "seeds": [ { "seed", "left", "right", "effect" } ] } ] } ],
///   "metrics": [ { "step", "arm", "seed", "name", "unit", "value" } ],     // those without coordinates
///   "steps": [ { "name", "kind", "experiment", "outcome", "seconds", "key", "artifact"|null, "error"|null,
///                ["accepted": { "key", "reason", "at" }] } ],   // only where a changed step was not run
///   "environment": { name: value } }
/// </code>
/// Verdicts are <c>reproduced</c>, <c>not-reproduced</c>, <c>inconclusive</c> and <c>not-run</c>.
/// </remarks>
internal static class ReportJson
{
    public static void Write(RunRecord run, IReadOnlyList<ClaimDefinition> claims, ReportOptions options, TextWriter writer)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteNumber("format", 1);
            json.WriteString("title", options.Title);
            WriteRun(json, run.Run, options);
            WriteList(json, "claims", claims, claim => WriteClaim(json, claim, run.Claims.FirstOrDefault(x => x.Claim.Id == claim.Id)));
            WriteList(json, "metrics", ScalarMetrics(run), x => WriteMetric(json, x.Step, x.Metric));
            WriteList(json, "steps", run.Steps, step => WriteStep(json, step));
            json.WriteStartObject("environment");
            foreach (var (name, value) in run.Run.Environment.OrderBy(x => x.Key, StringComparer.Ordinal))
                json.WriteString(name, value);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        writer.Write(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
        writer.Write('\n');
    }

    private static IEnumerable<(StepRow Step, MetricRow Metric)> ScalarMetrics(RunRecord run) =>
        from record in run.Steps
        from metric in record.Metrics
        where metric is { Epoch: null, Layer: null, Head: null, OtherLayer: null }
        select (record.Step, metric);

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            write(item);
        json.WriteEndArray();
    }

    private static void WriteRun(Utf8JsonWriter json, RunRow run, ReportOptions options)
    {
        json.WriteStartObject("run");
        json.WriteString("id", run.Id);
        json.WriteString("profile", options.Profile);
        json.WriteString("started", run.Started);
        if (run.Ended is { } ended)
            json.WriteString("ended", ended);
        else
            json.WriteNull("ended");
        json.WriteEndObject();
    }

    private static void WriteClaim(Utf8JsonWriter json, ClaimDefinition claim, ClaimResult? result)
    {
        json.WriteStartObject();
        json.WriteString("id", claim.Id);
        json.WriteString("title", claim.Title);
        json.WriteString("statement", claim.Statement);
        json.WriteString("paperStatus", Words.Text(claim.Status));
        json.WriteString("paperValue", claim.PaperValue);
        json.WriteString("verdict", Words.Key(result?.Verdict ?? Verdict.NotRun));
        WriteList(json, "tests", claim.Tests, test => WriteTest(json, test, result?.Tests.FirstOrDefault(x => x.Test.Id == test.Id)));
        json.WriteEndObject();
    }

    private static void WriteTest(Utf8JsonWriter json, ClaimTest test, TestResult? result)
    {
        json.WriteStartObject();
        json.WriteString("id", test.Id);
        json.WriteString("statement", test.Statement);
        json.WriteString("direction", test.Direction == Direction.Greater ? "greater" : "less");
        json.WriteNumber("minimumEffect", test.MinimumEffect);
        json.WriteString("unit", test.Unit);
        json.WriteString("verdict", Words.Key(result?.Verdict ?? Verdict.NotRun));
        WriteNumber(json, "mean", result?.MeanEffect);
        WriteNumber(json, "low", result?.Low);
        WriteNumber(json, "high", result?.High);
        WriteList(json, "seeds", result?.Seeds ?? [], seed =>
        {
            json.WriteStartObject();
            json.WriteNumber("seed", seed.Seed);
            WriteNumber(json, "left", seed.Left);
            WriteNumber(json, "right", seed.Right);
            WriteNumber(json, "effect", seed.Effect);
            json.WriteEndObject();
        });
        json.WriteEndObject();
    }

    private static void WriteMetric(Utf8JsonWriter json, StepRow step, MetricRow metric)
    {
        json.WriteStartObject();
        json.WriteString("step", step.Name);
        json.WriteString("arm", step.Tags.GetValueOrDefault("arm", ""));
        json.WriteString("seed", step.Tags.GetValueOrDefault("seed", ""));
        json.WriteString("name", metric.Name);
        json.WriteString("unit", Words.Unit(metric.Name));
        WriteNumber(json, "value", metric.Value);
        json.WriteEndObject();
    }

    private static void WriteStep(Utf8JsonWriter json, StepRecord record)
    {
        json.WriteStartObject();
        json.WriteString("name", record.Step.Name);
        json.WriteString("kind", record.Step.Kind);
        json.WriteString("experiment", record.Step.Experiment);
        json.WriteString("outcome", Words.Key(record.Outcome));
        json.WriteNumber("seconds", record.Step.DurationInSeconds);
        json.WriteString("key", record.Step.Key);
        json.WriteString("artifact", record.Step.Artifact);
        json.WriteString("error", record.Error);
        if (record.Step.Accepted is { } accepted)
        {
            json.WriteStartObject("accepted");
            json.WriteString("key", accepted.Key);
            json.WriteString("reason", accepted.Reason);
            json.WriteString("at", accepted.At);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteNumber(Utf8JsonWriter json, string name, double? value)
    {
        // A single seed gives an interval without bounds; JSON has no infinity.
        if (value is { } number && double.IsFinite(number))
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
