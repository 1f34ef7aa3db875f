using System.Text;
using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Experiments.Tests;

public class ClaimsTests
{
    // This text is the registration. A change to it is a change of a registered test and needs a decision record.
    [Fact, Trait("Kind", "Snapshot")]
    public void All_Claims_AreAsRegistered() => Snapshots.Match(string.Join('\n', Claims.All.Select(Describe)), "registered");

    [Fact, Trait("Kind", "Unit")]
    public void All_Claims_AreDecidedByOneStepASeedOfTheEveningProfile() =>
        Assert.All(Claims.All.SelectMany(claim => claim.Tests), test =>
        {
            Assert.Equal(3, Profiles.Evening.Steps.Count(step => Carries(step.Tags, test.Left)));
            Assert.True(MetricDescriptors.TryGet(test.Left.Metric, out _), test.Left.Metric);
            if (test.Right is { } right)
                Assert.Equal(3, Profiles.Evening.Steps.Count(step => Carries(step.Tags, right)));
        });

    [Fact, Trait("Kind", "Unit")]
    public void Of_StepsOfAProfile_AreThoseItCanDecide()
    {
        Assert.Equal(
            ["C1", "C2", "C4", "C5", "C7", "C9", "C6", "C8", "C9-scenes", "C10", "C11", "C12", "C13", "B-fine-grained", "B-pose", "B-depth", "B-tracking", "B-detection"],
            Claims.Of(Profiles.Small.Steps).Select(claim => claim.Id));
        Assert.Equal(Claims.All, Claims.Of(Profiles.Evening.Steps));
        Assert.Empty(Claims.Of([]));
    }

    [Fact, Trait("Kind", "Unit")]
    public void All_Tests_HaveUniqueIdsAndEffectsThatAreNotNegative() =>
        Assert.All(Claims.All, claim =>
        {
            Assert.Equal(claim.Tests.Count, claim.Tests.Select(test => test.Id).Distinct().Count());
            Assert.All(claim.Tests, test => Assert.True(test.MinimumEffect >= 0));
        });

    // PAPER.md 1: 'memory of the paper, not seen'.
    [Fact, Trait("Kind", "Unit")]
    public void Recalled_Claims_AreMarked() =>
        Assert.Equal(["C4", "C4-swinv2", "C6", "C8", "C13", "C15"], Claims.All.Where(claim => claim.Status == PaperStatus.Recalled).Select(claim => claim.Id));

    // The reason for C1's minimum effect quotes this number.
    [Fact, Trait("Kind", "Unit")]
    public void UniformAttention_On8By8TokensAtStride4_Is1655Hundredths()
    {
        var tokens = Enumerable.Range(0, 64).Select(i => (Y: i / 8, X: i % 8)).ToArray();

        var distance = tokens.SelectMany(_ => tokens, (p, q) => 4 * Math.Sqrt(Math.Pow(p.Y - q.Y, 2) + Math.Pow(p.X - q.X, 2))).Average();

        Assert.Equal(16.55, distance, precision: 2);
    }

    private static bool Carries(IReadOnlyDictionary<string, string> tags, Quantity quantity) =>
        quantity.Tags.All(tag => tags.TryGetValue(tag.Key, out var value) && value == tag.Value);

    private static string Describe(ClaimDefinition claim)
    {
        var text = new StringBuilder($"{claim.Id} {claim.Title} ({claim.Status})\n  {claim.Statement}\n  paper: {claim.PaperValue}\n");
        foreach (var source in claim.Sources)
            text.Append($"  source: {source}\n");
        foreach (var test in claim.Tests)
        {
            var right = test.Right is { } quantity ? Describe(quantity) : $"{test.Constant}";
            text.Append($"  test {test.Id}: {test.Statement}\n    {Describe(test.Left)} - {right}: {test.Direction}, at least {test.MinimumEffect} {test.Unit}\n");
        }
        foreach (var note in claim.Notes)
            text.Append($"  note: {note}\n");
        return text.ToString();
    }

    private static string Describe(Quantity quantity) =>
        $"{quantity.Metric}[{string.Join(", ", quantity.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}"))}]";
}
