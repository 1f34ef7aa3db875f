using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Tasks;

/// <summary>Keeps running statistics of a model's batch norms beside the state of its training, which has parameters only.</summary>
internal sealed class RunningStatistics : ITrainingStateKeeper
{
    private static readonly string[] Kinds = ["running_mean", "running_var", "num_batches_tracked"];

    private readonly ITrainingStateKeeper inner;
    private readonly (string Name, Tensor Value)[] statistics;

    public RunningStatistics(ITrainingStateKeeper inner, nn.Module model)
    {
        this.inner = inner;
        statistics = [.. model.named_buffers().Where(entry => Kinds.Contains(entry.name.Split('.')[^1])).Select(entry => ("statistics." + entry.name, entry.buffer))];
    }

    /// <summary>Means and variances, without the counters.</summary>
    public static IReadOnlyList<(string Name, Tensor Value)> Averaged(nn.Module model) =>
        [.. model.named_buffers().Where(entry => entry.name.Split('.')[^1] is "running_mean" or "running_var").Select(entry => (entry.name, entry.buffer))];

    public long StepsDone => inner.StepsDone;

    public bool IsDue => inner.IsDue;

    public void Restore(IReadOnlyList<(string Name, Tensor Value)> state) => inner.Restore([.. state, .. statistics]);

    public void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state) => inner.Save(stepsDone, [.. state, .. statistics]);
}
