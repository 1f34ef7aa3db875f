namespace MimRepro.BuildHost;

/// <summary>Declares one target of a build: a property of this type whose lambda describes what runs, after what and when.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);

/// <summary>Whether the dependencies of a skipped target still run.</summary>
public enum DependencyBehavior
{
    /// <summary>What only the skipped target needs is skipped too.</summary>
    Skip,

    /// <summary>Dependencies run as if the target had not been skipped.</summary>
    Execute,
}

/// <summary>Asks a list of targets for one that is named by its property.</summary>
public static class ExecutableTargetExtensions
{
    /// <summary>True if <paramref name="target"/> is in the list: <c>ExecutionPlan.Contains(Report)</c>.</summary>
    public static bool Contains(this IEnumerable<ExecutableTarget> targets, Target target) =>
        targets.Any(candidate => candidate.Factory.Equals(target));
}
