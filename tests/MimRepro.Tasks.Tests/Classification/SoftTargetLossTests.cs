using MimRepro.Tasks.Classification;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class SoftTargetLossTests
{
    [Fact]
    public void Of_EqualLogits_IsTheLogarithmOfTheNumberOfClasses()
    {
        using var scope = NewDisposeScope();

        var loss = SoftTargetLoss.Of(zeros(2, 4), tensor(new[] { 0.7f, 0.1f, 0.1f, 0.1f, 0, 0, 1, 0 }).reshape(2, 4));

        Assert.Equal(Math.Log(4), loss.item<float>(), 1e-6);
    }

    [Fact]
    public void Of_SmoothedLabels_IsTorchsCrossEntropyWithLabelSmoothing()
    {
        using var scope = NewDisposeScope();
        var logits = tensor(new[] { 0.3f, -1.2f, 2f, 0.1f, 0.5f, -0.7f }).reshape(2, 3);
        var smoothed = tensor(Data.Imaging.BatchMixing.Targets([2, 0], 3, 0.1, 1)).reshape(2, 3);

        var loss = SoftTargetLoss.Of(logits, smoothed);

        Assert.Equal(nn.functional.cross_entropy(logits, tensor(new long[] { 2, 0 }), label_smoothing: 0.1).item<float>(), loss.item<float>(), 1e-6f);
    }

    [Fact]
    public void Of_ShapesThatDiffer_AreRefused()
    {
        using var scope = NewDisposeScope();

        Assert.Contains("[2, 3], targets [2, 4]", Assert.Throws<ArgumentException>(() => SoftTargetLoss.Of(zeros(2, 3), zeros(2, 4))).Message);
    }
}
