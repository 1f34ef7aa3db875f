namespace MimRepro.BuildHost;

/// <summary>A program ended with an exit code other than 0.</summary>
public class ProcessException(IProcess process) : Exception(Describe(process))
{
    /// <summary>The exit code.</summary>
    public int ExitCode { get; } = process.ExitCode;

    private static string Describe(IProcess process)
    {
        var errors = process.Output.Where(line => line.Type == OutputType.Err).Select(line => "\n    " + line.Text);
        var list = string.Concat(errors);
        return $"'{Path.GetFileName(process.FileName)}' ended with exit code {process.ExitCode}.\n"
            + $"  command:  {process.FileName} {process.Arguments}\n"
            + $"  folder:   {process.WorkingDirectory}"
            + (list.Length > 0 ? "\n  standard error:" + list : "");
    }
}
