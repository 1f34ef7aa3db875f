using System.Text.RegularExpressions;

namespace EndToEnd.Tests;

/// <summary>What a person sees who mistyped something: the message and exit code 2, no stack trace, nothing lost.</summary>
[Trait("Kind", "EndToEnd")]
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    [Theory]
    [InlineData("unknown-target", "PretrainMin")]
    [InlineData("unknown-parameter", "Reproduce", "--profil", "smoke")]
    [InlineData("unknown-profile", "Reproduce", "--profile", "smal")]
    [InlineData("value-of-another-type", "Reproduce", "--slots", "two")]
    [InlineData("value-out-of-range", "Reproduce", "--profile", "smoke", "--slots", "-3")]
    [InlineData("nothing-to-report", "Report", "--profile", "smoke")]
    [InlineData("nothing-to-rebuild", "RebuildResults", "--profile", "smoke")]
    [InlineData("nothing-to-free", "Gc", "--dry-run")]
    [InlineData("window-out-of-range", "Gc", "--keep-days", "-1")]
    [InlineData("accept-without-reason", "Accept", "--profile", "smoke", "--step", "data-fashion-mnist")]
    [InlineData("accept-unknown-step", "Accept", "--profile", "smoke", "--step", "data-fashion-mnits", "--reason", "same")]
    [InlineData("accept-without-result", "Accept", "--profile", "smoke", "--step", "data-fashion-mnist", "--reason", "same")]
    public void Driver_WrongCommandLine_SaysSoAndEndsWithTwo(string name, params string[] arguments)
    {
        var result = Run(arguments);

        Assert.True(result.ExitCode == 2, result.Output);
        Snapshots.Match(WithoutPaths(result.Output), name);
        Assert.False(Directory.Exists(folder["store"]), "A mistake on the command line left something in the store.");
    }

    [Fact]
    public void DataRoot_ThatDoesNotExist_IsTheUsersMistake()
    {
        var result = Run("PrepareData", "--profile", "smoke", "--data-root", folder["nowhere"]);

        Assert.True(result.ExitCode == 2, result.Output);
        Assert.Contains("nowhere", result.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at MimRepro", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void DataRoot_WithADamagedFile_NamesItAndBothHashes()
    {
        Directory.CreateDirectory(folder["data"]);
        foreach (var name in new[] { "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
        {
            File.WriteAllText(Path.Combine(folder["data"], name), "not a data set");
        }

        var result = Run("PrepareData", "--profile", "smoke", "--data-root", folder["data"]);

        Assert.True(result.ExitCode == 2, result.Output);
        Assert.Contains("train-images-idx3-ubyte", result.Output, StringComparison.Ordinal);
        Assert.Contains("c59f468a2f672dc8", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Store_ThatCannotBeWritten_IsTheUsersMistake()
    {
        if (!OperatingSystem.IsLinux())
        {
            return; // needs /proc, where nobody can make a folder
        }

        var result = DriverProcess.Run(folder.Path, "PrepareData", "--profile", "smoke", "--store", "/proc/mimrepro");

        Assert.True(result.ExitCode == 2, result.Output);
        Assert.Contains("/proc/mimrepro", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ParametersFile_ThatIsBroken_NamesFileAndLine()
    {
        Directory.CreateDirectory(folder[".nuke"]);
        File.WriteAllText(folder[".nuke/parameters.json"], "{\n  \"Profile\": \"smoke\",,\n}\n");

        var result = DriverProcess.Run(folder.Path, "Reproduce", "--plan", "--root", folder.Path);

        Assert.True(result.ExitCode == 2, result.Output);
        Assert.Contains("parameters.json", result.Output, StringComparison.Ordinal);
        Assert.Contains("line", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Paper_Profile_CanBePlanned()
    {
        var result = Run("Reproduce", "--profile", "paper", "--plan");

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("imagenet", result.Output, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => folder.Dispose();

    private DriverResult Run(params string[] arguments) => DriverProcess.Run(folder.Path, [.. arguments, "--store", folder["store"]]);

    private string WithoutPaths(string text) =>
        Regex.Replace(text.Replace(folder.Path, "FOLDER", StringComparison.Ordinal).Replace(DriverProcess.Root, "ROOT", StringComparison.Ordinal), @"\d+\.\d s\b| \b\d+ s\b", "TIME");
}
