using static TorchSharp.torch;

namespace MimRepro.Tasks;

/// <summary>What batch norms change while a model trains.</summary>
internal static class RunningStatistics
{
    private static readonly string[] Kinds = ["running_mean", "running_var", "num_batches_tracked"];

    /// <summary>Means, variances and counters of batches, under their names in the model, which owns them.</summary>
    public static IReadOnlyList<(string Name, Tensor Value)> Of(nn.Module model) =>
        [.. model.named_buffers().Where(entry => Kinds.Contains(entry.name.Split('.')[^1])).Select(entry => (entry.name, entry.buffer))];
}
