namespace MimRepro.BuildHost;

/// <summary>A program that was started.</summary>
public interface IProcess : IDisposable
{
    /// <summary>The program.</summary>
    string FileName { get; }

    /// <summary>Its arguments as one text.</summary>
    string Arguments { get; }

    /// <summary>The folder it runs in.</summary>
    string WorkingDirectory { get; }

    /// <summary>The lines that it has written so far.</summary>
    IReadOnlyCollection<Output> Output { get; }

    /// <summary>Its exit code, once it has ended.</summary>
    int ExitCode { get; }

    /// <summary>True once it has ended.</summary>
    bool HasExited { get; }

    /// <summary>Its number in the operating system.</summary>
    int Id { get; }

    /// <summary>Ends it and what it has started.</summary>
    void Kill();

    /// <summary>Waits for its end; false if the time limit came first, it is killed then.</summary>
    bool WaitForExit();
}

/// <summary>Which stream a line came from.</summary>
public enum OutputType
{
    /// <summary>Standard output.</summary>
    Std,

    /// <summary>Standard error.</summary>
    Err,
}

/// <summary>One line that a program wrote.</summary>
public struct Output
{
    /// <summary>The stream.</summary>
    public OutputType Type;

    /// <summary>The line without its end.</summary>
    public string Text;
}
