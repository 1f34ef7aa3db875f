using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Training;

/// <summary>The one training loop.</summary>
public static class TrainingLoop
{
    // A collection of the youngest objects each time: seldom enough to cost nothing, often enough that little waits to be freed.
    private const int StepsBetweenFinalizers = 8;

    /// <summary>Updates of a whole training; at least one.</summary>
    public static long Steps(ScheduleRecipe schedule, int stepsPerEpoch) =>
        Math.Max(1, LearningRate.StepsIn(schedule.Epochs, stepsPerEpoch));

    /// <summary>Trains from the first step to the last. The model then holds the final weights: averaged ones where the optimizer keeps an average.</summary>
    /// <exception cref="DivergedException">The loss or the gradient norm is not finite; that step's update is not made.</exception>
    /// <exception cref="ArgumentException">A checkpoint lies after the last epoch.</exception>
    public static TrainingCurves Run(TrainingPlan plan)
    {
        var steps = Steps(plan.Schedule, plan.StepsPerEpoch);
        var checkpoints = new Checkpoints(plan, steps);
        var history = new History(steps, plan.TermNames);
        using var optimizer = new AdamW(plan.Groups, plan.Optimizer);
        using var finalizers = new FinalizersHeld();
        using var average = plan.Optimizer.EmaDecay is { } decay
            ? new WeightAverage([.. plan.Groups.SelectMany(group => group.Parameters).Select(parameter => (parameter.Name, (Tensor)parameter.Value)), .. plan.Statistics], decay) : null;

        var state = new TrainingState(plan, optimizer, average, history);
        var first = plan.StateKeeper?.StepsDone ?? 0;
        if (first > 0)
        {
            state.Restore(plan.StateKeeper!);
            checkpoints.Skip(first);
        }
        checkpoints.Reached(0, average);
        for (var step = first; step < steps; step++)
        {
            if ((step - first) % StepsBetweenFinalizers == 0)
                finalizers.Renew();
            var status = Step(plan, optimizer, step, steps, history);
            average?.Update();
            history.Add(status, plan.Terms());
            plan.OnStep(status);
            checkpoints.Reached(step + 1, average);
            if (step + 1 < steps && plan.StateKeeper is { IsDue: true } keeper)
                state.Save(keeper, step + 1);
        }
        average?.Swap();
        return history.Curves(plan.StepsPerEpoch);
    }

    private static TrainingStatus Step(TrainingPlan plan, AdamW optimizer, long step, long steps, History history)
    {
        using var scope = NewDisposeScope();
        var status = new TrainingStatus(step, steps, (step + 1.0) / plan.StepsPerEpoch, 0, Rate(plan, step, 1), 0);

        var loss = Loss(plan, step);
        status = status with { Loss = loss.to(ScalarType.Float64).item<double>() };
        if (!double.IsFinite(status.Loss))
            throw new DivergedException("loss", status.Loss, status, history.LastLoss);

        loss.backward();
        status = status with { GradientNorm = optimizer.ReadGradients() };
        if (!double.IsFinite(status.GradientNorm))
            throw new DivergedException("gradient norm", status.GradientNorm, status, status.Loss);

        optimizer.Update([.. plan.Groups.Select(group => Rate(plan, step, group.LearningRateScale))], status.GradientNorm);
        return status;
    }

    private static Tensor Loss(TrainingPlan plan, long step)
    {
        using var autocast = Autocast.For(plan.Precision, plan.Groups[0].Parameters[0].Value.device_type);
        return plan.Loss(step);
    }

    private static double Rate(TrainingPlan plan, long step, double layerScale) =>
        LearningRate.At(plan.Schedule, plan.Optimizer, plan.BatchSize, plan.StepsPerEpoch, step, layerScale);
}
