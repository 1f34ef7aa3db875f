using MimRepro.BuildHost.Planning;

namespace MimRepro.Tests.BuildHost.Planning;

[Trait("Kind", "Unit")]
public class ExecutionPlannerTests
{
    [Fact]
    public void Plan_OfOneTarget_HasWhatItNeedsFirst() => Assert.Equal("Restore Compile Test", Plan<SampleBuild>("Test"));

    [Fact]
    public void Plan_OfSeveral_KeepsTheOrderAsked() => Assert.Equal("Hidden Restore Compile", Plan<SampleBuild>("Hidden", "Compile"));

    [Fact]
    public void Before_OfScheduledTargets_Orders() => Assert.Equal("Clean Restore Compile", Plan<SampleBuild>("Compile", "Clean"));

    [Fact]
    public void Relations_FromBothSides_Order() => Assert.Equal("First Needed Main Last Triggered Answer", Plan<RelatedBuild>("Main", "Last", "First"));

    [Fact]
    public void Plan_OfTheSameRequest_IsAlwaysTheSame() =>
        Assert.All(Enumerable.Range(0, 20), _ => Assert.Equal("First Needed Main Last Triggered Answer", Plan<RelatedBuild>("Main", "Last", "First")));

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Cycle_OfTargets_ShowsItsPath()
    {
        using var test = new BuildUnderTest();

        Assert.Equal(2, test.Run<CircularBuild>(["Lonely"]));

        Snapshots.Match(test.Errors, "cycle");
    }

    private static string Plan<T>(params string[] names)
        where T : NukeBuild, new()
    {
        using var test = new BuildUnderTest();
        NukeBuild.RootDirectory = AbsolutePath.Create(test.Root);
        var targets = TargetCatalog.Create(new T(), []);
        return string.Join(' ', ExecutionPlanner.Plan(targets.Targets, [.. names.Select(name => targets.Find(name)!)]).Select(target => target.Name));
    }

    private sealed class RelatedBuild : NukeBuild
    {
        private Target Last => _ => _.After(Main).Executes(() => { });

        private Target Main => _ => _.Triggers(Triggered).Executes(() => { });

        private Target Needed => _ => _.DependentFor(Main).Executes(() => { });

        private Target First => _ => _.Before(Needed).Executes(() => { });

        private Target Triggered => _ => _.Executes(() => { });

        private Target Answer => _ => _.TriggeredBy(Triggered).Executes(() => { });
    }

    private sealed class CircularBuild : NukeBuild
    {
        private Target Lonely => _ => _.Executes(() => { });

        private Target A => _ => _.DependsOn(B);

        private Target B => _ => _.After(C);

        private Target C => _ => _.TriggeredBy(A);
    }
}
