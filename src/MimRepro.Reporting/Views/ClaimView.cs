using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

/// <summary>A claim in the verdict table.</summary>
internal sealed record ClaimView(
    string Id, string Title, string Statement, string Status, string PaperValue, IReadOnlyList<string> Sources,
    string VerdictKey, string VerdictText, IReadOnlyList<TestView> Tests, IReadOnlyList<string> Notes)
{
    /// <summary>Not of the paper.</summary>
    public bool OwnCheck { get; private init; }

    public static ClaimView Of(ClaimDefinition claim, ClaimResult? result)
    {
        var verdict = result?.Verdict ?? Verdict.NotRun;
        var own = claim.Status == PaperStatus.Own;
        return new ClaimView(
            claim.Id, claim.Title, claim.Statement, Words.Text(claim.Status), claim.PaperValue,
            claim.Sources, Words.Key(verdict), own ? Words.OfCheck(verdict) : Words.Text(verdict),
            claim.Tests.Select(x => TestView.Of(x, result?.Tests.FirstOrDefault(y => y.Test.Id == x.Id), own)).ToArray(), claim.Notes)
        { OwnCheck = own };
    }
}

/// <summary>One test of a claim with what came out.</summary>
internal sealed record TestView(
    string Id, string Statement, string Expected, string Compared, string VerdictKey, string VerdictText,
    string Effect, string Interval, string Seeds, IReadOnlyList<SeedView> PerSeed, Html Drawing)
{
    public static TestView Of(ClaimTest test, TestResult? result, bool ownCheck)
    {
        var verdict = result?.Verdict ?? Verdict.NotRun;
        var seeds = result?.Seeds ?? [];
        return new TestView(
            test.Id, test.Statement, Expectation(test), Comparison(test), Words.Key(verdict), ownCheck ? Words.OfCheck(verdict) : Words.Text(verdict),
            result?.MeanEffect is { } mean ? Format.Signed(mean, test.Unit) : "",
            seeds.Count == 0 ? "" : Format.Interval(result!.Low, result.High),
            seeds.Count == 0 ? "" : Words.Count(seeds.Count, "seed"),
            seeds.Select(x => SeedView.Of(x, test.Unit)).ToArray(),
            new Html(IntervalGlyph.Of(test, result)));
    }

    private static string Expectation(ClaimTest test) => test.Direction == Direction.Greater
        ? $"effect above 0, at least {Format.Difference(test.MinimumEffect, test.Unit)}"
        : $"effect below 0, at most {Format.Difference(-test.MinimumEffect, test.Unit)}";

    private static string Comparison(ClaimTest test) =>
        test.Right is { } right
        ? Describe(test.Left) + " − " + Describe(right) + (test.Constant == 0 ? "" : $" − constant {Format.Number(test.Constant, test.Unit)}")
        : Describe(test.Left) + $" − constant {Format.Number(test.Constant, test.Unit)}";

    private static string Describe(Quantity quantity) => quantity.Minus is { } minus ? $"({Plain(quantity)} − {Describe(minus)})" : Plain(quantity);

    private static string Plain(Quantity quantity) =>
        $"{quantity.Metric} ({string.Join(", ", quantity.Tags.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key} {x.Value}"))})";
}

internal sealed record SeedView(string Seed, string Left, string Right, string Effect)
{
    public static SeedView Of(SeedEffect seed, string unit) => new(
        Format.Integer(seed.Seed), Format.Number(seed.Left, unit), Format.Number(seed.Right, unit), Format.Signed(seed.Effect, unit));
}
