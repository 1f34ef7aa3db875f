using System.Text.Json.Serialization;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>One thing that happened in a run. Exactly one member is set.</summary>
internal sealed record JournalLine
{
    public JournaledRun? Run { get; init; }
    public JournaledStep? Step { get; init; }
    public DateTimeOffset? Ended { get; init; }
}

/// <summary>That a run began.</summary>
internal sealed record JournaledRun(
    int Format, string Id, string Profile, DateTimeOffset Started, IReadOnlyList<FingerprintPart> Environment, IReadOnlyList<string> Plan)
{
    public const int CurrentFormat = 1;

    public static JournaledRun Of(RunRow run, IReadOnlyList<string> plan) => new(CurrentFormat, run.Id, run.Profile, run.Started,
        FingerprintPart.From(run.Environment), plan);

    public RunRow ToRow() => new()
    {
        Id = Id,
        Profile = Profile,
        Started = Started,
        Ended = null,
        Environment = new OrderedDictionary<string, string>(Environment.Select(fact => KeyValuePair.Create(fact.Name, fact.Value))),
    };
}

/// <summary>What a run did with a step.</summary>
internal sealed record JournaledStep
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required string Experiment { get; init; }
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
    public required string Key { get; init; }
    public string? Artifact { get; init; }
    public required double DurationInSeconds { get; init; }
    public required StepOutcome Outcome { get; init; }
    public string? Error { get; init; }
    public Acceptance? Accepted { get; init; }
    /// <summary>Of a step without action record, which holds them otherwise: parts of the fingerprint, in the order hashed.</summary>
    public IReadOnlyList<FingerprintPart>? Parts { get; init; }
    /// <summary>Of a step without parts.</summary>
    public string? Recipe { get; init; }

    public bool Succeeded => Outcome is StepOutcome.Cached or StepOutcome.Ran && Artifact is not null;

    public static JournaledStep Of(StepRow row, StepOutcome outcome, string? error)
    {
        bool recorded = outcome is StepOutcome.Cached or StepOutcome.Ran;
        return new JournaledStep
        {
            Name = row.Name,
            Kind = row.Kind,
            Experiment = row.Experiment,
            Tags = row.Tags,
            Key = row.Key,
            Artifact = row.Artifact,
            DurationInSeconds = row.DurationInSeconds,
            Outcome = outcome,
            Error = error,
            Accepted = Acceptance.Of(row.Accepted),
            Parts = recorded ? null : FingerprintPart.From(row.FingerprintParts),
            Recipe = recorded ? null : row.RecipeJson,
        };
    }

    /// <param name="parts">From the action record, if this line lacks them.</param>
    public StepRow ToRow(IReadOnlyList<FingerprintPart> parts) => new()
    {
        Name = Name,
        Kind = Kind,
        Experiment = Experiment,
        Tags = Tags,
        Key = Key,
        Artifact = Artifact,
        RecipeJson = Recipe ?? parts.First(part => part.Name == Fingerprint.RecipePart).Value,
        FingerprintParts = [.. parts.Select(part => KeyValuePair.Create(part.Name, part.Value))],
        DurationInSeconds = DurationInSeconds,
        Accepted = Accepted?.ToRow(),
    };
}

/// <summary>A run as its journal tells it.</summary>
/// <param name="Run">How it began.</param>
/// <param name="Steps">What it did, in the order in which it ended.</param>
/// <param name="Ended">When it ended; null if it was killed or still goes on.</param>
internal sealed record Journal(JournaledRun Run, IReadOnlyList<JournaledStep> Steps, DateTimeOffset? Ended);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(JournalLine))]
internal sealed partial class JournalJson : JsonSerializerContext;
