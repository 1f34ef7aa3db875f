namespace MimRepro.Tests.BuildHost.Execution;

/// <summary>Wrong input: exit code 2, no target runs, and a message whose wording is part of the interface.</summary>
[Trait("Kind", "Snapshot")]
public sealed class UserMistakeTests : IDisposable
{
    private readonly BuildUnderTest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public void UnknownParameter_OnTheCommandLine_NamesTheNearest() => Refused("unknown-parameter", "--profil", "small");

    [Fact]
    public void UnknownTarget_OnTheCommandLine_NamesTheNearest() => Refused("unknown-target", "Compiel");

    [Fact]
    public void UnknownValue_OfAnEnumeration_NamesTheNearest() => Refused("unknown-enumeration-value", "--configuration", "Relase");

    [Fact]
    public void UnknownValue_OfAListOfNames_NamesTheNearest() => Refused("unknown-listed-value", "--profile", "smal");

    [Fact]
    public void Text_ForANumber_SaysWhatIsExpected() => Refused("text-for-number", "--workers", "many");

    [Fact]
    public void Number_TooLargeForItsType_SaysWhatIsExpected() => Refused("number-too-large", "--workers", "99999999999");

    [Fact]
    public void Value_OutOfTheBuildsRange_PrintsTheBuildsMessageOnly() => Refused("out-of-range", "--workers", "-1");

    [Fact]
    public void TwoValues_ForOneParameter_SayWhereTargetsGo() => Refused("two-values", "--profile", "small", "Test");

    [Fact]
    public void NoValue_ForAText_SaysWhatIsExpected() => Refused("no-value", "--output-folder");

    [Fact]
    public void SeveralMistakes_AtOnce_AreAllReported() => Refused("several", "Compil", "--wokers", "3", "--fail-fast", "perhaps", "--skip", "Tests");

    [Fact]
    public void MissingRequiredParameter_OfATarget_SaysHowToGiveIt() => Refused("required", "Publish");

    [Fact]
    public void MissingRoot_OnTheCommandLine_IsReported()
    {
        Assert.Equal(2, _test.Run<SampleBuild>(["--root", "/no/such/folder"], build => build.Compile));

        Assert.Contains("Root folder does not exist.", _test.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void BadValue_InTheEnvironment_NamesTheVariable()
    {
        _test.Environment["NUKE_WORKERS"] = "several";

        Refused("environment");
    }

    [Fact]
    public void UnknownName_InAFile_NamesFileAndLine()
    {
        _test.Write(".nuke/parameters.json", "{\n  \"$schema\": \"x\",\n  \"Worker\": 3\n}");

        Refused("unknown-name-in-file");
    }

    [Theory]
    [InlineData("missing-comma", "{\n  \"Workers\": 3\n  \"Names\": []\n}")]
    [InlineData("missing-brace", "{\n  \"Workers\": 3")]
    [InlineData("no-object", "[1, 2]")]
    [InlineData("nested-object", "{\n  \"Workers\": { \"Count\": 3 }\n}")]
    [InlineData("no-json", "Workers = 3")]
    [InlineData("text-behind", "{ \"Workers\": 3 }\n}")]
    public void BrokenFile_OfParameters_NamesFileLineCauseAndCure(string name, string text)
    {
        _test.Write(".nuke/parameters.json", text);

        Refused($"broken-file-{name}");
    }

    [Fact]
    public void BrokenFile_OfParameters_DoesNotKeepHelpFromBeingShown()
    {
        _test.Write(".nuke/parameters.json", "{");

        Assert.Equal(0, _test.Run<SampleBuild>(["--help"], build => build.Compile));
    }

    private void Refused(string snapshot, params string[] arguments)
    {
        var code = _test.Run<SampleBuild>(arguments, build => build.Compile);

        Assert.Equal(2, code);
        Assert.Empty(_test.As<SampleBuild>().Ran);
        Snapshots.Match(_test.Errors, snapshot);
    }
}
