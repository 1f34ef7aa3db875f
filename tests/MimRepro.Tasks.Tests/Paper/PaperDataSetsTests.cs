using MimRepro.Data.Classification;
using MimRepro.Experiments.ImageNet;

namespace MimRepro.Tasks.Tests.Paper;

/// <summary>Steps of the paper profile name the data sets as their readers do.</summary>
[Trait("Kind", "Unit")]
public sealed class PaperDataSetsTests
{
    public static TheoryData<string> Classified => [.. PaperDataSets.All.Where(set => set.Classes is not null).Select(set => set.Name)];

    [Theory, MemberData(nameof(Classified))]
    public void Set_OfClassification_HasAReaderWithAsManyClassesAndPictures(string name)
    {
        var (ours, read) = (PaperDataSets.All.Single(set => set.Name == name), ClassificationSets.Of(name));

        Assert.Equal(ours.Classes, read.Classes);
        var largest = read.Splits.Where(split => split.Name is "train" or "trainval").Max(split => split.Pictures);
        if (largest is not null)
            Assert.Equal(ours.TrainingSamples, largest);
    }

    [Fact]
    public void Kornblith12_AreTheReadersTwelve() =>
        Assert.Equal(ClassificationSets.Kornblith12.Select(set => set.Name), PaperDataSets.Kornblith12.Select(set => set.Name));
}
