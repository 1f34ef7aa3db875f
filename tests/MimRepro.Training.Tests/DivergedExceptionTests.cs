using TorchSharp;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Snapshot")]
public sealed class DivergedExceptionTests
{
    [Fact]
    public void Run_LossBecomesNaN_StopsBeforeTheUpdate()
    {
        using var model = TinyTraining.Model();
        float[] before = [];
        var plan = TinyTraining.Plan(model) with { Loss = step => TinyTraining.SquaredError(model, 0) / (step == 34 ? float.NaN : 1) };

        var fault = Assert.Throws<DivergedException>(() => TrainingLoop.Run(plan with { OnStep = _ => before = TinyTraining.Weights(model) }));

        Assert.Equal(34, fault.At.Step);
        Assert.True(fault.LastFiniteLoss > 0);
        Assert.Equal(before, TinyTraining.Weights(model));
        Snapshots.Match(WithoutLoss(fault), "nan-loss");
    }

    [Fact]
    public void Run_GradientBecomesInfinite_StopsBeforeTheUpdate()
    {
        using var model = TinyTraining.Model();
        // The root has the value 0 and an infinite slope at 0.
        var plan = TinyTraining.Plan(model) with { Loss = _ => model.parameters().First().mul(0).sum().sqrt() };

        var fault = Assert.Throws<DivergedException>(() => TrainingLoop.Run(plan));

        Assert.DoesNotContain(TinyTraining.Weights(model), float.IsNaN);
        Snapshots.Match(fault.Message, "gradient-at-start");
    }

    // The last loss depends on torch's own rounding; the rest of the message does not.
    private static string WithoutLoss(DivergedException fault) =>
        fault.Message.Replace(fault.LastFiniteLoss!.Value.ToString("0.######", System.Globalization.CultureInfo.InvariantCulture), "LOSS", StringComparison.Ordinal);
}
