using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Recipes.Tests.Validation;

public class RecipeValidationTests
{
    private static readonly DataRecipe HeldOut = TinyRecipes.Data with
    {
        Split = "test",
        CropScale = new(1, 1),
        CropRatio = new(1, 1),
        FlipProbability = 0,
    };

    private static readonly SimMimRecipe SimMim = TinyRecipes.SimMim with { Evaluation = HeldOut };

    [Fact, Trait("Kind", "Unit")]
    public void Check_SoundRecipe_FindsNothing()
    {
        Assert.Empty(RecipeValidation.Check(SimMim));
        Assert.Empty(RecipeValidation.Check(TinyRecipes.FineTuning with { Evaluation = HeldOut with { Classes = [0, 2] } }));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Check_PatchThatDoesNotDivideTheImage_IsOneFault()
    {
        var fault = Assert.Single(RecipeValidation.Check(Attention with { Model = TinyRecipes.Model with { PatchSize = 5 } }));

        Assert.Equal(new("attention-tiny", "Model.PatchSize", "5", "a divisor of Model.ImageSize = 32"), fault);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(12, "a divisor of Model.ImageSize = 32")]
    [InlineData(2, "a multiple of Model.PatchSize = 4")]
    [InlineData(0, "a finite number above 0")]
    public void Check_MaskCellThatDoesNotFit_SaysWhatItHasToBe(int cell, string expected)
    {
        var faults = RecipeValidation.Check(SimMim with { Mask = new() { PatchSize = cell, Ratio = 0.6 } });

        Assert.Equal(expected, Assert.Single(faults).Expected);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Check_MaskThatHidesEverything_SaysSo()
    {
        var faults = RecipeValidation.Check(SimMim with { Mask = new() { PatchSize = 16, Ratio = 0.9 } });

        Assert.Equal("at least one cell left to see; 4 of 4 would be hidden", Assert.Single(faults).Expected);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Check_EvaluationOnTrainingImages_IsAFault()
    {
        var faults = RecipeValidation.Check(SimMim with { Evaluation = HeldOut with { Split = "train" } });

        Assert.Equal("Evaluation.Split", Assert.Single(faults).Member);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData(ScheduleKind.MultiStep, 0.0, new[] { 1.0, 3 }, 0.1)]
    [InlineData(ScheduleKind.Step, 1.0, new[] { 3.0 }, 0.1)]
    [InlineData(ScheduleKind.CosineAfterWarmup, 1.0, null, null)]
    [InlineData(ScheduleKind.RiseAndFall, 0.0, null, null)]
    public void Check_ScheduleWithItsNumbers_FindsNothing(ScheduleKind kind, double warmup, double[]? epochs, double? rate) =>
        Assert.Empty(RecipeValidation.Check(With(kind, warmup, epochs, rate)));

    [Theory, Trait("Kind", "Unit")]
    [InlineData(ScheduleKind.Step, 0.0, new[] { 1.0, 3 }, 0.1, "Schedule.DecayEpochs", "one number above 0 with Schedule.Kind = Step")]
    [InlineData(ScheduleKind.MultiStep, 0.0, null, 0.1, "Schedule.DecayEpochs", "at least one epoch with Schedule.Kind = MultiStep, rising, none twice, none inside warm-up")]
    [InlineData(ScheduleKind.MultiStep, 0.0, new[] { 3.0, 1 }, 0.1, "Schedule.DecayEpochs", "at least one epoch with Schedule.Kind = MultiStep, rising, none twice, none inside warm-up")]
    [InlineData(ScheduleKind.MultiStep, 2.0, new[] { 1.0, 3 }, 0.1, "Schedule.DecayEpochs", "at least one epoch with Schedule.Kind = MultiStep, rising, none twice, none inside warm-up")]
    [InlineData(ScheduleKind.MultiStep, 0.0, new[] { 1.0 }, null, "Schedule.DecayRate", "0 < value < 1 with Schedule.Kind = MultiStep")]
    [InlineData(ScheduleKind.Linear, 0.0, null, 0.1, "Schedule.DecayRate", "null with Schedule.Kind = Linear")]
    [InlineData(ScheduleKind.RiseAndFall, 1.0, null, null, "Schedule.WarmupEpochs", "0 with Schedule.Kind = RiseAndFall: the rise is the warm-up")]
    [InlineData((ScheduleKind)9, 0.0, null, null, "Schedule.Kind", "one of Cosine, Step, Linear, CosineAfterWarmup, MultiStep, RiseAndFall")]
    public void Check_ScheduleWithoutItsNumbers_SaysWhatItNeeds(ScheduleKind kind, double warmup, double[]? epochs, double? rate, string member, string expected)
    {
        var fault = Assert.Single(RecipeValidation.Check(With(kind, warmup, epochs, rate)));

        Assert.Equal((member, expected), (fault.Member, fault.Expected));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Check_RiseAndFallOfOneEpoch_IsAFault()
    {
        var schedule = With(ScheduleKind.RiseAndFall, 0, null, null);

        var fault = Assert.Single(RecipeValidation.Check(schedule with { Schedule = schedule.Schedule with { Epochs = 1 }, CheckpointEpochs = [1] }));

        Assert.Equal("Schedule.Epochs", fault.Member);
    }

    private static SimMimRecipe With(ScheduleKind kind, double warmup, double[]? epochs, double? rate) => SimMim with
    {
        Schedule = SimMim.Schedule with { Kind = kind, WarmupEpochs = warmup, DecayEpochs = epochs, DecayRate = rate },
    };

    [Fact, Trait("Kind", "Snapshot")]
    public void ThrowIfAny_ManyFaultsInManyRecipes_ListsThemAll()
    {
        var pretraining = SimMim with
        {
            Id = "SimMIM tiny",
            Source = " ",
            Data = TinyRecipes.Data with
            {
                Split = "tset",
                Classes = [1, 1],
                ImagesPerClass = 0,
                Channels = 3,
                CropScale = new(0.9, 0.67),
                FlipProbability = 1.5,
            },
            Model = TinyRecipes.Model with { Heads = 3, DropPath = 1, SharedRelativePositionBias = true },
            Mask = new() { PatchSize = 6, Ratio = 1.2 },
            Optimizer = TinyRecipes.Optimizer with { BaseLearningRate = 0, Betas = [0.9], LayerDecay = 1.1, EmaDecay = 1 },
            Schedule = TinyRecipes.Schedule with { WarmupEpochs = 5, Kind = ScheduleKind.Step },
            CheckpointEpochs = [2, 1, 8],
            BatchSize = 0,
            Seed = -1,
        };
        var data = new DatasetRecipe
        {
            Id = "data-tiny",
            Source = "tests",
            Dataset = "fashion-mnist",
            Files = [new("../labels", 0, "ABC")],
        };

        var fault = Assert.Throws<RecipeException>(() => RecipeValidation.ThrowIfAny(
            [.. RecipeValidation.Check(pretraining), .. RecipeValidation.Check(data), .. RecipeValidation.Check(Attention with { BatchSize = 3, Data = TinyRecipes.Data })]));

        Snapshots.Match(fault.Message, "many-faults");
    }

    private static readonly AttentionAnalysisRecipe Attention = new()
    {
        Id = "attention-tiny",
        Source = "tests",
        Deviations = [],
        Data = HeldOut,
        Model = TinyRecipes.Model,
        BatchSize = 8,
    };
}
