using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>All that the next update depends on, apart from its batch: weights, moments, averages, curves so far, torch's generator.</summary>
internal sealed class TrainingState(TrainingPlan plan, AdamW optimizer, WeightAverage? average, History history)
{
    private const string Generator = "generator";

    /// <summary>Hands the state over. Tensors made for it live until the surrounding dispose scope ends.</summary>
    public void Save(ITrainingStateKeeper keeper, long stepsDone)
    {
        using var scope = NewDisposeScope();
        keeper.Save(stepsDone, [.. Live(), .. history.Tensors().Select(entry => ($"history.{entry.Name}", entry.Value)), (Generator, random.get_rng_state())]);
    }

    /// <summary>Puts everything back as it was after <see cref="ITrainingStateKeeper.StepsDone"/> updates.</summary>
    public void Restore(ITrainingStateKeeper keeper)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var curves = history.Tensors();
        var generator = random.get_rng_state();
        keeper.Restore([.. Live(), .. curves.Select(entry => ($"history.{entry.Name}", entry.Value)), (Generator, generator)]);
        history.Restore(curves, keeper.StepsDone);
        random.set_rng_state(generator);
    }

    private IEnumerable<(string Name, Tensor Value)> Live() =>
        plan.Groups.SelectMany(group => group.Parameters).Select(parameter => ($"weights.{parameter.Name}", (Tensor)parameter.Value))
            .Concat(plan.Buffers.Select(buffer => ($"buffers.{buffer.Name}", buffer.Value)))
            .Concat(optimizer.State().Select(entry => ($"optimizer.{entry.Name}", entry.Value)))
            .Concat(average?.State().Select(entry => ($"average.{entry.Name}", entry.Value)) ?? []);
}
