using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>What every update left behind.</summary>
internal sealed class History(long steps)
{
    private readonly double[] loss = new double[steps];
    private readonly double[] learningRate = new double[steps];
    private readonly double[] gradientNorm = new double[steps];
    private int count;

    public double? LastLoss => count > 0 ? loss[count - 1] : null;

    public void Add(TrainingStatus status)
    {
        loss[count] = status.Loss;
        learningRate[count] = status.LearningRate;
        gradientNorm[count] = status.GradientNorm;
        count++;
    }

    /// <summary>Copies of the curves, for saving and restoring: [steps] float64 each. The surrounding dispose scope owns them.</summary>
    public IReadOnlyList<(string Name, Tensor Value)> Tensors() =>
        [("loss", tensor(loss)), ("learning_rate", tensor(learningRate)), ("gradient_norm", tensor(gradientNorm))];

    /// <summary>Takes over what <see cref="Tensors"/> gave and a keeper filled.</summary>
    public void Restore(IReadOnlyList<(string Name, Tensor Value)> tensors, long stepsDone)
    {
        foreach (var (values, (_, kept)) in new[] { loss, learningRate, gradientNorm }.Zip(tensors))
            kept.data<double>().ToArray().CopyTo(values, 0);
        count = (int)stepsDone;
    }

    public TrainingCurves Curves(int stepsPerEpoch) => TrainingCurves.Of(loss, learningRate, gradientNorm, stepsPerEpoch);
}
