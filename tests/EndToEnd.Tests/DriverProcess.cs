using System.Diagnostics;

namespace EndToEnd.Tests;

/// <summary>What a finished driver left behind.</summary>
public sealed record DriverResult(int ExitCode, string Output, TimeSpan Wall);

/// <summary>The compiled build host as a user starts it: `./build.sh` runs exactly this program.</summary>
public static class DriverProcess
{
    public static string Root { get; } = FindRoot();

    public static Process Start(string workingDirectory, params IEnumerable<string> arguments)
    {
        var driver = Path.Combine(Root, "build", "bin", "driver", "_build.dll");
        Assert.True(File.Exists(driver), $"{driver} is not there: ./build.sh compiles it before it runs the tests.");
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.ArgumentList.Add(driver);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["NO_COLOR"] = "1";
        return Process.Start(start)!;
    }

    public static DriverResult Run(string workingDirectory, params IEnumerable<string> arguments)
    {
        var clock = Stopwatch.StartNew();
        using var process = Start(workingDirectory, arguments);
        // The two streams race for a reader; here one follows the other.
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        process.WaitForExit();
        return new(process.ExitCode, output.Result + errors.Result, clock.Elapsed);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("MimRepro.sln is in no folder above the tests.");
    }
}
