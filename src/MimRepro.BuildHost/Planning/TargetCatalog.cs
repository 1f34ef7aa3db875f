using System.Reflection;
using MimRepro.BuildHost.CommandLine;

namespace MimRepro.BuildHost.Planning;

/// <summary>All targets of a build in the order in which they are declared, tied to each other.</summary>
internal sealed class TargetCatalog
{
    private readonly Dictionary<Delegate, ExecutableTarget> _byFactory = [];

    private TargetCatalog()
    {
    }

    public List<ExecutableTarget> Targets { get; } = [];

    /// <summary>Reads every property of type <see cref="Target"/>.</summary>
    /// <param name="build">The build that declares them.</param>
    /// <param name="defaultTargets">Names of the targets that run if none is named.</param>
    public static TargetCatalog Create(NukeBuild build, IReadOnlyCollection<string> defaultTargets)
    {
        var catalog = new TargetCatalog();
        foreach (var property in DeclaredTargets(build.GetType()))
        {
            var factory = (Target)property.GetValue(build)!;
            var definition = new TargetDefinition();
            factory(definition);
            var target = new ExecutableTarget(property.Name, factory, definition) { IsDefault = defaultTargets.Contains(property.Name) };
            catalog.Targets.Add(target);
            catalog._byFactory[factory] = target;
        }

        foreach (var target in catalog.Targets)
        {
            catalog.Connect(target);
        }

        return catalog;
    }

    /// <summary>The target of a name as typed: dashes and case don't count. Null if there is none.</summary>
    public ExecutableTarget? Find(string typed)
    {
        var name = typed.Replace("-", "", StringComparison.Ordinal);
        return Targets.Find(target => target.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>What to tell a user who typed a name that no target has.</summary>
    public string UnknownTarget(string typed, string origin)
    {
        var listed = NearestNames.Sort(typed, Targets.Where(target => target.Listed).Select(target => target.Name));
        return $"Unknown target '{typed}'.\n  from:     {origin}\n  known:    {string.Join(", ", listed)}";
    }

    private static IEnumerable<PropertyInfo> DeclaredTargets(Type buildType)
    {
        // A base class's targets come first; an overridden property counts once, where it was declared first.
        const BindingFlags flags = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;
        return buildType.GetProperties(flags)
            .Where(property => property.PropertyType == typeof(Target))
            .OrderBy(property => DepthOf(property.DeclaringType!));

        static int DepthOf(Type type) => type.BaseType is { } parent ? DepthOf(parent) + 1 : 0;
    }

    private void Connect(ExecutableTarget target)
    {
        var definition = target.Definition;
        target.ExecutionDependencies.AddRange(Resolve(target, definition.DependsOnTargets));
        target.OrderDependencies.AddRange(Resolve(target, definition.AfterTargets));
        target.Triggers.AddRange(Resolve(target, definition.TriggersTargets));
        target.TriggerDependencies.AddRange(Resolve(target, definition.TriggeredByTargets));
        foreach (var dependent in Resolve(target, definition.DependentForTargets))
        {
            dependent.ExecutionDependencies.Add(target);
        }

        foreach (var later in Resolve(target, definition.BeforeTargets))
        {
            later.OrderDependencies.Add(target);
        }

        foreach (var triggered in Resolve(target, definition.TriggersTargets))
        {
            triggered.TriggerDependencies.Add(target);
        }

        foreach (var trigger in Resolve(target, definition.TriggeredByTargets))
        {
            trigger.Triggers.Add(target);
        }
    }

    private List<ExecutableTarget> Resolve(ExecutableTarget target, List<Target> factories) => factories.ConvertAll(factory =>
        factory != null && _byFactory.TryGetValue(factory, out var found)
            ? found
            : throw new InvalidOperationException($"Target '{target.Name}' names another that is no property of the build. Name the property itself, not a lambda."));
}
