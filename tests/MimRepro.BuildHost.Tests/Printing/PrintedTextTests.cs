using MimRepro.BuildHost.Printing;

namespace MimRepro.Tests.BuildHost.Printing;

[Trait("Kind", "Snapshot")]
public sealed class PrintedTextTests : IDisposable
{
    private readonly BuildUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Help_OfABuild_ListsTargetsAndParameters()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["--help", "--no-such-name"], build => build.Compile));

        Snapshots.Match(_test.Output, "help");
    }

    [Fact]
    public void Plan_AsText_NumbersTheTargets()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Test", "Clean", "--plan", "--skip", "Restore"]));

        Snapshots.Match(_test.Output, "plan");
    }

    [Fact]
    public void Plan_AsAPage_NeedsNoNetwork()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Test", "--plan"]));

        var page = File.ReadAllText(Path.Combine(_test.Root, ".nuke", "temp", "execution-plan.html"));
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
        Snapshots.Match(page, "plan-page");
    }

    [Fact]
    public void Summary_OfAGoodBuild_ListsEachTarget()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Test", "--skip", "Restore"]));

        Snapshots.Match(_test.Output, "summary");
    }

    [Fact]
    public void Output_ThatIsNoTerminal_HasNoColourCodes()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Test"]));

        Assert.DoesNotContain("\e", _test.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(9.94, "9.9 s")]
    [InlineData(12.3, "12 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7620, "2 h 07 min")]
    public void Duration_OfSeconds_ReadsAsPeopleSayIt(double seconds, string text) =>
        Assert.Equal(text, Summary.Duration(TimeSpan.FromSeconds(seconds)));
}
