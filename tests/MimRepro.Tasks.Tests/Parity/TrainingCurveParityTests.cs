using System.Globalization;
using System.Text.Json;
using MimRepro.Models;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.MaskedImageModeling;
using MimRepro.Training;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>The same model trained from the same weights on the same batches as by the references: the loss of every update.</summary>
[Trait("Kind", "Parity")]
public sealed class TrainingCurveParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases => ParityCase.OfKind("training_curve");

    static TrainingCurveParityTests() => set_num_threads(1);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Run_FromTheSameWeights_FollowsTheOfficialCurve(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var config = OfficialConfig.Of(data.Config.GetProperty("model"));
        using var model = Model(config);
        Load(data, model);
        var seen = new List<TrainingStatus>();

        TrainingLoop.Run(Plan(data.Config, config, model) with { OnStep = seen.Add });

        Assert.Equal(data.Config.GetProperty("steps").GetInt32(), seen.Count);
        var report = new[]
        {
            Worst(data, "losses", [.. seen.Select(step => step.Loss)]),
            Worst(data, "gradient_norms", [.. seen.Select(step => step.GradientNorm)]),
            Worst(data, "learning_rate_of_the_last_layer", [.. seen.Select(step => step.LearningRate)]),
        };
        var norms = data.Description.GetProperty("final_weight_norms");
        foreach (var (key, parameter) in model.named_parameters())
            AssertClose(data, key, norms.GetProperty(key).GetDouble(), parameter.detach().to(ScalarType.Float64).norm().item<double>());
        output.WriteLine($"{name}: {string.Join(", ", report)}");
    }

    private static string Worst(ParityCase data, string series, double[] got)
    {
        double[] expected = [.. data.Description.GetProperty(series).EnumerateArray().Select(value => value.GetDouble())];
        Assert.Equal(expected.Length, got.Length);
        var worst = expected.Zip(got).Select((pair, step) => AssertClose(data, $"{series}[{step}]", pair.First, pair.Second)).Max();
        return string.Create(CultureInfo.InvariantCulture, $"{series} within {worst:0.0e+0}");
    }

    private static double AssertClose(ParityCase data, string what, double expected, double got)
    {
        var tolerance = data.Description.GetProperty("tolerance");
        var allowed = tolerance.GetProperty("atol").GetDouble() + tolerance.GetProperty("rtol").GetDouble() * Math.Abs(expected);
        Assert.True(Math.Abs(got - expected) <= allowed, $"{data.Name}: {what} is {got:R}, expected {expected:R}");
        return Math.Abs(got - expected) / Math.Abs(expected);
    }

    private static nn.Module Model(OfficialConfig config)
    {
        if (config.EncoderStride == 0)
            return Backbones.Create(config.Recipe, config.Classes, config.ImageSize);
        Assert.Equal(config.Recipe.OutputStride(), config.EncoderStride);
        Assert.Null(config.TargetWindow);
        return new SimMim(config.Recipe, config.ImageSize);
    }

    private static void Load(ParityCase data, nn.Module model)
    {
        using var noGradient = no_grad();
        var parameters = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        Assert.Equal(data.Names("w/"), parameters.Keys.Order(StringComparer.Ordinal));
        foreach (var (key, parameter) in parameters)
            parameter.copy_(data["w/" + key]);
        model.train();
    }

    private static TrainingPlan Plan(JsonElement config, OfficialConfig official, nn.Module model)
    {
        var optimizer = Optimizer(config);
        var batches = new FormulaBatches(config.GetProperty("batch_size").GetInt32(), official.Recipe, config.GetProperty("mask_cell").GetInt32());
        var smoothing = config.GetProperty("label_smoothing") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0;
        return new TrainingPlan
        {
            Optimizer = optimizer,
            Schedule = Schedule(config.GetProperty("schedule")),
            BatchSize = optimizer.BaseBatchSize,
            StepsPerEpoch = config.GetProperty("iters_per_epoch").GetInt32(),
            Precision = Precision.Float32,
            Groups = BackboneTraining.Groups(model, optimizer),
            CheckpointEpochs = [],
            Loss = step =>
            {
                var images = batches.Images(step);
                if (model is not SimMim masked)
                    return nn.functional.cross_entropy(((Backbone)model).call(images), batches.Labels(step), label_smoothing: smoothing);
                var mask = batches.Masks(step);
                return MaskedL1.Of(images, masked.call(images, mask), mask);
            },
        };
    }

    private static OptimizerRecipe Optimizer(JsonElement config)
    {
        var official = config.GetProperty("optimizer");
        return new()
        {
            BaseLearningRate = official.GetProperty("base_lr").GetDouble(),
            BaseBatchSize = config.GetProperty("batch_size").GetInt32(),
            Betas = [.. official.GetProperty("betas").EnumerateArray().Select(beta => beta.GetDouble())],
            Epsilon = official.GetProperty("eps").GetDouble(),
            WeightDecay = official.GetProperty("weight_decay").GetDouble(),
            ClipGradNorm = official.GetProperty("clip_grad").GetDouble(),
            LayerDecay = official.GetProperty("layer_decay") is { ValueKind: JsonValueKind.Number } decay ? decay.GetDouble() : 1,
            EmaDecay = null,
        };
    }

    private static ScheduleRecipe Schedule(JsonElement official)
    {
        var kind = official.GetProperty("name").GetString() switch
        {
            "cosine" when official.GetProperty("warmup_prefix").GetBoolean() => ScheduleKind.CosineAfterWarmup,
            "cosine" => ScheduleKind.Cosine,
            "multistep" => ScheduleKind.MultiStep,
            var other => throw new InvalidOperationException($"No stored curve has the schedule '{other}'."),
        };
        var drops = kind == ScheduleKind.MultiStep;
        return new()
        {
            Kind = kind,
            Epochs = official.GetProperty("epochs").GetDouble(),
            WarmupEpochs = official.GetProperty("warmup_epochs").GetDouble(),
            WarmupLearningRate = official.GetProperty("warmup_lr").GetDouble(),
            MinLearningRate = official.GetProperty("min_lr").GetDouble(),
            DecayEpochs = drops ? [.. official.GetProperty("multisteps").EnumerateArray().Select(epoch => epoch.GetDouble())] : null,
            DecayRate = drops ? official.GetProperty("gamma").GetDouble() : null,
        };
    }
}
