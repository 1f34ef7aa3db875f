using System.Diagnostics;
using MimRepro.BuildHost.Planning;

namespace MimRepro.BuildHost;

/// <summary>Where a target stands.</summary>
public enum ExecutionStatus
{
    /// <summary>Not part of this build.</summary>
    None,

    /// <summary>Waits for its turn.</summary>
    Scheduled,

    /// <summary>Its turn never came, because something failed or the build was cancelled.</summary>
    NotRun,

    /// <summary>Left out by <c>--skip</c> or by a condition.</summary>
    Skipped,

    /// <summary>Ended well.</summary>
    Succeeded,

    /// <summary>Threw an exception.</summary>
    Failed,

    /// <summary>Runs now.</summary>
    Running,

    /// <summary>Was running when the build was cancelled.</summary>
    Aborted,

    /// <summary>Has no action of its own: it stands for its dependencies.</summary>
    Collective,
}

/// <summary>A target with everything that its declaration and those of its neighbours say.</summary>
[DebuggerDisplay("{Name} ({Status})")]
public class ExecutableTarget
{
    internal ExecutableTarget(string name, Delegate factory, TargetDefinition definition)
    {
        Name = name;
        Factory = factory;
        Definition = definition;
    }

    /// <summary>Name of the property that declares the target.</summary>
    public string Name { get; }

    /// <summary>One line about it, or null.</summary>
    public string? Description => Definition.DescriptionText;

    /// <summary>False if <c>--help</c> leaves it out.</summary>
    public bool Listed => !Definition.IsUnlisted;

    /// <summary>The delegate that declares the target; equal for every reading of the property.</summary>
    public Delegate Factory { get; }

    /// <summary>True if it runs when the command line names no target.</summary>
    public bool IsDefault { get; internal set; }

    /// <summary>True if the user names it; a default target that runs because none is named does not count.</summary>
    public bool Invoked { get; internal set; }

    /// <summary>Where it stands.</summary>
    public ExecutionStatus Status { get; internal set; }

    /// <summary>Time spent in its actions so far.</summary>
    public TimeSpan Duration => Stopwatch.Elapsed;

    /// <summary>Targets that it needs.</summary>
    public List<ExecutableTarget> ExecutionDependencies { get; } = [];

    /// <summary>Targets that go first if they are scheduled.</summary>
    public List<ExecutableTarget> OrderDependencies { get; } = [];

    /// <summary>Targets that schedule this one.</summary>
    public List<ExecutableTarget> TriggerDependencies { get; } = [];

    /// <summary>Targets that this one schedules.</summary>
    public List<ExecutableTarget> Triggers { get; } = [];

    /// <summary>All targets that go first: needed, ordered and triggering ones.</summary>
    public IReadOnlyCollection<ExecutableTarget> AllDependencies => [.. ExecutionDependencies, .. OrderDependencies, .. TriggerDependencies];

    /// <summary>Files that it writes, as declared.</summary>
    public List<string> ArtifactProducts => Definition.Products;

    /// <summary>True if it runs even after a failure.</summary>
    public bool AssuredAfterFailure => Definition.IsAssuredAfterFailure;

    /// <summary>True if its failure does not stop targets that do not need it.</summary>
    public bool ProceedAfterFailure => Definition.IsProceedAfterFailure;

    /// <summary>What <see cref="NukeBuild.ReportSummary"/> said; printed in the summary.</summary>
    public Dictionary<string, string> SummaryInformation { get; internal set; } = [];

    internal TargetDefinition Definition { get; }

    internal Stopwatch Stopwatch { get; } = new();

    /// <summary>Why it was skipped or did not run, for the summary.</summary>
    internal string? Reason { get; set; }
}
