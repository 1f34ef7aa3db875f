using System.Text.Json;
using MimRepro.Recipes;

namespace MimRepro.Training.Tests;

/// <summary>Every stored schedule that a recipe can express, at every step, for every group.</summary>
[Trait("Kind", "Parity")]
public sealed class LearningRateParityTests
{
    private const double LinearMinimum = 0.01; // build_scheduler of the reference fixes it

    public static TheoryData<string> Cases() =>
        [.. Directory.GetFiles(Folder(), "lr_*.json").Where(IsExpressible).Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void At_EveryUpdate_IsTheOfficialRate(string name)
    {
        var data = Read(Path.Combine(Folder(), name + ".json"));
        var config = data.GetProperty("config");
        var stepsPerEpoch = config.GetProperty("iters_per_epoch").GetInt32();
        var bases = Numbers(config.GetProperty("group_base_lrs"));
        var rates = new[] { Numbers(data.GetProperty("lr_before_any_step_update")) }
            .Concat(data.GetProperty("lr_after_step_update_t").EnumerateArray().Select(Numbers)).ToArray();

        for (var step = 0; step < rates.Length; step++)
            for (var group = 0; group < bases.Length; group++)
            {
                var optimizer = TinyTraining.Optimizer with { BaseLearningRate = bases[0], BaseBatchSize = 256 };
                var rate = LearningRate.At(Schedule(config, bases[0]), optimizer, 256, stepsPerEpoch, step, bases[group] / bases[0]);

                AssertClose(data, rates[step][group], rate, $"step {step}, group {group}");
            }
    }

    private static ScheduleRecipe Schedule(JsonElement config, double peak)
    {
        var kind = Enum.Parse<ScheduleKind>(config.GetProperty("name").GetString()!, ignoreCase: true);
        return new ScheduleRecipe
        {
            Kind = kind,
            Epochs = config.GetProperty("epochs").GetDouble(),
            WarmupEpochs = config.GetProperty("warmup_epochs").GetDouble(),
            WarmupLearningRate = config.GetProperty("warmup_lr").GetDouble(),
            MinLearningRate = kind == ScheduleKind.Linear ? peak * LinearMinimum : Number(config, "min_lr") ?? 0,
            DecayEpochs = Number(config, "decay_epochs"),
            DecayRate = Number(config, "decay_rate"),
        };
    }

    private static void AssertClose(JsonElement data, double expected, double got, string where)
    {
        var tolerance = data.GetProperty("tolerance");
        var allowed = tolerance.GetProperty("atol").GetDouble() + tolerance.GetProperty("rtol").GetDouble() * Math.Abs(expected);
        Assert.True(Math.Abs(got - expected) <= allowed, $"{where}: rate is {got:R}, expected {expected:R}");
    }

    // Not in a recipe: drops at listed epochs, a cosine that starts after warm-up, the depth code's polynomial.
    private static bool IsExpressible(string file)
    {
        var data = Read(file);
        var config = data.GetProperty("config");
        return data.GetProperty("kind").GetString() == "lr_schedule"
            && config.GetProperty("name").GetString() is "cosine" or "step" or "linear"
            && !(config.TryGetProperty("warmup_prefix", out var prefix) && prefix.GetBoolean());
    }

    private static string Folder()
    {
        var root = Environment.GetEnvironmentVariable("MIMREPRO_PARITY_DIR");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); root is null; folder = folder.Parent!)
            if (File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
                root = Path.Combine(folder.FullName, "tests", "Parity");
        return Path.Combine(root, "d_train");
    }

    private static JsonElement Read(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement;

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(number => number.GetDouble())];

    private static double? Number(JsonElement config, string name) =>
        config.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;
}
