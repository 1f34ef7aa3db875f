using System.ComponentModel;
using System.Diagnostics;

namespace MimRepro.Data.Acquisition;

/// <summary>Programs of this machine, with messages in English.</summary>
public sealed class ProcessRunner : IProcessRunner
{
    public bool IsPrivileged => Environment.IsPrivilegedProcess;

    public ProcessOutcome Run(string program, IReadOnlyList<string> arguments, string workingFolder, TimeSpan limit)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["LC_ALL"] = "C";
        Process? process;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception missing)
        {
            return new(Started: false, -1, "", missing.Message);
        }
        using (process)
            return process is null ? new(Started: false, -1, "", "not started") : Finish(process, limit);
    }

    private static ProcessOutcome Finish(Process process, TimeSpan limit)
    {
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (process.WaitForExit(limit))
            return new(Started: true, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        return new(Started: true, -1, "", $"it took longer than {limit.TotalMinutes:0} minutes and was ended");
    }
}
