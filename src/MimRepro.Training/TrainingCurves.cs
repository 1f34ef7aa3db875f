namespace MimRepro.Training;

/// <summary>One part of a loss, epoch by epoch.</summary>
/// <param name="Name">As the plan has it.</param>
/// <param name="EpochMeans">Mean of each epoch; the last one may be incomplete.</param>
public sealed record LossTermCurve(string Name, double[] EpochMeans);

/// <summary>Training over epochs, in at most <see cref="MostPoints"/> points: means over bins of equal length.</summary>
/// <param name="Epoch">Epochs done at the end of each bin.</param>
/// <param name="Loss">Mean loss of each bin.</param>
/// <param name="LearningRate">Mean rate of a group with scale 1.</param>
/// <param name="GradientNorm">Mean global L2 norm before clipping.</param>
/// <param name="FinalLoss">Mean loss over the last epoch, or over all steps if there were fewer.</param>
public sealed record TrainingCurves(double[] Epoch, double[] Loss, double[] LearningRate, double[] GradientNorm, double FinalLoss)
{
    public const int MostPoints = 200;

    /// <summary>The parts of the loss, where its plan names them.</summary>
    public IReadOnlyList<LossTermCurve> Terms { get; init; } = [];

    /// <summary>Curves of the updates recorded, one entry an update.</summary>
    internal static TrainingCurves Of(double[] loss, double[] learningRate, double[] gradientNorm, int stepsPerEpoch)
    {
        var ends = BinEnds(loss.Length);
        return new TrainingCurves(
            [.. ends.Select(end => (double)end / stepsPerEpoch)],
            BinMeans(loss, ends),
            BinMeans(learningRate, ends),
            BinMeans(gradientNorm, ends),
            Mean(loss.AsSpan(Math.Max(0, loss.Length - stepsPerEpoch))));
    }

    /// <summary>Means over epochs; the last one may be incomplete.</summary>
    internal static double[] EpochMeans(double[] values, int stepsPerEpoch) =>
        [.. values.Chunk(stepsPerEpoch).Select(epoch => Mean(epoch))];

    private static int[] BinEnds(int steps)
    {
        var bins = Math.Min(MostPoints, steps);
        return [.. Enumerable.Range(1, bins).Select(bin => (int)((long)bin * steps / bins))];
    }

    private static double[] BinMeans(double[] values, int[] ends) =>
        [.. ends.Select((end, bin) => Mean(values.AsSpan((bin == 0 ? 0 : ends[bin - 1])..end)))];

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum / values.Length;
    }
}
