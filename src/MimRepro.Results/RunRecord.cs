using MimRepro.Results.Claims;

namespace MimRepro.Results;

/// <summary>A step of a run with everything it measured, and what the user was told if it failed.</summary>
public sealed record StepRecord(
    StepRow Step,
    StepOutcome Outcome,
    IReadOnlyList<MetricRow> Metrics,
    IReadOnlyList<SeriesRow> Series,
    IReadOnlyList<FigureRow> Figures,
    string? Error);

/// <summary>A whole run as a report reads it: steps in graph order, claims in the paper's order.</summary>
public sealed record RunRecord(RunRow Run, IReadOnlyList<StepRecord> Steps, IReadOnlyList<ClaimResult> Claims);
