using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Reporting;

public sealed class ReportWriterTests : IDisposable
{
    private static readonly ReportOptions Options = new() { Title = "Synthetic report", Profile = "small" };
    private readonly string _folder = Directory.CreateTempSubdirectory("mimrepro-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Html(RunRecord run, IReadOnlyList<ClaimDefinition>? claims = null, ReportOptions? options = null) =>
        WithoutLibrary(File.ReadAllText(ReportWriter.Write(run, claims ?? SyntheticRun.Claims, _folder, options ?? Options).Html));

    private static string WithoutLibrary(string html) =>
        Regex.Replace(html, "<script id=\"echarts\">.*?</script>", "<script id=\"echarts\">…</script>", RegexOptions.Singleline);

    /// <summary>The page's own text: no style sheet, no scripts, no drawings.</summary>
    private static string Text(string html) => Regex.Replace(
        Regex.Replace(html, "<(style|script)\\b.*?</\\1>", "<$1>…</$1>", RegexOptions.Singleline), "<svg class=\"static\".*?</svg>", "<svg>…</svg>");

    [Fact, Trait("Kind", "Snapshot")]
    public void Html_WholeRun_IsPinned() => Snapshots.Match(Text(Html(SyntheticRun.Build())), "whole-run");

    [Fact, Trait("Kind", "Unit")]
    public void Html_AcceptedStep_IsListedWithReasonUntilItRan()
    {
        var run = SyntheticRun.Build();
        var first = run.Steps[0];
        var accepted = new AcceptedRow(new string('a', 64), "only <renamed>", new DateTimeOffset(2024, 5, 6, 7, 8, 0, TimeSpan.Zero));
        var with = run with { Steps = [first with { Step = first.Step with { Accepted = accepted } }, .. run.Steps.Skip(1)] };

        var html = Html(with);

        Assert.Contains("<h3>Accepted without running</h3>", html, StringComparison.Ordinal);
        Assert.Contains("<td>only &lt;renamed&gt;</td><td>2024-05-06 07:08 UTC</td>", html, StringComparison.Ordinal);
        Assert.Contains("1 step changed and was accepted without running", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Accepted without running", Html(run), StringComparison.Ordinal);
        var json = JsonDocument.Parse(File.ReadAllText(ReportWriter.Write(with, SyntheticRun.Claims, _folder, Options).Json));
        Assert.Equal("only <renamed>", json.RootElement.GetProperty("steps")[0].GetProperty("accepted").GetProperty("reason").GetString());
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Json_WholeRun_IsPinned() =>
        Snapshots.Match(File.ReadAllText(ReportWriter.Write(SyntheticRun.Build(), SyntheticRun.Claims, _folder, Options).Json), "json");

    [Fact, Trait("Kind", "Snapshot")]
    public void PublicSurface_Library_IsPinned() => Snapshots.Match(string.Join('\n', typeof(ReportWriter).Assembly.GetExportedTypes()
        .OrderBy(x => x.FullName, StringComparer.Ordinal)
        .SelectMany(x => x.GetMembers().Where(y => y.DeclaringType == x && y.Name[0] != '<').Select(y => $"{x.FullName}: {y}").Order(StringComparer.Ordinal))), "public-surface");

    [Fact, Trait("Kind", "Unit")]
    public void Files_CommaCulture_AreTheSameBytes()
    {
        var plain = Bytes(ReportWriter.Write(SyntheticRun.Build(), SyntheticRun.Claims, _folder, Options));
        var before = CultureInfo.CurrentCulture;
        byte[][] comma;
        try
        {
            // ICU is off, so a culture with a decimal comma has to be made.
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            culture.NumberFormat.NumberGroupSeparator = ".";
            culture.NumberFormat.NegativeSign = "~";
            CultureInfo.CurrentCulture = culture;
            comma = Bytes(ReportWriter.Write(SyntheticRun.Build(), SyntheticRun.Claims, Path.Combine(_folder, "comma"), Options));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        Assert.Equal(plain[0], comma[0]);
        Assert.Equal(plain[1], comma[1]);
        Assert.Equal(plain[2], comma[2]);
    }

    private static byte[][] Bytes(ReportFiles files) => [File.ReadAllBytes(files.Html), File.ReadAllBytes(files.Json), File.ReadAllBytes(files.Csv)];

    [Fact, Trait("Kind", "Unit")]
    public void Files_WrittenTwice_AreLeftAlone()
    {
        var first = ReportWriter.Write(SyntheticRun.Build(), SyntheticRun.Claims, _folder, Options);
        File.SetLastWriteTimeUtc(first.Html, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

        var second = ReportWriter.Write(SyntheticRun.Build(), SyntheticRun.Claims, _folder, Options);

        Assert.Equal(["metrics.csv", "report.json", "report.html"], first.Changed);
        Assert.Empty(second.Changed);
        Assert.Equal(2001, File.GetLastWriteTimeUtc(second.Html).Year);
        Assert.Equal(3, Directory.GetFiles(_folder).Length);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Html_EveryString_IsEscaped()
    {
        const string hostile = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(2)>";
        var run = SyntheticRun.Build();
        var steps = run.Steps.Select(x => x with
        {
            Error = hostile,
            Outcome = StepOutcome.Failed,
            Step = x.Step with { Name = x.Step.Name + hostile, RecipeJson = JsonSerializer.Serialize(new { id = hostile, source = hostile, deviations = new[] { hostile }, model = new { name = hostile } }), Key = hostile, Artifact = hostile,
                Tags = x.Step.Tags.Count == 0 ? x.Step.Tags : new Dictionary<string, string> { ["arm"] = hostile, ["seed"] = x.Step.Tags["seed"] } },
            Series = [.. x.Series],
            Figures = [.. x.Figures.Select(y => y with { Caption = hostile, Alt = hostile })],
        }).ToArray();
        var claims = SyntheticRun.Claims.Select(x => x with { Title = hostile, Statement = hostile, PaperValue = hostile, Notes = [hostile], Sources = [hostile], Tests = [.. x.Tests.Select(y => y with { Statement = hostile, Unit = hostile })] }).ToArray();
        var hostileRun = run with { Steps = steps, Run = run.Run with { Id = hostile, Environment = new Dictionary<string, string> { [hostile] = hostile } } };

        var html = Html(hostileRun, claims, new ReportOptions { Title = hostile, Profile = hostile });

        Assert.DoesNotContain("<script>alert", html);
        Assert.DoesNotContain("<img src=x", html);
        Assert.DoesNotContain("\"'&<", html);
        Assert.Equal(Regex.Count(html, "<script"), Regex.Count(html, "</script>"));
        foreach (Match json in Regex.Matches(html, "<script type=\"application/json\"[^>]*>(.*?)</script>", RegexOptions.Singleline))
            JsonDocument.Parse(json.Groups[1].Value).Dispose();
    }

    [Fact, Trait("Kind", "Unit")]
    public void Html_MediaTypeThatRuns_IsNotShown()
    {
        var run = SyntheticRun.Build();
        var steps = run.Steps.Select(x => x with { Figures = [.. x.Figures.Select(y => y with { MediaType = "image/svg+xml" })] }).ToArray();

        Assert.DoesNotContain("<img", Html(run with { Steps = steps }));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(10)]
    public void Html_PartialRun_SaysWhatHasNotRun(int steps)
    {
        var run = SyntheticRun.Build();

        var html = Html(run with { Steps = [.. run.Steps.Take(steps)], Claims = [], Run = run.Run with { Ended = null } });

        Assert.Contains("4 not run yet", html);
        Assert.Contains("The run is still going on", html);
        Assert.Contains("Not run yet: no fine-tuning", html);
        Assert.DoesNotContain("NaN", Text(html));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Html_OneSeed_HasNoInterval() => Assert.Contains("needs 2 or more seeds", Html(SyntheticRun.Build(seeds: 1)));

    [Fact, Trait("Kind", "Unit")]
    public void Html_EveningRun_StaysSmallAndLoadsNothing()
    {
        var before = GC.GetTotalAllocatedBytes();
        var files = ReportWriter.Write(SyntheticRun.Build(seeds: 5, large: true), SyntheticRun.Claims, _folder, Options);
        var allocated = GC.GetTotalAllocatedBytes() - before;
        var html = File.ReadAllText(files.Html);

        Assert.InRange(new FileInfo(files.Html).Length, 1_100_000, 4_000_000);
        Assert.InRange(allocated, 0, 200_000_000);
        Assert.DoesNotMatch("(src|href|url\\()=?[\"']?(https?:)?//", html);
        Assert.Contains("default-src 'none'", html);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Html_Ids_AreUniqueAndLinksLead()
    {
        var html = Html(SyntheticRun.Build());
        var ids = Regex.Matches(html, " id=\"([^\"]+)\"").Select(x => x.Groups[1].Value).ToArray();

        Assert.Equal(ids.Distinct(), ids);
        Assert.All(Regex.Matches(html, "href=\"#([^\"]+)\"").Select(x => x.Groups[1].Value), x => Assert.Contains(x, ids));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Html_CheckpointsWithoutAttention_ShowKernelsInstead()
    {
        var run = SyntheticRun.Build();
        var analysed = run.Steps.First(x => x.Step.Kind == "analyze-attention");
        var kernels = analysed with
        {
            Step = analysed.Step with { Kind = "analyze-checkpoint" },
            Metrics = [new("kernel_distance", 40.5, null, 0), new("kernel_distance", 55.25, null, 1), new("kernel_entropy", 6.1, null, 0), new("kernel_entropy", 5.9, null, 1),
                new("kernel_distance.mean", 47.875), new("cka", 1, null, 0, OtherLayer: 0), new("cka.off_diagonal", 0.5)],
        };
        var options = Options with { OfCheckpoints = true };

        var alone = Text(Html(run with { Steps = [kernels] }, [], options));
        var beside = Text(Html(run with { Steps = [kernels, analysed] }, [], options));

        Assert.DoesNotContain("Attention distance", alone, StringComparison.Ordinal);
        Assert.Contains("Kernel distance (px): mean of channels and seeds", alone, StringComparison.Ordinal);
        Assert.Contains("No value: no layer has channels to compare.", alone, StringComparison.Ordinal); // one channel a layer: no divergence
        Assert.Contains("kernel distance, mean of layers (px)", alone, StringComparison.Ordinal);
        Assert.DoesNotContain("head diversity, last three layers", alone, StringComparison.Ordinal);
        Assert.Contains("Attention distance", beside, StringComparison.Ordinal);
        Assert.Contains("Large kernels: where the channels look", beside, StringComparison.Ordinal);
        Assert.DoesNotContain("Large kernels", Text(Html(run)), StringComparison.Ordinal);
    }
}
