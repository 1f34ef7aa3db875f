using MimRepro.Recipes;

namespace MimRepro.Training;

/// <summary>The learning rate as a pure function of the step: nothing to save, nothing to restore.</summary>
public static class LearningRate
{
    private const double RisePower = 0.9;

    /// <summary>The rate of one optimizer update.</summary>
    /// <param name="schedule">Rates per <see cref="OptimizerRecipe.BaseBatchSize"/>; all three are scaled by the batch size.</param>
    /// <param name="optimizer">Gives the peak rate.</param>
    /// <param name="batchSize">Images of one update.</param>
    /// <param name="stepsPerEpoch">Updates of one epoch.</param>
    /// <param name="step">Number of the update, from 0.</param>
    /// <param name="layerScale">Factor of a parameter group on the peak rate, and on the final rate where the schedule says so.</param>
    /// <exception cref="ArgumentException">A schedule without the numbers of its kind.</exception>
    /// <remarks>
    /// microsoft/SimMIM and microsoft/Swin-Transformer lr_scheduler.py with timm 0.4.12, per update; rise and fall:
    /// SwinTransformer/MIM-Depth-Estimation train.py, which sets the rate before an update and scales all of it by layer.
    /// </remarks>
    public static double At(
        ScheduleRecipe schedule, OptimizerRecipe optimizer, int batchSize, int stepsPerEpoch, long step, double layerScale = 1)
    {
        var scale = (double)batchSize / optimizer.BaseBatchSize;
        var peak = optimizer.BaseLearningRate * scale * layerScale;
        var minimum = schedule.MinLearningRate * scale;
        if (schedule.Kind == ScheduleKind.RiseAndFall)
            return RiseAndFall(step + 1, Math.Floor(schedule.Epochs / 2) * stepsPerEpoch, peak, minimum * layerScale);

        // The reference sets the rate after an update, by that update's number: updates 0 and 1 both have the rate of 0.
        var time = Math.Max(step - 1, 0);
        var warmup = StepsIn(schedule.WarmupEpochs, stepsPerEpoch);
        var warmupStart = schedule.WarmupLearningRate * scale;
        if (time < warmup)
            return warmupStart + time * ((peak - warmupStart) / warmup);
        var total = StepsIn(schedule.Epochs, stepsPerEpoch);
        return schedule.Kind switch
        {
            ScheduleKind.Cosine => Cosine(time, total, peak, minimum),
            ScheduleKind.CosineAfterWarmup => Cosine(time - warmup, total - warmup, peak, minimum),
            ScheduleKind.Step => peak * Math.Pow(DecayRate(schedule), time / Math.Max(1, StepsIn(DecayEpochs(schedule)[0], stepsPerEpoch))),
            ScheduleKind.MultiStep => peak * Math.Pow(DecayRate(schedule), DecayEpochs(schedule).Count(epoch => HasPassed(epoch, time, stepsPerEpoch))),
            // The reference's minimum is a share of each group's own peak, and past the last epoch the line goes on.
            ScheduleKind.Linear => peak - (peak - minimum * layerScale) * (time - warmup) / Math.Max(1, total - warmup),
            _ => throw new ArgumentException($"Schedule kind is {schedule.Kind}, expected one of {string.Join(", ", Enum.GetNames<ScheduleKind>())}."),
        };
    }

    /// <summary>Whole updates in a number of epochs, rounded down as the reference does.</summary>
    internal static long StepsIn(double epochs, int stepsPerEpoch) =>
        (long)Math.Floor(epochs * stepsPerEpoch + 1e-9); // 0.29 x 100 is 28.999999999999996

    private static bool HasPassed(double epoch, long time, int stepsPerEpoch) => time >= epoch * stepsPerEpoch - 1e-9;

    private static double Cosine(long time, long total, double peak, double minimum) =>
        time < total ? minimum + 0.5 * (peak - minimum) * (1 + Math.Cos(Math.PI * time / total)) : minimum;

    /// <param name="step">Number of the update, from 1.</param>
    /// <param name="half">Updates of the rise. With an odd number of epochs the fall is longer and ends in a flat part.</param>
    private static double RiseAndFall(long step, double half, double peak, double minimum) => step < half
        ? (peak - minimum) * Math.Pow(step / half, RisePower) + minimum
        : Math.Max(minimum, (minimum - peak) * Math.Pow(step / half - 1, RisePower) + peak);

    private static double[] DecayEpochs(ScheduleRecipe schedule) =>
        schedule.DecayEpochs is [_, ..] epochs ? epochs : throw WithoutDecay(schedule);

    private static double DecayRate(ScheduleRecipe schedule) => schedule.DecayRate ?? throw WithoutDecay(schedule);

    private static ArgumentException WithoutDecay(ScheduleRecipe schedule) =>
        new($"Schedule kind is {schedule.Kind} but DecayEpochs or DecayRate is missing. Give both.");
}
