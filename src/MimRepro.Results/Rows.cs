namespace MimRepro.Results;

/// <summary>One measured number. Coordinates that do not apply are null.</summary>
/// <param name="Name">Name of the metric, as in <c>MetricDescriptor</c>: <c>top1</c>, <c>attention_distance</c>, …</param>
/// <param name="Value">Finite value in the metric's unit.</param>
/// <param name="Epoch">Training epoch the number belongs to; null is the end of the step.</param>
/// <param name="Layer">Layer, from 0.</param>
/// <param name="Head">Head, from 0.</param>
/// <param name="OtherLayer">Second layer of a pair (CKA), from 0.</param>
public sealed record MetricRow(string Name, double Value, double? Epoch = null, int? Layer = null, int? Head = null, int? OtherLayer = null);

/// <summary>A curve: <paramref name="Y"/> over <paramref name="X"/>, same length.</summary>
public sealed record SeriesRow(string Name, string XName, double[] X, double[] Y);

/// <summary>A picture that a step drew.</summary>
/// <param name="Name">Key, unique in the step.</param>
/// <param name="Caption">What a reader sees.</param>
/// <param name="Alt">The picture in words.</param>
/// <param name="MediaType"><c>image/png</c>.</param>
/// <param name="Bytes">The file.</param>
public sealed record FigureRow(string Name, string Caption, string Alt, string MediaType, byte[] Bytes);

/// <summary>One step of a run as it is recorded: what it is, how it came out, what it cost.</summary>
public sealed record StepRow
{
    public required string Name { get; init; }
    public required string Kind { get; init; }
    public required string Experiment { get; init; }
    /// <summary>Free labels by which reports and claims find steps: <c>arm</c>, <c>seed</c>, <c>backbone</c>, <c>task</c>.</summary>
    public required IReadOnlyDictionary<string, string> Tags { get; init; }
    /// <summary>Fingerprint, 64 hexadecimal digits.</summary>
    public required string Key { get; init; }
    /// <summary>Content hash of the artifact; null if the step failed or has not run.</summary>
    public required string? Artifact { get; init; }
    public required string RecipeJson { get; init; }
    /// <summary>Parts of the fingerprint: name → value, in the order hashed.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> FingerprintParts { get; init; }
    /// <summary>Wall time of the execution that made the artifact.</summary>
    public required double DurationInSeconds { get; init; }
    /// <summary>Set if the artifact was made under another key and somebody said that it holds for this one too.</summary>
    public AcceptedRow? Accepted { get; init; }
}

/// <summary>That a changed step was taken as equivalent to an earlier result, without running it.</summary>
/// <param name="Key">Fingerprint under which the artifact was really made.</param>
/// <param name="Reason">Why, in the user's words.</param>
/// <param name="At">When it was accepted.</param>
public sealed record AcceptedRow(string Key, string Reason, DateTimeOffset At);

/// <summary>What a run did with a step.</summary>
public enum StepOutcome { Cached, Ran, Failed, Blocked, Skipped }

/// <summary>One invocation.</summary>
public sealed record RunRow
{
    public required string Id { get; init; }
    public required string Profile { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset? Ended { get; init; }
    /// <summary>Name → value: os, cpu, cores, memory, dotnet, libtorch, torchsharp, device, threads, commit.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }
}
