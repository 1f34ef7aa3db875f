using MimRepro.Results;

namespace MimRepro.Reporting.Views;

/// <summary>Checkpoints side by side: the numbers that the paper's claims are about.</summary>
internal sealed record CheckpointsView(IReadOnlyList<ArmView> Columns, IReadOnlyList<CheckpointRowView> Rows)
{
    private static readonly string[] Metrics =
    [
        "attention_distance.first_third", "attention_distance.last_third", "attention_distance.depth_correlation",
        "attention_entropy.head_spread_last_third", "attention_entropy.head_minimum_last_third",
        "head_diversity.last_three", "head_diversity.last_three_ratio",
        "kernel_distance.mean", "kernel_entropy.mean", "kernel_divergence.mean", "cka.off_diagonal", "cka.first_last",
    ];

    public static CheckpointsView Of(RunRecord run)
    {
        var analyses = Analyses(run);
        var arms = Arms.Ordered(analyses.Select(x => Arms.Of(x.Step)));
        return new CheckpointsView(arms, [.. Metrics.Where(metric => analyses.Length == 0 || Has(analyses, metric)) // a ConvNet has no heads
            .Select(metric => new CheckpointRowView(Name(metric), [.. arms.Select(arm => Value(analyses, arm.Key, metric))]))]);
    }

    public static string Sentence(RunRecord run)
    {
        var count = Analyses(run).Length;
        return count == 0 ? "No checkpoint has been analysed yet." : $"{Words.Count(count, "checkpoint")} analysed: what each layer looks at, and how alike the layers are.";
    }

    private static StepRecord[] Analyses(RunRecord run) => [.. run.Steps.Where(x => x.Step.Kind == "analyze-checkpoint" && x.Metrics.Count > 0)];

    private static bool Has(StepRecord[] analyses, string metric) => analyses.Any(x => x.Metrics.Any(y => y.Name == metric && y.Layer is null));

    private static string Name(string metric) =>
        $"{MetricDescriptors.Get(metric).DisplayName}{(Words.Unit(metric) is { Length: > 0 } unit ? $" ({unit})" : "")}";

    private static string Value(StepRecord[] analyses, string arm, string metric) => analyses.Where(x => Arms.Of(x.Step) == arm)
        .SelectMany(x => x.Metrics).Where(x => x.Name == metric && x.Layer is null && x.Epoch is null).Select(x => Format.Number(x.Value)).FirstOrDefault("–");
}

internal sealed record CheckpointRowView(string Name, IReadOnlyList<string> Values);
