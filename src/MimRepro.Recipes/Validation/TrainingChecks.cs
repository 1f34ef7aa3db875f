using static MimRepro.Recipes.Validation.Faults;

namespace MimRepro.Recipes.Validation;

/// <summary>Checks of what training steps have in common, and of a linear classifier's few numbers.</summary>
internal static class TrainingChecks
{
    public static void Check(this Faults faults, TrainingRecipe recipe)
    {
        faults.Check("Data", recipe.Data);
        faults.Check(recipe.Model);
        faults.CheckFit(recipe.Data, recipe.Model);
        faults.CheckOptimization(recipe.Optimizer, recipe.Schedule, recipe.BatchSize, recipe.Precision, recipe.Seed);
    }

    /// <summary>What every training has, whatever its data.</summary>
    public static void CheckOptimization(
        this Faults faults, OptimizerRecipe optimizer, ScheduleRecipe schedule, int batchSize, Precision precision, int seed)
    {
        faults.Check(optimizer);
        faults.Check(schedule, optimizer);
        faults.Positive("BatchSize", batchSize);
        faults.NotNegative("Seed", seed);
        faults.Require(Enum.IsDefined(precision), "Precision", precision.ToString(), "one of Float32, BFloat16");
    }

    public static void Check(this Faults faults, OptimizerRecipe optimizer)
    {
        faults.Positive("Optimizer.BaseLearningRate", optimizer.BaseLearningRate);
        faults.Positive("Optimizer.BaseBatchSize", optimizer.BaseBatchSize);
        faults.Require(optimizer.Betas.Length == 2 && optimizer.Betas.All(beta => beta is >= 0 and < 1), "Optimizer.Betas", Text(optimizer.Betas),
            "two numbers, 0 ≤ value < 1");
        faults.Positive("Optimizer.Epsilon", optimizer.Epsilon);
        faults.NotNegative("Optimizer.WeightDecay", optimizer.WeightDecay);
        if (optimizer.ClipGradNorm is { } norm)
            faults.Positive("Optimizer.ClipGradNorm", norm);
        faults.Require(optimizer.LayerDecay is > 0 and <= 1, "Optimizer.LayerDecay", Text(optimizer.LayerDecay), "0 < value ≤ 1");
        if (optimizer.EmaDecay is { } decay)
            faults.Require(decay is > 0 and < 1, "Optimizer.EmaDecay", Text(decay), "0 < value < 1, or null for no average");
    }

    public static void Check(this Faults faults, ScheduleRecipe schedule, OptimizerRecipe optimizer)
    {
        faults.Positive("Schedule.Epochs", schedule.Epochs);
        faults.Require(schedule.WarmupEpochs >= 0 && schedule.WarmupEpochs <= schedule.Epochs, "Schedule.WarmupEpochs", Text(schedule.WarmupEpochs),
            $"0 ≤ value ≤ Schedule.Epochs = {Text(schedule.Epochs)}");
        var peak = optimizer.BaseLearningRate;
        faults.Require(schedule.WarmupLearningRate >= 0 && schedule.WarmupLearningRate <= peak, "Schedule.WarmupLearningRate",
            Text(schedule.WarmupLearningRate), $"0 ≤ value ≤ Optimizer.BaseLearningRate = {Text(peak)}");
        faults.Require(schedule.MinLearningRate >= 0 && schedule.MinLearningRate <= peak, "Schedule.MinLearningRate",
            Text(schedule.MinLearningRate), $"0 ≤ value ≤ Optimizer.BaseLearningRate = {Text(peak)}");

        faults.CheckShape(schedule);
    }

    private static void CheckShape(this Faults faults, ScheduleRecipe schedule)
    {
        var name = $"Schedule.Kind = {schedule.Kind}";
        if (!faults.Require(Enum.IsDefined(schedule.Kind), "Schedule.Kind", schedule.Kind.ToString(), "one of " + string.Join(", ", Enum.GetNames<ScheduleKind>())))
            return;
        var drops = schedule.Kind is ScheduleKind.Step or ScheduleKind.MultiStep;
        faults.Require(DecayEpochsFit(schedule), "Schedule.DecayEpochs", schedule.DecayEpochs is { } epochs ? Text(epochs) : "null", schedule.Kind switch
        {
            ScheduleKind.Step => $"one number above 0 with {name}",
            ScheduleKind.MultiStep => $"at least one epoch with {name}, rising, none twice, none inside warm-up",
            _ => $"null with {name}",
        });
        faults.Require(drops ? schedule.DecayRate is > 0 and < 1 : schedule.DecayRate is null, "Schedule.DecayRate",
            schedule.DecayRate is { } rate ? Text(rate) : "null", drops ? $"0 < value < 1 with {name}" : $"null with {name}");
        if (schedule.Kind != ScheduleKind.RiseAndFall)
            return;
        faults.Require(schedule.WarmupEpochs == 0, "Schedule.WarmupEpochs", Text(schedule.WarmupEpochs), $"0 with {name}: the rise is the warm-up");
        faults.Require(schedule.Epochs >= 2, "Schedule.Epochs", Text(schedule.Epochs), $"at least 2 with {name}: the rise takes whole epochs");
    }

    private static bool DecayEpochsFit(ScheduleRecipe schedule) => (schedule.Kind, schedule.DecayEpochs) switch
    {
        (ScheduleKind.Step, [var every]) => double.IsFinite(every) && every > 0,
        (ScheduleKind.MultiStep, [var first, ..] epochs) => epochs.All(double.IsFinite) && first > 0 && first >= schedule.WarmupEpochs
            && epochs.Zip(epochs.Skip(1)).All(pair => pair.First < pair.Second),
        (ScheduleKind.Step or ScheduleKind.MultiStep, _) => false,
        (_, var none) => none is null,
    };

    public static void CheckEpochs(this Faults faults, string member, double[] epochs, ScheduleRecipe schedule)
    {
        faults.Require(epochs.All(epoch => epoch >= 0 && epoch <= schedule.Epochs), member, Text(epochs),
            $"0 ≤ each ≤ Schedule.Epochs = {Text(schedule.Epochs)}");
        faults.Require(epochs.Zip(epochs.Skip(1)).All(pair => pair.First < pair.Second), member, Text(epochs),
            "rising, none twice");
    }

    /// <summary>Whether the file has such blocks shows when it is read.</summary>
    public static void CheckBlocks(this Faults faults, int[]? blocks) =>
        faults.Require(blocks is null || (blocks.Length > 0 && blocks.All(block => block >= 0) && blocks.Distinct().Count() == blocks.Length),
            "PretrainedBlocks", blocks is null ? "null" : Text(blocks), "numbers from 0, none twice; or null to take all blocks as they are");

    public static void Check(this Faults faults, LinearClassifierRecipe classifier)
    {
        faults.Positive("Classifier.LearningRate", classifier.LearningRate);
        faults.NotNegative("Classifier.WeightDecay", classifier.WeightDecay);
        faults.Positive("Classifier.BatchSize", classifier.BatchSize);
        faults.Positive("Classifier.Epochs", classifier.Epochs);
    }
}
