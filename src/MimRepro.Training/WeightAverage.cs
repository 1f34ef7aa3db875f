using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>Exponential moving average of weights: average ← decay · average + (1 − decay) · weight.</summary>
/// <remarks>As in timm's ModelEma running statistics of batch norms are averaged, too; its counters of batches, which nothing reads, are not.</remarks>
public sealed class WeightAverage : IDisposable
{
    private readonly IReadOnlyList<(string Name, Tensor Value)> parameters;
    private readonly Tensor[] averages;
    private readonly double decay;

    /// <summary>Starts from the weights as they are.</summary>
    /// <param name="entries">Parameters and running statistics; the model owns them.</param>
    /// <param name="decay">0 … 1; the share of the old average that stays at each update.</param>
    public WeightAverage(IReadOnlyList<(string Name, Tensor Value)> entries, double decay)
    {
        (parameters, this.decay) = ([.. entries.Where(entry => entry.Value.is_floating_point())], decay);
        using var noGradient = no_grad();
        averages = [.. parameters.Select(parameter => parameter.Value.detach().clone().DetachFromDisposeScope())];
    }

    /// <summary>The averages under the parameters' names, for saving and restoring; the average owns them.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> State() =>
        [.. parameters.Select((parameter, i) => (parameter.Name, averages[i]))];

    /// <summary>Moves the average towards the weights; call it after each optimizer update.</summary>
    public void Update()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < averages.Length; i++)
            averages[i].mul_(decay).add_(parameters[i].Value, 1 - decay);
    }

    /// <summary>Exchanges weights and average. Called twice, all is as before.</summary>
    public void Swap()
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        for (var i = 0; i < averages.Length; i++)
        {
            var weights = parameters[i].Value.detach().clone();
            parameters[i].Value.copy_(averages[i]);
            averages[i].copy_(weights);
        }
    }

    public void Dispose()
    {
        foreach (var average in averages)
            average.Dispose();
    }
}
