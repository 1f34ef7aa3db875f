using CsCheck;
using MimRepro.Tasks.Classification;

namespace MimRepro.Tasks.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class ClassificationMetricsTests
{
    // Ranks of the labels 0, 2, 1, 1: 0, 1, 2, 0.
    private static readonly double[] Scores = [3, 2, 1, 5, 1, 4, 9, 7, 8, 0, 0.5, 0.25];
    private static readonly long[] Labels = [0, 2, 1, 1];

    [Theory]
    [InlineData(1, 50)]
    [InlineData(2, 75)]
    [InlineData(3, 100)]
    public void TopK_FourPictures_CountsThoseAmongTheFirst(int k, double expected) =>
        Assert.Equal(expected, ClassificationMetrics.TopK(Scores, Labels, 3, k));

    [Fact]
    public void TopK_EqualScores_PreferTheSmallerClass()
    {
        double[] equal = [1, 1, 1];

        Assert.Equal(0, ClassificationMetrics.Rank(equal, 0));
        Assert.Equal(2, ClassificationMetrics.Rank(equal, 2));
        Assert.Equal(0, ClassificationMetrics.Likeliest(equal));
    }

    [Fact]
    public void MeanPerClass_ClassesOfUnequalSize_WeighAlike()
    {
        // Class 0: 3 of 4, class 1: 0 of 1, class 3: 1 of 1; class 2 has no picture.
        long[] labels = [0, 0, 0, 0, 1, 3];
        long[] predicted = [0, 0, 0, 2, 0, 3];

        Assert.Equal(100 * (0.75 + 0 + 1) / 3, ClassificationMetrics.MeanPerClass(predicted, labels, 4), 1e-12);
    }

    [Fact]
    public void MeanPerClass_Scores_TakesTheLikeliestClass() =>
        // Right: class 0 1 of 1, class 1 1 of 2, class 2 0 of 1.
        Assert.Equal(50, ClassificationMetrics.MeanPerClass(Scores, Labels, 3), 1e-12);

    [Fact]
    public void MeanPerClass_AnyBalancedSet_IsTop1() => Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Int[0, 5].Array[30]).Sample((classes, each, draws) =>
    {
        long[] labels = [.. Enumerable.Range(0, classes * each).Select(i => (long)(i % classes))];
        long[] predicted = [.. labels.Select((_, i) => (long)(draws[i] % classes))];

        var right = labels.Zip(predicted).Count(pair => pair.First == pair.Second);

        Assert.Equal(100.0 * right / labels.Length, ClassificationMetrics.MeanPerClass(predicted, labels, classes), 1e-9);
    }, iter: 200);

    [Fact]
    public void Metrics_WrongInput_SayWhatIsWrong()
    {
        Assert.Contains("not a number", Assert.Throws<ArgumentException>(() => ClassificationMetrics.TopK([1, double.NaN], [0], 2, 1)).Message);
        Assert.Contains("no class 2", Assert.Throws<ArgumentException>(() => ClassificationMetrics.TopK([1, 2], [2], 2, 1)).Message);
        Assert.Contains("3 scores for 1 labels", Assert.Throws<ArgumentException>(() => ClassificationMetrics.TopK([1, 2, 3], [0], 2, 1)).Message);
        Assert.Throws<ArgumentException>(() => ClassificationMetrics.TopK([], [], 2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => ClassificationMetrics.TopK([1, 2], [0], 2, 3));
        Assert.Contains("1 predictions for 2 labels", Assert.Throws<ArgumentException>(() => ClassificationMetrics.MeanPerClass([0L], [0, 1], 2)).Message);
        Assert.Contains("no class -1", Assert.Throws<ArgumentException>(() => ClassificationMetrics.MeanPerClass([-1L], [0], 2)).Message);
    }
}
