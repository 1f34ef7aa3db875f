using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace MimRepro.BuildHost.Planning;

/// <summary>Collects what the lambda of one target says.</summary>
internal sealed class TargetDefinition : ITargetDefinition
{
    public string? DescriptionText { get; private set; }

    public List<Action> Actions { get; } = [];

    public List<Target> DependsOnTargets { get; } = [];

    public List<Target> DependentForTargets { get; } = [];

    public List<Target> BeforeTargets { get; } = [];

    public List<Target> AfterTargets { get; } = [];

    public List<Target> TriggersTargets { get; } = [];

    public List<Target> TriggeredByTargets { get; } = [];

    public List<(string Text, Func<bool> Holds)> StaticConditions { get; } = [];

    public List<(string Text, Func<bool> Holds)> DynamicConditions { get; } = [];

    public List<LambdaExpression> Requirements { get; } = [];

    public List<string> Products { get; } = [];

    public List<(Target Target, string[] Artifacts)> Consumed { get; } = [];

    public DependencyBehavior DependencyBehavior { get; private set; }

    public bool IsAssuredAfterFailure { get; private set; }

    public bool IsProceedAfterFailure { get; private set; }

    public bool IsUnlisted { get; private set; }

    public ITargetDefinition Description(string description) => With(() => DescriptionText = description);

    public ITargetDefinition Executes(params Action[] actions) => With(() => Actions.AddRange(actions));

    public ITargetDefinition Executes<T>(Func<T> action) => With(() => Actions.Add(() => action()));

    public ITargetDefinition Executes(Func<Task> action) => With(() => Actions.Add(() => action().GetAwaiter().GetResult()));

    public ITargetDefinition DependsOn(params Target[] targets) => With(() => DependsOnTargets.AddRange(targets));

    public ITargetDefinition DependentFor(params Target[] targets) => With(() => DependentForTargets.AddRange(targets));

    public ITargetDefinition Before(params Target[] targets) => With(() => BeforeTargets.AddRange(targets));

    public ITargetDefinition After(params Target[] targets) => With(() => AfterTargets.AddRange(targets));

    public ITargetDefinition Triggers(params Target[] targets) => With(() => TriggersTargets.AddRange(targets));

    public ITargetDefinition TriggeredBy(params Target[] targets) => With(() => TriggeredByTargets.AddRange(targets));

    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null) =>
        With(() => StaticConditions.Add((WithoutArrow(conditionExpression), condition)));

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null) =>
        With(() => DynamicConditions.Add((WithoutArrow(conditionExpression), condition)));

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class? =>
        With(() => Requirements.AddRange([parameterRequirement, .. parameterRequirements]));

    public ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct =>
        With(() => Requirements.AddRange([parameterRequirement, .. parameterRequirements]));

    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        With(() => Requirements.AddRange([requirement, .. requirements]));

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) => With(() => DependencyBehavior = dependencyBehavior);

    public ITargetDefinition AssuredAfterFailure() => With(() => IsAssuredAfterFailure = true);

    public ITargetDefinition ProceedAfterFailure() => With(() => IsProceedAfterFailure = true);

    public ITargetDefinition Unlisted() => With(() => IsUnlisted = true);

    public ITargetDefinition Produces(params string[] artifacts) => With(() => Products.AddRange(artifacts));

    public ITargetDefinition Consumes(params Target[] targets) => With(() => Consumed.AddRange(targets.Select(target => (target, Array.Empty<string>()))));

    public ITargetDefinition Consumes(Target target, params string[] artifacts) => With(() => Consumed.Add((target, artifacts)));

    private TargetDefinition With(Action change)
    {
        change();
        return this;
    }

    // "() => Profile == "paper"" reads better as its body alone.
    private static string WithoutArrow(string? expression)
    {
        var arrow = expression?.IndexOf("=>", StringComparison.Ordinal) ?? -1;
        return arrow < 0 ? expression ?? "" : expression![(arrow + 2)..].Trim();
    }
}
