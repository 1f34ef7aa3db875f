using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Classification;

public sealed class LinearClassifierTests
{
    private static readonly LinearClassifierRecipe Recipe = new() { LearningRate = 0.05, WeightDecay = 0, BatchSize = 16, Epochs = 20 };

    [Fact]
    [Trait("Kind", "Unit")]
    public void LinearClassifier_SeparableClasses_LearnsThem()
    {
        using var features = Blobs(separation: 6);

        var (training, evaluation, curves) = LinearClassifier.Fit(features, features, 3, Recipe, 0, _ => { });

        Assert.Equal(100, training.Top1);
        Assert.Equal(training, evaluation);
        Assert.True(curves.Loss[^1] < curves.Loss[0]);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void LinearClassifier_ConstantFeatures_StayFiniteAndGuess()
    {
        using var features = new LabelledFeatures(ones(30, 4), arange(30, ScalarType.Int64).remainder(3));

        var (training, _, _) = LinearClassifier.Fit(features, features, 3, Recipe, 0, _ => { });

        Assert.Equal(100.0 / 3, training.Top1, 1e-9);
        Assert.Equal(Math.Log(3), training.CrossEntropy, 0.05);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void LinearClassifier_SameSeed_GivesTheSameBits()
    {
        using var features = Blobs(separation: 1);

        var first = LinearClassifier.Fit(features, features, 3, Recipe, 5, _ => { });
        var second = LinearClassifier.Fit(features, features, 3, Recipe, 5, _ => { });

        Assert.Equal(first.Training, second.Training);
        Assert.Equal(first.Curves.Loss, second.Curves.Loss);
    }

    private static LabelledFeatures Blobs(float separation)
    {
        set_num_threads(1);
        using var generator = new Generator(11);
        using var labels = arange(90, ScalarType.Int64).remainder(3);
        using var centres = nn.functional.one_hot(labels, 3).to_type(ScalarType.Float32) * separation;
        using var noise = randn([90, 3], generator: generator);
        return new(centres + noise, labels.clone());
    }
}
