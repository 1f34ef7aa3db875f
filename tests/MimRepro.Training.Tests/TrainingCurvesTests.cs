using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class TrainingCurvesTests
{
    [Fact]
    public void Curves_FewSteps_KeepEachOfThem()
    {
        var curves = Recorded(epochs: 0.3, stepsPerEpoch: 10);

        Assert.Equal([0.1, 0.2, 0.3], curves.Epoch);
        Assert.Equal([0, 1, 2], curves.Loss);
        Assert.Equal(1, curves.FinalLoss);
    }

    [Fact]
    public void Curves_ManySteps_AreMeansOfEqualBins()
    {
        var curves = Recorded(epochs: 40, stepsPerEpoch: 10);

        Assert.Equal(200, curves.Loss.Length);
        Assert.Equal(0.5, curves.Loss[0]); // losses 0 and 1
        Assert.Equal(398.5, curves.Loss[^1]);
        Assert.Equal(0.2, curves.Epoch[0], 1e-12);
        Assert.Equal(40, curves.Epoch[^1]);
        Assert.Equal(394.5, curves.FinalLoss); // 390 … 399: the last epoch
    }

    [Fact]
    public void Curves_StepsNotAMultiple_CoverAllOfThem()
    {
        var curves = Recorded(epochs: 33.3, stepsPerEpoch: 10);

        Assert.Equal(200, curves.Loss.Length);
        Assert.Equal(33.3, curves.Epoch[^1], 1e-12);
    }

    /// <summary>A training whose loss is the number of its step.</summary>
    private static TrainingCurves Recorded(double epochs, int stepsPerEpoch)
    {
        using var model = TinyTraining.Model();
        return TrainingLoop.Run(TinyTraining.Plan(model) with
        {
            Schedule = TinyTraining.Schedule with { Epochs = epochs, WarmupEpochs = 0 },
            StepsPerEpoch = stepsPerEpoch,
            Loss = step => model.parameters().First().sum() * 0 + step,
        });
    }
}
