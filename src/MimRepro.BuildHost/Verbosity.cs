namespace MimRepro.BuildHost;

/// <summary>How much the build prints about itself.</summary>
public enum Verbosity
{
    /// <summary>Also where each parameter's value comes from.</summary>
    Verbose,

    /// <summary>A heading for each target, and the summary.</summary>
    Normal,

    /// <summary>The summary only.</summary>
    Minimal,

    /// <summary>Nothing but failures.</summary>
    Quiet,
}

/// <summary>Takes a value, changes it and gives it back.</summary>
public delegate T Configure<T>(T options);
