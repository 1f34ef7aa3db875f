using System.Diagnostics;

namespace MimRepro.Bench;

/// <summary>Whole starts: the build with a target that has nothing to do, against the SDK's own shortest command.</summary>
internal static class StartBench
{
    public static Paired.Subject Build() => new(1, () => Run(Path.Combine(Root(), "build.sh"), "--help"));

    public static Paired.Subject DotnetVersion() => new(1, () => Run("dotnet", "--version"));

    private static void Run(string program, string argument)
    {
        var start = new ProcessStartInfo(program, argument) { RedirectStandardOutput = true, WorkingDirectory = Root() };
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder!.FullName, "MimRepro.sln")))
        {
            folder = folder.Parent;
        }

        return folder.FullName;
    }
}
