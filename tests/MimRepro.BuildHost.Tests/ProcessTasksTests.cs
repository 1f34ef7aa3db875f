namespace MimRepro.Tests.BuildHost;

[Trait("Kind", "Unit")]
public class ProcessTasksTests
{
    [Fact]
    public void Process_ThatEndsWell_GivesItsOutput()
    {
        using var process = Start("--version").AssertZeroExitCode();

        Assert.StartsWith("10.", process.Output.StdToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Process_ThatFails_NamesCommandFolderAndErrors()
    {
        var exception = Assert.Throws<ProcessException>(() => Start("no-such-command.dll").AssertZeroExitCode());

        Assert.NotEqual(0, exception.ExitCode);
        Assert.Contains("command:  dotnet no-such-command.dll", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Program_ThatIsNotInstalled_SaysSo()
    {
        var exception = Assert.Throws<ArgumentException>(() => ProcessTasks.StartProcess("no-such-program", logInvocation: false));

        Assert.Contains("'no-such-program' cannot be started", exception.Message, StringComparison.Ordinal);
    }

    private static IProcess Start(string arguments) => ProcessTasks.StartProcess("dotnet", arguments, logOutput: false, logInvocation: false);
}
