using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class TrainingLoopTests
{
    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Run_LinearModel_LossFalls(Precision precision)
    {
        using var model = TinyTraining.Model();

        var curves = TrainingLoop.Run(TinyTraining.Plan(model) with { Precision = precision });

        Assert.True(curves.FinalLoss < 0.1 * curves.Loss[0], $"loss went from {curves.Loss[0]} to {curves.FinalLoss}");
    }

    [Theory]
    [InlineData(Precision.Float32)]
    [InlineData(Precision.BFloat16)]
    public void Run_SameSeed_SameBits(Precision precision)
    {
        var (first, second, other) = (Trained(3, precision), Trained(3, precision), Trained(4, precision));

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void Run_LossOfTwoTerms_KeepsEpochMeansOfEach()
    {
        using var model = TinyTraining.Model();
        var (losses, terms) = (new List<double>(), Array.Empty<double>());

        var curves = TrainingLoop.Run(TinyTraining.Plan(model) with
        {
            TermNames = ["small", "large"],
            Terms = () => terms,
            OnStep = status => losses.Add(status.Loss),
            Loss = step =>
            {
                var loss = TinyTraining.SquaredError(model, step);
                terms = [loss.item<float>() * 0.25, loss.item<float>() * 0.75];
                return loss;
            },
        });

        Assert.Equal(["small", "large"], curves.Terms.Select(term => term.Name));
        Assert.Equal(losses.Chunk(10).Select(epoch => epoch.Average() * 0.25), curves.Terms[0].EpochMeans, (a, b) => Math.Abs(a - b) < 1e-9);
        Assert.Equal(losses.Chunk(10).Select(epoch => epoch.Average() * 0.75), curves.Terms[1].EpochMeans, (a, b) => Math.Abs(a - b) < 1e-9);
    }

    [Fact]
    public void Run_TermsThatAreNotNamed_Throws()
    {
        using var model = TinyTraining.Model();

        var fault = Assert.Throws<ArgumentException>(() => TrainingLoop.Run(TinyTraining.Plan(model) with { TermNames = ["one"] }));

        Assert.Contains("the loss has 0 terms, expected 1: one", fault.Message);
    }

    [Fact]
    public void Run_Checkpoints_ComeAfterTheirEpochs()
    {
        using var model = TinyTraining.Model();
        var seen = new List<string>();
        var steps = 0;

        TrainingLoop.Run(TinyTraining.Plan(model) with
        {
            CheckpointEpochs = [4, 0, 2.5],
            OnStep = _ => steps++,
            OnCheckpoint = epoch => seen.Add(FormattableString.Invariant($"epoch {epoch}: {steps} steps")),
        });

        Assert.Equal(["epoch 0: 0 steps", "epoch 2.5: 25 steps", "epoch 4: 40 steps", "epoch 10: 100 steps"], seen);
    }

    [Fact]
    public void Run_CheckpointAfterTheEnd_IsRefused()
    {
        using var model = TinyTraining.Model();

        var fault = Assert.Throws<ArgumentException>(() => TrainingLoop.Run(TinyTraining.Plan(model) with { CheckpointEpochs = [30] }));

        Assert.Equal("CheckpointEpochs holds 30, expected 0 … 10 (Schedule.Epochs).", fault.Message);
    }

    [Fact]
    public void Run_EveryStep_ReportsWhatWasUsed()
    {
        using var model = TinyTraining.Model();
        var seen = new List<TrainingStatus>();
        var plan = TinyTraining.Plan(model) with { OnStep = seen.Add };

        TrainingLoop.Run(plan);

        Assert.Equal(100, seen.Count);
        Assert.Equal(new TrainingStatus(49, 100, 5.0, seen[49].Loss, LearningRate.At(plan.Schedule, plan.Optimizer, 16, 10, 49), seen[49].GradientNorm), seen[49]);
        Assert.True(seen[49].GradientNorm > 0);
    }

    [Fact]
    public void Run_FiveHundredSteps_LeaksNoTensor()
    {
        using var model = TinyTraining.Model();
        var live = new List<long>();

        TrainingLoop.Run(TinyTraining.Plan(model) with
        {
            Schedule = TinyTraining.Schedule with { Epochs = 50 },
            Optimizer = TinyTraining.Optimizer with { EmaDecay = 0.99 },
            OnStep = _ => live.Add(Tensor.TotalCount),
        });

        Assert.Equal(500, live.Count);
        Assert.True(live.Skip(5).Max() <= live[5], $"{live[5]} tensors lived after step 5, {live.Max()} later"); // fewer: what earlier tests left is finalised
    }

    [Fact]
    public void Run_ParameterWithoutGradient_StaysAsItWas()
    {
        using var used = TinyTraining.Model();
        using var unused = nn.Linear(3, 3);
        using var model = nn.Sequential(used, unused);
        var before = TinyTraining.Weights(unused);

        TrainingLoop.Run(TinyTraining.Plan(model) with { Loss = step => TinyTraining.SquaredError(used, step) });

        Assert.Equal(before, TinyTraining.Weights(unused));
    }

    private static float[] Trained(int seed, Precision precision)
    {
        using var model = TinyTraining.Model(seed);
        TrainingLoop.Run(TinyTraining.Plan(model) with { Precision = precision });
        return TinyTraining.Weights(model);
    }
}
