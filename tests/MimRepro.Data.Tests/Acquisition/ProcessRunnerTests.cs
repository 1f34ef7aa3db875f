using MimRepro.Data.Acquisition;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class ProcessRunnerTests
{
    [Fact]
    public void Run_NoSuchProgram_IsAnAnswer() =>
        Assert.False(new ProcessRunner().Run("mimrepro-no-such-program", ["x"], Path.GetTempPath(), TimeSpan.FromSeconds(5)).Started);

    [Fact]
    public void Run_AProgram_GivesOutputAndExitCode()
    {
        var outcome = new ProcessRunner().Run("dotnet", ["--list-runtimes"], Path.GetTempPath(), TimeSpan.FromMinutes(1));

        Assert.True(outcome.Succeeded, outcome.Error);
        Assert.Contains("Microsoft.NETCore.App", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Complaint_AptsErrors_IsItsLastErrorLine() =>
        Assert.Equal("E: Unable to locate package dataset-fashion-mnist", FakeProcesses.UnknownPackage.Complaint);
}
