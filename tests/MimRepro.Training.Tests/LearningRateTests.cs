using MimRepro.Recipes;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class LearningRateTests
{
    private static readonly OptimizerRecipe Optimizer = TinyTraining.Optimizer with { BaseLearningRate = 1.0, BaseBatchSize = 512 };

    // 2 epochs of warm-up from 0, 10 in all, 5 steps each.
    private static readonly ScheduleRecipe Cosine = TinyTraining.Schedule with { WarmupEpochs = 2, WarmupLearningRate = 0, MinLearningRate = 0.2 };

    [Theory]
    [InlineData(0, 0.0)]
    [InlineData(1, 0.0)] // the reference sets a rate after the update of its number
    [InlineData(2, 0.1)]
    [InlineData(10, 0.9)]
    [InlineData(26, 0.6)] // half of the cosine: (1 + 0.2) / 2
    [InlineData(51, 0.2)]
    public void Cosine_PerUpdate_FollowsTheReference(long step, double expected) =>
        Assert.Equal(expected, At(Cosine, step), 1e-12);

    [Fact]
    public void Cosine_AfterWarmup_DropsBecauseItCountsFromTheStart() =>
        Assert.Equal(0.2 + 0.4 * (1 + Math.Cos(Math.PI * 10 / 50)), At(Cosine, 11), 1e-12);

    [Fact]
    public void At_WithoutWarmup_StartsAtThePeak() =>
        Assert.Equal(1.0, At(Cosine with { WarmupEpochs = 0 }, 0));

    [Fact]
    public void At_LargerBatch_ScalesAllThreeRates()
    {
        var schedule = Cosine with { WarmupLearningRate = 0.01 };

        Assert.Equal(4 * 0.01, LearningRate.At(schedule, Optimizer, 2048, 5, 0), 1e-12);
        Assert.Equal(4 * 0.6, LearningRate.At(schedule, Optimizer, 2048, 5, 26), 1e-12);
        Assert.Equal(4 * 0.2, LearningRate.At(schedule, Optimizer, 2048, 5, 51), 1e-12);
    }

    [Fact]
    public void At_ScaledLayer_KeepsTheFinalRate()
    {
        Assert.Equal(0.2, LearningRate.At(Cosine, Optimizer, 512, 5, 51, layerScale: 0.1), 1e-12);
        Assert.Equal(0.15, LearningRate.At(Cosine, Optimizer, 512, 5, 26, layerScale: 0.1), 1e-12);
    }

    [Theory]
    [InlineData(11, 1.0)]
    [InlineData(15, 1.0)]
    [InlineData(16, 0.5)]
    [InlineData(31, 0.25)]
    public void Step_EveryThreeEpochs_Halves(long step, double expected)
    {
        var schedule = Cosine with { Kind = ScheduleKind.Step, DecayEpochs = [3], DecayRate = 0.5 };

        Assert.Equal(expected, At(schedule, step), 1e-12);
    }

    [Theory]
    [InlineData(11, 1.0)]
    [InlineData(31, 0.6)]
    [InlineData(51, 0.2)]
    public void Linear_AfterWarmup_FallsToTheMinimum(long step, double expected) =>
        Assert.Equal(expected, At(Cosine with { Kind = ScheduleKind.Linear }, step), 1e-12);

    [Fact]
    public void Linear_ScaledLayer_ScalesTheMinimumToo() =>
        Assert.Equal(0.02, LearningRate.At(Cosine with { Kind = ScheduleKind.Linear }, Optimizer, 512, 5, 51, layerScale: 0.1), 1e-12);

    [Theory]
    [InlineData(10, 0.9)]
    [InlineData(11, 1.0)] // no drop where warm-up ends
    [InlineData(31, 0.6)] // half of the 40 updates that are left
    [InlineData(51, 0.2)]
    public void CosineAfterWarmup_PerUpdate_StartsAtThePeak(long step, double expected) =>
        Assert.Equal(expected, At(Cosine with { Kind = ScheduleKind.CosineAfterWarmup }, step), 1e-12);

    [Theory]
    [InlineData(15, 1.0)]
    [InlineData(16, 0.5)] // update 15 is the first of epoch 3
    [InlineData(35, 0.5)]
    [InlineData(36, 0.25)]
    public void MultiStep_AtItsEpochs_Halves(long step, double expected) =>
        Assert.Equal(expected, At(Cosine with { Kind = ScheduleKind.MultiStep, DecayEpochs = [3, 7], DecayRate = 0.5 }, step), 1e-12);

    [Theory]
    [InlineData(10, 0, 0.2 + 0.8 * 0.055189186458)]  // (1/25)^0.9
    [InlineData(10, 24, 1.0)]
    [InlineData(10, 49, 0.2)]
    [InlineData(5, 9, 1.0)]                        // an odd number of epochs rises for 2 and falls for 3
    [InlineData(5, 19, 0.2)]
    [InlineData(5, 24, 0.2)]                       // and stays at the minimum
    public void RiseAndFall_OverItsEpochs_PeaksInTheMiddle(double epochs, long step, double expected) =>
        Assert.Equal(expected, At(Cosine with { Kind = ScheduleKind.RiseAndFall, Epochs = epochs, WarmupEpochs = 0 }, step), 1e-9);

    [Theory]
    [InlineData(ScheduleKind.Step)]
    [InlineData(ScheduleKind.MultiStep)]
    public void Drops_WithoutTheirNumbers_AreRefused(ScheduleKind kind) =>
        Assert.Throws<ArgumentException>(() => At(Cosine with { Kind = kind }, 20));

    [Fact]
    public void Steps_FractionOfAnEpoch_IsNotLostToRounding()
    {
        Assert.Equal(29, TrainingLoop.Steps(Cosine with { Epochs = 0.29 }, 100));
        Assert.Equal(1, TrainingLoop.Steps(Cosine with { Epochs = 0.001 }, 100));
    }

    private static double At(ScheduleRecipe schedule, long step) => LearningRate.At(schedule, Optimizer, 512, 5, step);
}
