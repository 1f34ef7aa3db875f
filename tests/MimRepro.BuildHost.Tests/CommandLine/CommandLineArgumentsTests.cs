using CsCheck;
using MimRepro.BuildHost.CommandLine;

namespace MimRepro.Tests.BuildHost.CommandLine;

[Trait("Kind", "Unit")]
public class CommandLineArgumentsTests
{
    [Fact]
    public void Targets_BeforeTheFirstName_ArePositional()
    {
        var parsed = CommandLineArguments.Parse(["Compile", "Test", "--workers", "3", "--plan"]);

        Assert.Equal(["Compile", "Test"], parsed.Positional);
        Assert.Equal(["3"], parsed.Find("Workers")!.Values);
        Assert.Empty(parsed.Find("Plan")!.Values);
        Assert.Null(parsed.Find("Skip"));
    }

    [Theory]
    [InlineData("--data-root", "x")]
    [InlineData("--DataRoot", "x")]
    [InlineData("-dataroot", "x")]
    [InlineData("--DATA_ROOT", "x")]
    [InlineData("--data-root=x")]
    public void Name_InAnySpelling_IsFound(params string[] arguments) =>
        Assert.Equal(["x"], CommandLineArguments.Parse(arguments).Find("DataRoot")!.Values);

    [Fact]
    public void List_GivenTwice_HasAllValues() =>
        Assert.Equal(["a", "b", "c"], CommandLineArguments.Parse(["--file", "a", "--other", "x", "--file", "b", "c"]).FindAll("file")!.Values);

    [Fact]
    public void Name_GivenTwice_CountsTheLastTime() =>
        Assert.Equal(["b"], CommandLineArguments.Parse(["--name", "a", "--name", "b"]).Find("Name")!.Values);

    [Fact]
    public void NegativeNumber_AfterAName_IsItsValue() =>
        Assert.Equal(["-1"], CommandLineArguments.Parse(["--workers", "-1"]).Find("Workers")!.Values);

    [Fact]
    public void Value_WithEqualsSigns_IsSplitAtTheFirst() =>
        Assert.Equal(["a=b=-c"], CommandLineArguments.Parse(["--name=a=b=-c"]).Find("Name")!.Values);

    [Fact]
    public void Values_OfAnyText_SurviveTheEqualsForm() =>
        Gen.String.Sample(value => CommandLineArguments.Parse([$"--name={value}"]).Find("name")!.Values.Single() == value);
}
