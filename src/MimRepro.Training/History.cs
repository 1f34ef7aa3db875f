using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>What every update left behind.</summary>
internal sealed class History(long steps, IReadOnlyList<string> termNames)
{
    private readonly double[] loss = new double[steps];
    private readonly double[] learningRate = new double[steps];
    private readonly double[] gradientNorm = new double[steps];
    private readonly double[][] terms = [.. termNames.Select(_ => new double[steps])];
    private int count;

    public double? LastLoss => count > 0 ? loss[count - 1] : null;

    /// <param name="values">One a term.</param>
    public void Add(TrainingStatus status, IReadOnlyList<double> values)
    {
        if (values.Count != terms.Length)
            throw new ArgumentException($"the loss has {values.Count} terms, expected {terms.Length}: {string.Join(", ", termNames)}", nameof(values));
        for (var term = 0; term < terms.Length; term++)
            terms[term][count] = values[term];
        loss[count] = status.Loss;
        learningRate[count] = status.LearningRate;
        gradientNorm[count] = status.GradientNorm;
        count++;
    }

    /// <summary>Copies of the curves, for saving and restoring: [steps] float64 each. The surrounding dispose scope owns them.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Tensors() =>
        [("loss", tensor(loss)), ("learning_rate", tensor(learningRate)), ("gradient_norm", tensor(gradientNorm)),
            .. termNames.Zip(terms, (name, values) => ($"term.{name}", tensor(values)))];

    /// <summary>Takes over what <see cref="Tensors"/> gave and a keeper filled.</summary>
    public void Restore(IReadOnlyList<(string Name, Tensor Value)> tensors, long stepsDone)
    {
        foreach (var (values, (_, kept)) in new[] { loss, learningRate, gradientNorm }.Concat(terms).Zip(tensors))
            kept.data<double>().ToArray().CopyTo(values, 0);
        count = (int)stepsDone;
    }

    public TrainingCurves Curves(int stepsPerEpoch) => TrainingCurves.Of(loss, learningRate, gradientNorm, stepsPerEpoch) with
    {
        Terms = [.. termNames.Zip(terms, (name, values) => new LossTermCurve(name, TrainingCurves.EpochMeans(values, stepsPerEpoch)))],
    };
}
