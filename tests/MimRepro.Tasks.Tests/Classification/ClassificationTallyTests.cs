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
}
