using MimRepro.Experiments.Graphs;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments;

/// <summary>All experiments at one size: what <c>Reproduce --profile NAME</c> runs.</summary>
public sealed record Profile
{
    /// <summary>Lower case: <c>smoke</c>, <c>small</c>, <c>evening</c>, <c>paper</c>.</summary>
    public required string Name { get; init; }
    public required string Description { get; init; }
    /// <summary>Wall time that the whole profile may take on the machine its description names.</summary>
    public required TimeSpan Budget { get; init; }
    /// <summary>What a reader of the profile's plan has to know of its columns and estimates; empty where they explain themselves.</summary>
    public string PlanNote { get; init; } = "";
    /// <summary>The graph; a step stands behind the steps whose artifacts it reads.</summary>
    public IReadOnlyList<Step> Steps => Graph.Value;
    /// <summary>Checks every recipe of the graph, so that a fault shows before the first step and not after hours.</summary>
    /// <exception cref="PipelineInputException">Recipes have faults; the message lists all of them.</exception>
    public void Validate()
    {
        try
        {
            GraphValidation.ThrowIfFaulty(Steps);
        }
        catch (RecipeException faults)
        {
            throw new PipelineInputException(faults.Message, faults);
        }
    }

    /// <summary>The same profile, whose steps go on although so many records of each of the user's data sets are missing or damaged.</summary>
    /// <param name="badRecords">Replaces what recipes say; 0 leaves it to them.</param>
    /// <exception cref="PipelineInputException">The number is below 0.</exception>
    public Profile Tolerating(int badRecords) => badRecords switch
    {
        < 0 => throw new PipelineInputException($"The number of tolerated records cannot be used.\n  parameter:  --tolerate-bad-records\n  got:        {badRecords}\n  expected:   0 or more\n  0 leaves it to the recipes."),
        0 => this,
        _ => this with { Graph = new(() => ToleratedRecords.Set(Graph.Value, badRecords)) },
    };

    /// <summary>Built on first use: a start of the build host reads one profile, not all.</summary>
    public required Lazy<IReadOnlyList<Step>> Graph { get; init; }
}
