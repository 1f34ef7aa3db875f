using System.Linq.Expressions;
using System.Reflection;
using MimRepro.BuildHost.Execution;

namespace MimRepro.BuildHost;

/// <summary>A build: its properties of type <see cref="Target"/> are the targets, its members with <see cref="ParameterAttribute"/> the parameters.</summary>
public abstract class NukeBuild
{
    /// <summary>The folder that holds <c>.nuke</c>.</summary>
    public static AbsolutePath RootDirectory { get; internal set; } = null!;

    /// <summary>Folder for what a build leaves behind for itself: <c>.nuke/temp</c>.</summary>
    public static AbsolutePath TemporaryDirectory => RootDirectory / ".nuke" / "temp";

    /// <summary>The compiled build.</summary>
    public static AbsolutePath? BuildAssemblyFile { get; } = Assembly.GetEntryAssembly()?.Location is { Length: > 0 } location ? location : null;

    /// <summary>How much is printed.</summary>
    public static Verbosity Verbosity { get; set; } = Verbosity.Normal;

    /// <summary>The profiles whose <c>.nuke/parameters.&lt;profile&gt;.json</c> are read besides <c>parameters.json</c>.</summary>
    public static string[] LoadedLocalProfiles { get; internal set; } = [];

    /// <summary>The targets of this build in the order in which they run.</summary>
    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; internal set; } = [];

    /// <summary>Those that the command line names.</summary>
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(target => target.Invoked)];

    /// <summary>Those that do not run because of <c>--skip</c> or a condition.</summary>
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => WithStatus(ExecutionStatus.Skipped);

    /// <summary>Those that wait for their turn.</summary>
    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => WithStatus(ExecutionStatus.Scheduled);

    /// <summary>The one that runs now.</summary>
    public IReadOnlyCollection<ExecutableTarget> RunningTargets => WithStatus(ExecutionStatus.Running);

    /// <summary>Those that ended well.</summary>
    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => WithStatus(ExecutionStatus.Succeeded);

    /// <summary>Those that threw an exception.</summary>
    public IReadOnlyCollection<ExecutableTarget> FailedTargets => WithStatus(ExecutionStatus.Failed);

    /// <summary>Those that were running when the build was cancelled.</summary>
    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => WithStatus(ExecutionStatus.Aborted);

    /// <summary>True if the user asked for the plan: nothing will run.</summary>
    public bool Plan { get; internal set; }

    /// <summary>True if the user asked for help: nothing will run.</summary>
    public bool Help { get; internal set; }

    /// <summary>Exit code of the build; if null: 0 when all went well, 1 when a target failed, 2 when the input is wrong.</summary>
    /// <remarks>Setting it and throwing marks what is thrown as a message for the user: no stack trace is printed.</remarks>
    public int? ExitCode { get; set; }

    /// <summary>True while nothing failed.</summary>
    public bool IsSucceeding => !IsFailing;

    /// <summary>True once something failed or was cancelled.</summary>
    public bool IsFailing => ExecutionPlan.Any(target =>
        target.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    /// <summary>True once no target waits or runs.</summary>
    public bool IsFinished => !ExecutionPlan.Any(target => target.Status is ExecutionStatus.Scheduled or ExecutionStatus.Running);

    /// <summary>Runs the build that the process's command line asks for.</summary>
    /// <param name="defaultTargetExpressions">What runs if the command line names no target: <c>build => build.Compile</c>.</param>
    /// <returns>The exit code.</returns>
    protected static int Execute<T>(params Expression<Func<T, Target>>[] defaultTargetExpressions)
        where T : NukeBuild, new() =>
        BuildManager.Execute(defaultTargetExpressions);

    /// <summary>Adds to the line of the running target in the summary.</summary>
    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null)
    {
        var running = ExecutionPlan.Single(target => target.Status == ExecutionStatus.Running);
        running.SummaryInformation = configurator?.Invoke([]) ?? [];
    }

    /// <summary>Called first: parameters have no values yet.</summary>
    protected internal virtual void OnBuildCreated()
    {
    }

    /// <summary>Called when parameters have their values and the plan is made; also for <c>--plan</c>, then as the last thing but one.</summary>
    protected internal virtual void OnBuildInitialized()
    {
    }

    /// <summary>Called at the end, also after a failure or Ctrl-C.</summary>
    protected internal virtual void OnBuildFinished()
    {
    }

    /// <summary>Called before a target's first action.</summary>
    protected internal virtual void OnTargetRunning(string target)
    {
    }

    /// <summary>Called when a target is skipped.</summary>
    protected internal virtual void OnTargetSkipped(string target)
    {
    }

    /// <summary>Called after a target's last action.</summary>
    protected internal virtual void OnTargetSucceeded(string target)
    {
    }

    /// <summary>Called when an action of a target threw an exception.</summary>
    protected internal virtual void OnTargetFailed(string target)
    {
    }

    private List<ExecutableTarget> WithStatus(ExecutionStatus status) => [.. ExecutionPlan.Where(target => target.Status == status)];
}
