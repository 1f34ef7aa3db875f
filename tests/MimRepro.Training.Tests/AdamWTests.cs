using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class AdamWTests
{
    private static readonly OptimizerRecipe Recipe = TinyTraining.Optimizer with { Betas = [0.85, 0.97], Epsilon = 1e-6, ClipGradNorm = null };

    [Fact]
    public void Update_FirstStep_MovesByTheRate()
    {
        // m / (sqrt(v) + eps) is 1 at the first step, and decay takes 0.1 x 0.5 of the weight: 2 - 0.1 - 0.1 = 1.8.
        using var parameter = new Parameter(tensor(new[] { 2f }));
        using var optimizer = new AdamW([new ParameterGroup("all", 1, 0.5, [("w", parameter)])], Recipe with { Epsilon = 0 });
        parameter.grad = tensor(new[] { 3f });

        optimizer.Update([0.1], optimizer.ReadGradients());

        Assert.Equal(1.8f, parameter.detach().item<float>(), 1e-6f);
    }

    [Theory]
    [InlineData(null, ScalarType.Float32)]
    [InlineData(0.5, ScalarType.Float32)]
    [InlineData(0.5, ScalarType.Float64)] // takes the path of other devices
    public void Update_FiftySteps_EqualsTorch(double? clip, ScalarType type)
    {
        using var scope = NewDisposeScope();
        using var ours = Model(type);
        using var theirs = Model(type);
        var groups = Groups(ours);
        using var optimizer = new AdamW(groups, Recipe with { ClipGradNorm = clip });
        using var reference = optim.AdamW(
            Groups(theirs).Select(group => new TorchSharp.Modules.AdamW.ParamGroup(
                group.Parameters.Select(parameter => parameter.Value),
                new TorchSharp.Modules.AdamW.Options { LearningRate = 0.01, weight_decay = group.WeightDecay, beta1 = 0.85, beta2 = 0.97, eps = 1e-6 })), 0.01, 0.85, 0.97, 1e-6);

        for (var step = 0; step < 50; step++)
        {
            Loss(ours, step, type).backward();
            var norm = optimizer.ReadGradients();
            optimizer.Update([.. groups.Select(_ => 0.01)], norm);

            reference.zero_grad();
            Loss(theirs, step, type).backward();
            var referenceNorm = clip is { } most ? nn.utils.clip_grad_norm_(theirs.parameters(), most) : norm;
            reference.step();

            Assert.Equal(referenceNorm, norm, 1e-5 * norm);
        }

        foreach (var (mine, other) in ours.parameters().Zip(theirs.parameters()))
            Assert.True((mine - other).abs().max().to(ScalarType.Float64).item<double>() < 1e-6);
        Assert.True((ours.parameters().First() - Model(type).parameters().First()).abs().max().to(ScalarType.Float64).item<double>() > 0.1);
    }

    [Fact]
    public void Update_NoGradient_LeavesTheParameterAlone()
    {
        using var parameter = new Parameter(tensor(new[] { 2f }));
        using var optimizer = new AdamW([new ParameterGroup("all", 1, 0.5, [("w", parameter)])], Recipe);

        optimizer.Update([0.1], optimizer.ReadGradients());

        Assert.Equal(2f, parameter.detach().item<float>());
        Assert.Equal(0, optimizer.State().Single(entry => entry.Name == "w.step").Value.item<long>());
    }

    [Fact]
    public void Update_Afterwards_NoGradientIsLeft()
    {
        using var parameter = new Parameter(ones(9));
        using var optimizer = new AdamW([new ParameterGroup("all", 1, 0, [("w", parameter)])], Recipe);
        parameter.grad = ones(9);

        Assert.Equal(3, optimizer.ReadGradients(), 1e-12);
        optimizer.Update([0.1], 3);

        Assert.Null(parameter.grad);
    }

    [Fact]
    public void State_CopiedToAnotherOptimizer_ContinuesWithTheSameBits()
    {
        using var scope = NewDisposeScope();
        using var model = Model(ScalarType.Float32);
        using var first = new AdamW(Groups(model), Recipe);
        Step(model, first, 0);
        using var copy = Model(ScalarType.Float32);
        copy.load_state_dict(model.state_dict());
        using var second = new AdamW(Groups(copy), Recipe);
        foreach (var (from, to) in first.State().Zip(second.State()))
            to.Value.copy_(from.Value);

        Step(model, first, 1);
        Step(copy, second, 1);

        Assert.Equal(TinyTraining.Weights(model), TinyTraining.Weights(copy));
    }

    private static void Step(nn.Module<Tensor, Tensor> model, AdamW optimizer, int step)
    {
        Loss(model, step, ScalarType.Float32).backward();
        optimizer.Update([0.01, 0.01], optimizer.ReadGradients());
    }

    private static Tensor Loss(nn.Module<Tensor, Tensor> model, int step, ScalarType type)
    {
        var inputs = arange(32 * 13, type).add(step * 0.61).mul(0.9).sin().reshape(32, 13);
        return nn.functional.mse_loss(model.call(inputs), inputs[.., ..5] * 3);
    }

    // 13 and 7 leave a tail after the vector loop.
    private static nn.Module<Tensor, Tensor> Model(ScalarType type)
    {
        set_num_threads(1);
        manual_seed(1);
        return nn.Sequential(nn.Linear(13, 7), nn.Tanh(), nn.Linear(7, 5)).to(type);
    }

    private static IReadOnlyList<ParameterGroup> Groups(nn.Module model) =>
        ParameterGroups.Build(model, 0.1, 1, 0, _ => 0, (_, dimensions) => dimensions == 1);
}
