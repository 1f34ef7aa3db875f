namespace MimRepro.Tests.BuildHost.Parameters;

[Trait("Kind", "Unit")]
public sealed class ParameterSourcesTests : IDisposable
{
    private readonly BuildUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void Parameters_WithoutAnySource_KeepTheirInitialValues()
    {
        var build = Run();

        Assert.Equal(
            (Configuration.Debug, 2, false, Path.Combine(_test.Root, "out"), "world", "small", null, null),
            (build.Configuration, build.Workers, build.FailFast, build.OutputFolder.ToString(), build.Names[0], build.Profile, build.Factor, build.Token));
    }

    [Fact]
    public void Parameters_OnTheCommandLine_AreConverted()
    {
        var build = Run("--configuration", "release", "--workers=5", "--fail-fast", "--output-folder", "/somewhere", "--names", "a", "b", "--factor", "0.5", "--access-token", "t");

        Assert.Equal(
            (Configuration.Release, 5, true, "/somewhere", 0.5, "t"),
            (build.Configuration, build.Workers, build.FailFast, build.OutputFolder.ToString(), build.Factor!.Value, build.Token));
        Assert.Equal(["a", "b"], build.Names);
    }

    [Fact]
    public void Array_WithItsSeparator_IsSplit() => Assert.Equal(["a", "b", "c"], Run("--names", "a,b,c").Names);

    [Fact]
    public void Flag_WithAnExplicitValue_TakesIt() => Assert.False(Run("--fail-fast", "false").FailFast);

    // Each source is weaker than the one above it.
    [Theory]
    [InlineData(9, "command line", "NUKE_WORKERS", "WORKERS", "profile", "default")]
    [InlineData(8, "", "NUKE_WORKERS", "WORKERS", "profile", "default")]
    [InlineData(7, "", "", "WORKERS", "profile", "default")]
    [InlineData(6, "", "", "", "profile", "default")]
    [InlineData(5, "", "", "", "", "default")]
    public void Value_InSeveralSources_ComesFromTheStrongest(int expected, string line, string prefixed, string plain, string profile, string file)
    {
        if (prefixed != "")
            _test.Environment["NUKE_WORKERS"] = "8";
        if (plain != "")
            _test.Environment["WORKERS"] = "7";
        if (profile != "")
            _test.Write(".nuke/parameters.large.json", """{ "Workers": 6 }""");
        if (file != "")
            _test.Write(".nuke/parameters.json", """{ "Workers": 5, "Profile": "large" }""");

        var build = line == "" ? Run() : Run("--workers", "9");

        Assert.Equal(expected, build.Workers);
    }

    [Fact]
    public void Profile_OnTheCommandLine_IsTheParameterAndSelectsItsFile()
    {
        _test.Write(".nuke/parameters.large.json", """{ "Workers": 6 }""");

        var build = Run("--profile", "large");

        Assert.Equal(("large", 6), (build.Profile, build.Workers));
        Assert.Equal(["large"], NukeBuild.LoadedLocalProfiles);
    }

    [Fact]
    public void Profile_OfTheBuildItself_SelectsItsFileToo()
    {
        _test.Write(".nuke/parameters.small.json", """{ "Workers": 4 }""");

        Assert.Equal(4, Run().Workers);
    }

    [Fact]
    public void Profile_WithoutAFile_IsFine() => Assert.Equal("large", Run("--profile", "large").Profile);

    [Fact]
    public void Path_InAFile_IsRelativeToTheRoot()
    {
        _test.Write(".nuke/parameters.json", """{ "OutputFolder": "a/b" }""");

        Assert.Equal(Path.Combine(_test.Root, "a", "b"), Run().OutputFolder.ToString());
    }

    [Fact]
    public void Path_OnTheCommandLine_IsRelativeToTheCurrentFolder() =>
        Assert.Equal(Path.Combine(Environment.CurrentDirectory, "a"), Run("--output-folder", "a").OutputFolder.ToString());

    [Fact]
    public void File_WithCommentsAndATrailingComma_IsRead()
    {
        _test.Write(".nuke/parameters.json", "\uFEFF{ // comment\n  \"$schema\": \"x\",\n  \"names\": [\"a\", \"b\"],\n  \"fail-fast\": true,\n  \"Factor\": 2.5,\n  \"AccessToken\": null,\n}");

        var build = Run();

        Assert.Equal(("a b", true, 2.5, null), (string.Join(' ', build.Names), build.FailFast, build.Factor!.Value, build.Token));
    }

    [Fact]
    public void Environment_WithoutPrefix_DoesNotReachTheHostsOwnNames()
    {
        _test.Environment["TARGET"] = "x86_64-linux";
        _test.Environment["ROOT"] = "/";
        _test.Environment["PLAN"] = "pro";

        Assert.Equal(["Restore", "Compile"], Run().Ran);
    }

    [Fact]
    public void Environment_WithPrefix_ReachesTheHostsOwnNames()
    {
        _test.Environment["NUKE_TARGET"] = "Clean+Hidden";

        Assert.Equal(["Clean", "Hidden"], Run().Ran);
    }

    private SampleBuild Run(params string[] arguments)
    {
        var code = _test.Run<SampleBuild>(arguments, build => build.Compile);
        Assert.True(code == 0, _test.Errors);
        return _test.As<SampleBuild>();
    }
}
