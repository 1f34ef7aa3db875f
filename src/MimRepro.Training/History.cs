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

    public TrainingCurves Curves(int stepsPerEpoch) => TrainingCurves.Of(loss, learningRate, gradientNorm, stepsPerEpoch);
}
