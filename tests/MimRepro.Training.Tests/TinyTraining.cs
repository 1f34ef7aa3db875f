using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

// One thread and one test at a time: bits are compared and live tensors counted.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MimRepro.Training.Tests;

/// <summary>A linear model on fixed random numbers: the smallest thing that the loop can train.</summary>
internal static class TinyTraining
{
    public static readonly OptimizerRecipe Optimizer = new()
    {
        BaseLearningRate = 0.05, BaseBatchSize = 16, Betas = [0.9, 0.999], Epsilon = 1e-8,
        WeightDecay = 0.05, ClipGradNorm = 5.0, LayerDecay = 1, EmaDecay = null,
    };

    public static readonly ScheduleRecipe Schedule = new()
    {
        Kind = ScheduleKind.Cosine, Epochs = 10, WarmupEpochs = 1, WarmupLearningRate = 1e-4, MinLearningRate = 1e-4,
        DecayEpochs = null, DecayRate = null,
    };

    static TinyTraining() => set_num_threads(1);

    public static nn.Module<Tensor, Tensor> Model(int seed = 0)
    {
        manual_seed(seed);
        return nn.Linear(8, 3);
    }

    /// <summary>10 epochs of 10 steps with batches of 16.</summary>
    public static TrainingPlan Plan(nn.Module<Tensor, Tensor> model) => new()
    {
        Optimizer = Optimizer,
        Schedule = Schedule,
        BatchSize = 16,
        StepsPerEpoch = 10,
        Precision = Precision.Float32,
        Groups = ParameterGroups.Build(model, 0.05, 1, 0, _ => 0, (_, dimensions) => dimensions == 1),
        Loss = step => SquaredError(model, step),
        CheckpointEpochs = [],
    };

    /// <summary>Regression of a fixed linear map from inputs that depend on the step alone.</summary>
    public static Tensor SquaredError(nn.Module<Tensor, Tensor> model, long step)
    {
        var inputs = arange(16 * 8, ScalarType.Float32).add(step * 0.37).mul(1.7).sin().reshape(16, 8);
        var targets = inputs[.., ..3] - 2 * inputs[.., 3..6];
        return nn.functional.mse_loss(model.call(inputs), targets);
    }

    public static float[] Weights(nn.Module model) =>
        [.. model.parameters().SelectMany(parameter => parameter.detach().clone().data<float>().ToArray())];
}
