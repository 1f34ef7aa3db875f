using System.Globalization;


namespace EndToEnd.Tests;

[Trait("Kind", "EndToEnd")]
public sealed class SmokeTests(SmokeRun run) : IClassFixture<SmokeRun>
{
    [Fact]
    public void Reproduce_FromNothing_EndsWithAReport()
    {
        Assert.True(run.First.ExitCode == 0, run.First.Output);
        var folder = SmokeRun.ReportFolder(run.Store);
        Assert.Contains(Path.Combine(folder, "report.html"), run.First.Output, StringComparison.Ordinal);
        Assert.All(["report.html", "report.json", "metrics.csv"], file => Assert.True(File.Exists(Path.Combine(folder, file)), file));
    }

    [Fact]
    public void Reproduce_Again_WritesNothing()
    {
        Assert.True(run.Again.ExitCode == 0, run.Again.Output);
        Assert.Equal(run.Before, run.After);
    }

    [Fact]
    public void Reproduce_TwiceFromNothing_GivesTheSameBytes()
    {
        Assert.True(run.Other.ExitCode == 0, run.Other.Output);

        Assert.Equal(
            File.ReadAllText(Path.Combine(SmokeRun.ReportFolder(run.Store), "metrics.csv")),
            File.ReadAllText(Path.Combine(SmokeRun.ReportFolder(run.OtherStore), "metrics.csv")));
        Assert.Equal(Artifacts(run.Store), Artifacts(run.OtherStore));
    }

    [Fact]
    public void Metrics_OfTheSmokeProfile_StayWithinTheirTolerance()
    {
        var measured = Scalars(Path.Combine(SmokeRun.ReportFolder(run.Store), "metrics.csv"));
        var text = string.Concat(measured.Select(metric => $"{metric.Key},{metric.Value.ToString("R", CultureInfo.InvariantCulture)}\n"));

        MetricSnapshot.Match(measured, text, "smoke-metrics");
    }

    [Fact]
    public void FineTuning_FromSimMim_BeatsTheFrequencyOfAClass()
    {
        var measured = Scalars(Path.Combine(SmokeRun.ReportFolder(run.Store), "metrics.csv"));

        Assert.True(measured["finetune-mim-seed0/top1"] > 20, "Five equally frequent classes: guessing gives 20 %.");
    }

    private static string[] Artifacts(string store) =>
        [.. Directory.EnumerateDirectories(Path.Combine(store, "artifacts")).Select(folder => Path.GetFileName(folder)!).Order(StringComparer.Ordinal)];

    /// <summary>step/metric → value of the numbers without coordinates.</summary>
    private static SortedDictionary<string, double> Scalars(string csv)
    {
        var rows = File.ReadAllLines(csv).Select(line => line.Split(',')).ToList();
        var column = rows[0].Select((name, index) => (name, index)).ToDictionary(pair => pair.name, pair => pair.index);
        var scalars = new SortedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var row in rows.Skip(1).Where(row => row[column["epoch"]].Length + row[column["layer"]].Length == 0))
        {
            scalars.Add($"{row[column["step"]]}/{row[column["metric"]]}", double.Parse(row[column["value"]], CultureInfo.InvariantCulture));
        }

        return scalars;
    }
}
