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
        var schedule = Cosine with { Kind = ScheduleKind.Step, DecayEpochs = 3, DecayRate = 0.5 };

        Assert.Equal(expected, At(schedule, step), 1e-12);
    }

    [Theory]
    [InlineData(11, 1.0)]
    [InlineData(31, 0.6)]
    [InlineData(51, 0.2)]
    public void Linear_AfterWarmup_FallsToTheMinimum(long step, double expected) =>
        Assert.Equal(expected, At(Cosine with { Kind = ScheduleKind.Linear }, step), 1e-12);

    [Fact]
    public void Step_WithoutItsNumbers_IsRefused() =>
        Assert.Throws<ArgumentException>(() => At(Cosine with { Kind = ScheduleKind.Step }, 20));

    [Fact]
    public void Steps_FractionOfAnEpoch_IsNotLostToRounding()
    {
        Assert.Equal(29, TrainingLoop.Steps(Cosine with { Epochs = 0.29 }, 100));
        Assert.Equal(1, TrainingLoop.Steps(Cosine with { Epochs = 0.001 }, 100));
    }

    private static double At(ScheduleRecipe schedule, long step) => LearningRate.At(schedule, Optimizer, 512, 5, step);
}
