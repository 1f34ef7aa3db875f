namespace MimRepro.Pipeline;

/// <summary>The code that runs a step.</summary>
/// <param name="Name">Name by which the worker finds the handler.</param>
public sealed record StepKind(string Name);

/// <summary>An entry of a step in a column of its own in plans.</summary>
public sealed record PlanColumn(string Heading, string Text);

/// <summary>One cached unit of work: kind, recipe and inputs. Everything else is derived.</summary>
public sealed record Step
{
    /// <summary>Unique in the graph, lower case with dashes.</summary>
    public required string Name { get; init; }
    public required StepKind Kind { get; init; }
    /// <summary>The experiment (target) the step belongs to.</summary>
    public required string Experiment { get; init; }
    /// <summary>Resolved recipe in canonical JSON.</summary>
    public required string RecipeJson { get; init; }
    /// <summary>Role → name of the step whose artifact is read.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();
    /// <summary>Labels for queries; not part of the fingerprint.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
    /// <summary>A first guess of the duration, used until one has been recorded.</summary>
    public required TimeSpan Estimate { get; init; }
    /// <summary>What plans show of the step beside its estimate; not part of the fingerprint.</summary>
    public IReadOnlyList<PlanColumn> Columns { get; init; } = [];
}
