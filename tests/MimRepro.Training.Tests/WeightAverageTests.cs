using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class WeightAverageTests
{
    [Fact]
    public void Update_TwoSteps_GivesTheWeightedMean()
    {
        using var parameter = new Parameter(tensor(new[] { 1f }));
        using var average = new WeightAverage([("w", parameter)], 0.9);

        Set(parameter, 2);
        average.Update(); // 0.9 x 1 + 0.1 x 2 = 1.1
        Set(parameter, 5);
        average.Update(); // 0.9 x 1.1 + 0.1 x 5 = 1.49

        Assert.Equal(1.49f, average.State()[0].Value.item<float>(), 1e-6f);
    }

    [Fact]
    public void Swap_Twice_RestoresTheWeights()
    {
        using var parameter = new Parameter(tensor(new[] { 1f }));
        using var average = new WeightAverage([("w", parameter)], 0.9);
        Set(parameter, 2);

        average.Swap();
        Assert.Equal(1f, parameter.detach().item<float>());
        average.Swap();

        Assert.Equal(2f, parameter.detach().item<float>());
    }

    [Fact]
    public void Run_WithAverage_CheckpointsAndEndsWithAveragedWeights()
    {
        using var model = TinyTraining.Model();
        float[] raw = [], atCheckpoint = [], afterwards = [];
        var plan = TinyTraining.Plan(model) with
        {
            Optimizer = TinyTraining.Optimizer with { EmaDecay = 0.99 },
            CheckpointEpochs = [5],
            OnStep = status => { if (status.Step == 49) raw = TinyTraining.Weights(model); },
            OnCheckpoint = epoch => { (atCheckpoint, afterwards) = epoch == 5 ? (TinyTraining.Weights(model), afterwards) : (atCheckpoint, TinyTraining.Weights(model)); },
        };

        TrainingLoop.Run(plan);

        Assert.NotEqual(raw, atCheckpoint);
        Assert.Equal(afterwards, TinyTraining.Weights(model)); // the last checkpoint and the model handed back agree
    }

    [Fact]
    public void Run_WithAverageAndStatistics_EndsWithAveragedStatistics()
    {
        using var model = TinyTraining.Model();
        using var mean = zeros(1);
        var expected = 0.0;
        var plan = TinyTraining.Plan(model) with { Optimizer = TinyTraining.Optimizer with { EmaDecay = 0.9 }, Statistics = [("running_mean", mean)] };
        var loss = plan.Loss;

        TrainingLoop.Run(plan with
        {
            Loss = step =>
            {
                mean.fill_(step + 1f);
                expected = 0.9 * expected + 0.1 * (step + 1);
                return loss(step);
            },
        });

        Assert.Equal(expected, mean.item<float>(), 1e-4);
    }

    private static void Set(Parameter parameter, float value)
    {
        using var noGradient = no_grad();
        parameter.fill_(value);
    }
}
