using System.Text.Json;
using MimRepro.Recipes;
using Xunit.Abstractions;

namespace MimRepro.Training.Tests;

/// <summary>Every stored schedule, at every step, for every group.</summary>
[Trait("Kind", "Parity")]
public sealed class LearningRateParityTests(ITestOutputHelper output)
{
    private const int Batch = 256;

    public static TheoryData<string> Cases => ParityCase.OfKind("lr_schedule");
    public static TheoryData<string> DepthCases => ParityCase.OfKind("lr_schedule_depth");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases.Any<object[]>() && DepthCases.Any<object[]>());

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_EveryUpdate_IsTheOfficialRate(string name)
    {
        var data = ParityCase.Read(name);
        data.AssertOptions("name", "epochs", "warmup_epochs", "warmup_prefix", "warmup_lr", "min_lr", "decay_epochs", "decay_rate", "multisteps", "gamma",
            "iters_per_epoch", "group_base_lrs");
        var stepsPerEpoch = data.Config.GetProperty("iters_per_epoch").GetInt32();
        var bases = Numbers(data.Config.GetProperty("group_base_lrs"));
        var rates = new[] { Numbers(data.Description.GetProperty("lr_before_any_step_update")) }
            .Concat(data.Description.GetProperty("lr_after_step_update_t").EnumerateArray().Select(Numbers)).ToArray();
        var schedule = Schedule(data.Config, bases[0]);

        for (var step = 0; step < rates.Length; step++)
        {
            Assert.Equal(bases.Length, rates[step].Length);
            for (var group = 0; group < bases.Length; group++)
                data.AssertClose(rates[step][group], At(schedule, bases[0], stepsPerEpoch, step, bases[group] / bases[0]), $"step {step}, group {group}");
        }
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(DepthCases))]
    public void At_EveryUpdateOfTheDepthCode_IsTheOfficialRate(string name)
    {
        var data = ParityCase.Read(name);
        data.AssertOptions("max_lr", "min_lr", "epochs", "iters_per_epoch");
        var peak = data.Config.GetProperty("max_lr").GetDouble();
        var schedule = TinyTraining.Schedule with
        {
            Kind = ScheduleKind.RiseAndFall,
            Epochs = data.Config.GetProperty("epochs").GetDouble(),
            WarmupEpochs = 0,
            MinLearningRate = data.Config.GetProperty("min_lr").GetDouble(),
        };
        var rates = Numbers(data.Description.GetProperty("lr_by_global_step_from_1"));

        for (var step = 0; step < rates.Length; step++)
            foreach (var layerScale in new[] { 1, 0.9, 0.387 })
                data.AssertClose(rates[step] * layerScale, At(schedule, peak, data.Config.GetProperty("iters_per_epoch").GetInt32(), step, layerScale), $"step {step}");
        data.Report(output);
    }

    private static double At(ScheduleRecipe schedule, double peak, int stepsPerEpoch, int step, double layerScale) =>
        LearningRate.At(schedule, TinyTraining.Optimizer with { BaseLearningRate = peak, BaseBatchSize = Batch }, Batch, stepsPerEpoch, step, layerScale);

    private static ScheduleRecipe Schedule(JsonElement config, double peak)
    {
        var prefix = config.TryGetProperty("warmup_prefix", out var flag) && flag.GetBoolean();
        var kind = config.GetProperty("name").GetString() switch
        {
            "cosine" when prefix => ScheduleKind.CosineAfterWarmup,
            "cosine" => ScheduleKind.Cosine,
            "linear" => ScheduleKind.Linear,
            "step" => ScheduleKind.Step,
            "multistep" => ScheduleKind.MultiStep,
            var other => throw new InvalidOperationException($"Schedule '{other}' is none of ours."),
        };
        return TinyTraining.Schedule with
        {
            Kind = kind,
            Epochs = config.GetProperty("epochs").GetDouble(),
            WarmupEpochs = config.GetProperty("warmup_epochs").GetDouble(),
            WarmupLearningRate = config.GetProperty("warmup_lr").GetDouble(),
            // build_scheduler of the reference fixes the linear schedule's share.
            MinLearningRate = kind == ScheduleKind.Linear ? 0.01 * peak : config.TryGetProperty("min_lr", out var minimum) ? minimum.GetDouble() : 0,
            DecayEpochs = kind switch
            {
                ScheduleKind.Step => [config.GetProperty("decay_epochs").GetDouble()],
                ScheduleKind.MultiStep => Numbers(config.GetProperty("multisteps")),
                _ => null,
            },
            DecayRate = kind switch
            {
                ScheduleKind.Step => config.GetProperty("decay_rate").GetDouble(),
                ScheduleKind.MultiStep => config.GetProperty("gamma").GetDouble(),
                _ => null,
            },
        };
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];
}
