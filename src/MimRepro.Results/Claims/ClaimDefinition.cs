namespace MimRepro.Results.Claims;

/// <summary>How we know what the paper says: the text was seen, or it is from memory and never a target; or it is a check of our own.</summary>
public enum PaperStatus { Read, Recalled, Own }

public enum Direction { Greater, Less }

/// <summary>A quantity measured on one arm: a metric of the steps that carry all the tags.</summary>
/// <param name="Metric">Name of a scalar metric (no layer, head or epoch coordinate).</param>
/// <param name="Tags">Tags a step must carry; each seed gives one value.</param>
public sealed record Quantity(string Metric, IReadOnlyDictionary<string, string> Tags)
{
    /// <summary>Taken away from it, seed by seed: what a change costs. Null takes nothing away.</summary>
    public Quantity? Minus { get; init; }
}

/// <summary>One pre-registered test: effect = left − right − constant, paired by seed.</summary>
public sealed record ClaimTest
{
    /// <summary>Unique within the claim, lower case with dashes.</summary>
    public required string Id { get; init; }
    /// <summary>The test in words, with its threshold.</summary>
    public required string Statement { get; init; }
    public required Quantity Left { get; init; }
    /// <summary>Compared with another quantity, paired by seed; null compares with <see cref="Constant"/> alone.</summary>
    public required Quantity? Right { get; init; }
    /// <summary>In the metric's unit.</summary>
    public required double Constant { get; init; }
    public required Direction Direction { get; init; }
    /// <summary>Smallest mean effect, in the metric's unit, that counts. Never negative.</summary>
    public required double MinimumEffect { get; init; }
    public required string Unit { get; init; }
}

/// <summary>A sentence of the paper and the tests by which it is judged here, fixed before any run.</summary>
public sealed record ClaimDefinition
{
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary>What the paper says, in our words.</summary>
    public required string Statement { get; init; }
    public required PaperStatus Status { get; init; }
    /// <summary>The paper's own numbers with their mark, or why there are none.</summary>
    public required string PaperValue { get; init; }
    public required string[] Sources { get; init; }
    /// <summary>The claim is reproduced only if all of its tests are.</summary>
    public required IReadOnlyList<ClaimTest> Tests { get; init; }
    /// <summary>What this project's scale leaves open, and changes made after registration.</summary>
    public required string[] Notes { get; init; }
}

public enum Verdict { Reproduced, NotReproduced, Inconclusive, NotRun }

/// <summary>A test after measuring. Effects are left − right in the metric's unit; the interval is two-sided 95 %.</summary>
public sealed record TestResult(
    ClaimTest Test, Verdict Verdict, IReadOnlyList<SeedEffect> Seeds, double? MeanEffect, double? Low, double? High);

public sealed record SeedEffect(int Seed, double Left, double Right, double Effect);

public sealed record ClaimResult(ClaimDefinition Claim, Verdict Verdict, IReadOnlyList<TestResult> Tests);
