using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace MimRepro.BuildHost;

/// <summary>What a target says about itself. Every call returns the same definition, so that calls can be chained.</summary>
public interface ITargetDefinition
{
    /// <summary>One line for <c>--help</c> and <c>--plan</c>.</summary>
    ITargetDefinition Description(string description);

    /// <summary>Runs these actions, in order.</summary>
    ITargetDefinition Executes(params Action[] actions);

    /// <summary>Runs this function and drops what it returns.</summary>
    ITargetDefinition Executes<T>(Func<T> action);

    /// <summary>Runs this function and waits for its task.</summary>
    ITargetDefinition Executes(Func<Task> action);

    /// <summary>These run before, and are scheduled whenever this target is.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <summary>Makes this target a dependency of these.</summary>
    ITargetDefinition DependentFor(params Target[] targets);

    /// <summary>Skips this target if the condition is false when its turn comes.</summary>
    ITargetDefinition OnlyWhenDynamic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Skips this target, and what only it needs, if the condition is false before the first target runs.</summary>
    ITargetDefinition OnlyWhenStatic(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Ends the build before the first target runs unless these parameters have values.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class?;

    /// <inheritdoc cref="Requires{T}(Expression{Func{T}}, Expression{Func{T}}[])"/>
    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct;

    /// <summary>Ends the build before the first target runs unless these conditions hold.</summary>
    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>Whether the dependencies run if this target is skipped. They don't unless this says so.</summary>
    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>Runs before these, if both are scheduled.</summary>
    ITargetDefinition Before(params Target[] targets);

    /// <summary>Runs after these, if both are scheduled.</summary>
    ITargetDefinition After(params Target[] targets);

    /// <summary>Schedules these after this target.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    /// <summary>Is scheduled after any of these.</summary>
    ITargetDefinition TriggeredBy(params Target[] targets);

    /// <summary>Runs even if an earlier target failed.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>If this target fails, those that do not need it still run.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>Leaves this target out of <c>--help</c>.</summary>
    ITargetDefinition Unlisted();

    /// <summary>Names the files that this target writes; shown by <c>--plan</c>.</summary>
    ITargetDefinition Produces(params string[] artifacts);

    /// <summary>Names the targets whose files this one reads; shown by <c>--plan</c>.</summary>
    ITargetDefinition Consumes(params Target[] targets);

    /// <summary>Names the files of a target that this one reads; shown by <c>--plan</c>.</summary>
    ITargetDefinition Consumes(Target target, params string[] artifacts);
}
