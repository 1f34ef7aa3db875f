using System.Globalization;
using MimRepro.Experiments.Costs;
using MimRepro.Pipeline;

namespace MimRepro.Experiments.Graphs;

/// <summary>What plans of the paper profile show of a step: how large its model is, and what it takes of one GPU.</summary>
internal static class PaperPlan
{
    public static readonly Gpu Gpu = Gpu.A100;

    /// <param name="batchSize">Of the recipe.</param>
    public static IReadOnlyList<PlanColumn> Columns(ModelCost cost, GpuEstimate estimate, int batchSize) =>
    [
        new("parameters", Text($"{cost.Parameters / 1e6:0.0} M")),
        new("GFLOPs", Text($"{cost.MultiplyAdds / 1e9:0.0}")),
        new("memory", Text($"{estimate.Memory:0} GB")),
        new("fits", estimate.Together == 0 ? $"none of {batchSize}" : $"{estimate.Together} of {batchSize}"),
    ];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
