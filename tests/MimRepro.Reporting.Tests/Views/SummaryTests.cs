using MimRepro.Results.Claims;

namespace MimRepro.Reporting.Views;

[Trait("Kind", "Unit")]
public sealed class SummaryTests
{
    private static readonly ReportOptions Options = new() { Title = "a reproduction", Profile = "small" };

    [Fact]
    public void Of_OwnChecks_AreNotCountedAsClaimsOfThePaper()
    {
        var said = Of(("C1", PaperStatus.Read, Verdict.Reproduced), ("C1-swinv2", PaperStatus.Read, Verdict.Inconclusive), ("C2", PaperStatus.Recalled, Verdict.NotReproduced),
            ("B-pose", PaperStatus.Own, Verdict.Reproduced), ("B-depth", PaperStatus.Own, Verdict.Reproduced));

        Assert.Equal("Of 3 verdicts on 2 claims of the paper: 1 reproduced, 1 not reproduced and 1 inconclusive.", said[0]);
        Assert.Equal("All 2 own checks that the models learn their tasks passed.", said[1]);
    }

    [Fact]
    public void Of_OwnCheckThatDidNotPass_IsNamed()
    {
        var said = Of(("C1", PaperStatus.Read, Verdict.Reproduced), ("B-pose", PaperStatus.Own, Verdict.Reproduced), ("B-depth", PaperStatus.Own, Verdict.NotReproduced), ("B-tracking", PaperStatus.Own, Verdict.Inconclusive));

        Assert.Equal("Of 1 claim of the paper: 1 reproduced.", said[0]);
        Assert.Equal("Of 3 own checks that the models learn their tasks, 1 passed; B-depth failed and B-tracking inconclusive.", said[1]);
    }

    [Fact]
    public void Of_SyntheticRun_SaysTopOneModelByModel() =>
        Assert.Contains("after fine-tuning: ", Assert.Single(Of(("C1", PaperStatus.Read, Verdict.Reproduced)), text => text.StartsWith("Held-out top-1", StringComparison.Ordinal)));

    private static IReadOnlyList<string> Of(params (string Id, PaperStatus Status, Verdict Verdict)[] claims) => Summary.Of(
        SyntheticRun.Build(),
        [.. claims.Select(claim => (Definition: SyntheticRun.Claims[0] with { Id = claim.Id, Status = claim.Status }, claim.Verdict))
            .Select(claim => ClaimView.Of(claim.Definition, new(claim.Definition, claim.Verdict, [])))],
        Options);
}
