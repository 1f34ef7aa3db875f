using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>That a step with this fingerprint wrote this artifact: <c>steps/&lt;key&gt;.json</c>. Kept for good, so going back is a hit.</summary>
public sealed record ActionRecord
{
    public const int CurrentFormat = 1;

    public required int Format { get; init; }
    public required string Step { get; init; }
    public required string Kind { get; init; }
    /// <summary>Parts of the fingerprint, in the order hashed.</summary>
    public required IReadOnlyList<FingerprintPart> Parts { get; init; }
    /// <summary>Content hash of the artifact.</summary>
    public required string Artifact { get; init; }
    /// <summary>Wall time of the execution.</summary>
    public required double DurationInSeconds { get; init; }
    public required DateTimeOffset Recorded { get; init; }
    /// <summary>Set if the step did not run under this key: its artifact is that of another key, which somebody said is equivalent.</summary>
    public Acceptance? Accepted { get; init; }

    /// <summary>The record of <paramref name="step"/> under <paramref name="fingerprint"/>.</summary>
    internal static ActionRecord Of(Step step, Fingerprint fingerprint, string artifact, double durationInSeconds, DateTimeOffset recorded) => new()
    {
        Format = CurrentFormat,
        Step = step.Name,
        Kind = step.Kind.Name,
        Parts = FingerprintPart.From(fingerprint.Parts),
        Artifact = artifact,
        DurationInSeconds = durationInSeconds,
        Recorded = recorded,
    };
}

/// <summary>Why a changed step counts as equivalent to an earlier result. It stays until the step really runs under the new key.</summary>
/// <param name="Key">Fingerprint under which the artifact was made.</param>
/// <param name="Reason">The user's words.</param>
/// <param name="At">When.</param>
public sealed record Acceptance(string Key, string Reason, DateTimeOffset At)
{
    internal static Acceptance? Of(AcceptedRow? row) => row is null ? null : new(row.Key, row.Reason, row.At);

    internal AcceptedRow ToRow() => new(Key, Reason, At);
}

/// <summary>A part of a fingerprint as a record keeps it.</summary>
public sealed record FingerprintPart(string Name, string Value)
{
    internal static IReadOnlyList<FingerprintPart> From(IEnumerable<KeyValuePair<string, string>> parts) => [.. parts.Select(part => new FingerprintPart(part.Key, part.Value))];
}
