using MimRepro.Data;
using MimRepro.Data.Classification;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Classification;

public sealed class ClassificationTallyTests
{
    [Fact]
    [Trait("Kind", "Unit")]
    public void ClassificationTally_UnequalBatches_WeighsByImages()
    {
        using var scope = NewDisposeScope();
        var tally = new ClassificationTally();

        tally.Add(tensor(new float[] { 0, 0, 5, 0, 5, 0 }, [3, 2]), tensor(new long[] { 0, 0, 1 }));
        tally.Add(tensor(new float[] { 0, 5 }, [1, 2]), tensor(new long[] { 1 }));

        // Ties go to the first class: right, right, wrong (5 for class 0), right.
        Assert.Equal(75, tally.Score().Top1);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void ClassificationTally_UniformLogits_CrossEntropyIsLogOfClasses()
    {
        using var scope = NewDisposeScope();
        var tally = new ClassificationTally();

        tally.Add(zeros(4, 5), tensor(new long[] { 0, 1, 2, 3 }));

        Assert.Equal(Math.Log(5), tally.Score().CrossEntropy, 1e-6);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void ClassificationTally_SetJudgedByItsClasses_WeighsThemAlike()
    {
        using var scope = NewDisposeScope();
        var tally = new ClassificationTally(ClassificationMetric.MeanPerClass);

        tally.Add(tensor(new float[] { 5, 0, 5, 0, 5, 0 }, [3, 2]), tensor(new long[] { 0, 0, 0 }));
        tally.Add(tensor(new float[] { 5, 0 }, [1, 2]), tensor(new long[] { 1 }));

        Assert.Equal((75, 50), (tally.Score().Top1, tally.Score().Main));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void ClassificationTally_SeveralClassesInAnImage_MeanOfTheirPrecisions()
    {
        using var scope = NewDisposeScope();
        var tally = new ClassificationTally(ClassificationMetric.ElevenPointMeanAveragePrecision);

        // Class 0 is ranked right; of class 1 the only image that shows it comes second: precision 1/2 at every recall.
        tally.AddOfSeveralClasses(tensor(new float[] { 2, 3, -1, 1 }, [2, 2]), tensor(new float[] { 1, -1, -1, 1 }, [2, 2]));

        var score = tally.Score();
        Assert.Equal(double.NaN, score.Top1);
        Assert.Equal(75, score.Main, 1e-9);
        Assert.Equal((Below(2) + Below(-3) + Below(1) + Below(1)) / 4, score.CrossEntropy, 1e-6);

        static double Below(double right) => Math.Log(1 + Math.Exp(-right));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void ClassificationLoss_WhatDoesNotCount_ChangesNothing()
    {
        using var scope = NewDisposeScope();
        using var marks = tensor(new float[] { 1, 0, -1, 0 }, [2, 2]);

        var one = ClassificationLoss.OfSeveralClasses(tensor(new float[] { 1, 7, 2, -9 }, [2, 2]), marks).item<float>();
        var other = ClassificationLoss.OfSeveralClasses(tensor(new float[] { 1, -3, 2, 4 }, [2, 2]), marks).item<float>();

        Assert.Equal(one, other);
        Assert.Equal((Math.Log(1 + Math.Exp(-1)) + Math.Log(1 + Math.Exp(2))) / 2, one, 1e-6);
    }

    [Theory]
    [Trait("Kind", "Unit")]
    [InlineData(0)]
    [InlineData(0.1)]
    public void ClassificationLoss_NothingMixed_IsCrossEntropyEitherWay(double smoothing)
    {
        using var scope = NewDisposeScope();
        using var logits = tensor(new float[] { 1, 2, 0, -1, 3, 1 }, [2, 3]);
        var batch = new ImageBatch([], [2, 0], 2, 0);
        var mixing = new AugmentationRecipe { ViewsPerImage = 1, RandAugment = null, Erasing = null, Mixing = new() { Probability = 0, MixupAlpha = 1, CutMixAlpha = null, SwitchProbability = null } };

        var plain = ClassificationLoss.Of(logits, batch, smoothing, null).item<float>();
        var soft = ClassificationLoss.Of(logits, batch, smoothing, mixing).item<float>();
        var mixed = ClassificationLoss.Of(logits, batch with { OwnShare = 0 }, smoothing, mixing).item<float>();
        var exchanged = ClassificationLoss.Of(logits, new ImageBatch([], [0, 2], 2, 0), smoothing, null).item<float>();

        Assert.Equal(plain, soft, 1e-6);
        Assert.Equal(exchanged, mixed, 1e-6);
    }
}
