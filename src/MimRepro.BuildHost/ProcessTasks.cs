using System.Diagnostics;

namespace MimRepro.BuildHost;

/// <summary>Starts programs.</summary>
public static class ProcessTasks
{
    /// <summary>Starts a program; its output is printed line by line, or given to <paramref name="logger"/>.</summary>
    /// <param name="toolPath">A path, or a name to look for in PATH; a <c>.dll</c> is run by dotnet.</param>
    /// <param name="arguments">As one would type them: arguments with spaces in double quotes.</param>
    /// <param name="workingDirectory">Folder to start in; the current one if null.</param>
    /// <param name="environmentVariables">Replaces the environment, if not null.</param>
    /// <param name="timeout">Milliseconds after which waiting ends and the program is killed; no limit if null.</param>
    /// <param name="logOutput">False prints no output.</param>
    /// <param name="logInvocation">False does not print the command.</param>
    /// <param name="logger">Gets each line instead of the console.</param>
    /// <param name="outputFilter">Changes each line before it is kept and printed.</param>
    /// <exception cref="ArgumentException">The program or the working directory does not exist.</exception>
    public static IProcess StartProcess(
        string toolPath,
        string? arguments = null,
        string? workingDirectory = null,
        IReadOnlyDictionary<string, string>? environmentVariables = null,
        int? timeout = null,
        bool? logOutput = null,
        bool? logInvocation = null,
        Action<OutputType, string>? logger = null,
        Func<string, string>? outputFilter = null)
    {
        var start = new ProcessStartInfo(toolPath, arguments ?? "")
        {
            WorkingDirectory = workingDirectory ?? Environment.CurrentDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        if (toolPath.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            start.FileName = Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet";
            start.Arguments = $"\"{toolPath}\" {arguments}";
        }

        if (environmentVariables != null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environmentVariables)
            {
                start.Environment[name] = value;
            }
        }

        Assert.DirectoryExists(start.WorkingDirectory);
        if (logInvocation != false)
        {
            Console.Out.WriteLine($"> {start.FileName} {start.Arguments}");
        }

        var print = logOutput == false ? null : logger ?? Print;
        return ChildProcess.Start(start, timeout, print, outputFilter ?? (line => line));
    }

    private static void Print(OutputType type, string line) => (type == OutputType.Std ? Console.Out : Console.Error).WriteLine(line);
}
