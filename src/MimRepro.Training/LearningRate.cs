using MimRepro.Recipes;

namespace MimRepro.Training;

/// <summary>The learning rate as a pure function of the step: nothing to save, nothing to restore.</summary>
public static class LearningRate
{
    /// <summary>The rate of one optimizer update.</summary>
    /// <param name="schedule">Rates per <see cref="OptimizerRecipe.BaseBatchSize"/>; all three are scaled by the batch size.</param>
    /// <param name="optimizer">Gives the peak rate.</param>
    /// <param name="batchSize">Images of one update.</param>
    /// <param name="stepsPerEpoch">Updates of one epoch.</param>
    /// <param name="step">Number of the update, from 0.</param>
    /// <param name="layerScale">Factor of a parameter group on the peak rate; warm-up start and final rate are absolute.</param>
    /// <exception cref="ArgumentException">A step schedule without its two numbers.</exception>
    /// <remarks>
    /// microsoft/SimMIM lr_scheduler.py with timm 0.4.12, per update. The cosine counts from the start of training, so the
    /// rate drops a little where warm-up ends. Not expressible: Swin's warmup_prefix, multi-step drops.
    /// </remarks>
    public static double At(
        ScheduleRecipe schedule, OptimizerRecipe optimizer, int batchSize, int stepsPerEpoch, long step, double layerScale = 1)
    {
        var scale = (double)batchSize / optimizer.BaseBatchSize;
        var peak = optimizer.BaseLearningRate * scale * layerScale;
        var minimum = schedule.MinLearningRate * scale;
        var warmupStart = schedule.WarmupLearningRate * scale;
        // The reference sets the rate after an update, by that update's number: updates 0 and 1 both have the rate of 0.
        var time = Math.Max(step - 1, 0);
        var warmup = StepsIn(schedule.WarmupEpochs, stepsPerEpoch);
        if (time < warmup)
            return warmupStart + time * ((peak - warmupStart) / warmup);
        var total = StepsIn(schedule.Epochs, stepsPerEpoch);
        return schedule.Kind switch
        {
            ScheduleKind.Cosine => Cosine(time, total, peak, minimum),
            ScheduleKind.Step => peak * Math.Pow(Required(schedule.DecayRate), time / Math.Max(1, StepsIn(Required(schedule.DecayEpochs), stepsPerEpoch))),
            ScheduleKind.Linear => peak - (peak - minimum) * (time - warmup) / Math.Max(1, total - warmup),
            _ => throw new ArgumentException($"Schedule kind is {schedule.Kind}, expected Cosine, Step or Linear."),
        };
    }

    /// <summary>Whole updates in a number of epochs, rounded down as the reference does.</summary>
    internal static long StepsIn(double epochs, int stepsPerEpoch) =>
        (long)Math.Floor(epochs * stepsPerEpoch + 1e-9); // 0.29 x 100 is 28.999999999999996

    private static double Cosine(long time, long total, double peak, double minimum) =>
        time < total ? minimum + 0.5 * (peak - minimum) * (1 + Math.Cos(Math.PI * time / total)) : minimum;

    private static double Required(double? number) =>
        number ?? throw new ArgumentException("Schedule kind is Step but DecayEpochs or DecayRate is null. Give both.");
}
