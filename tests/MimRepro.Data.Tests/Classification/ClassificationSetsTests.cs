using MimRepro.Data.Classification;
using MimRepro.Recipes;
using static MimRepro.Data.Classification.ClassificationMetric;

namespace MimRepro.Data.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class ClassificationSetsTests
{
    [Fact]
    public void All_Names_Differ() => Assert.Equal(ClassificationSets.All.Count, ClassificationSets.All.Select(set => set.Name).Distinct().Count());

    // PAPER.md 5.2 and 6: classes, pictures to train with, pictures to test on.
    [Theory]
    [InlineData("food-101", 101, 75_750, 25_250, Top1)]
    [InlineData("cifar-10", 10, 50_000, 10_000, Top1)]
    [InlineData("cifar-100", 100, 50_000, 10_000, Top1)]
    [InlineData("birdsnap", 500, 47_386, 2443, Top1)]
    [InlineData("sun397", 397, 19_850, 19_850, Top1)]
    [InlineData("stanford-cars", 196, 8144, 8041, Top1)]
    [InlineData("fgvc-aircraft", 100, 6667, 3333, MeanPerClass)]
    [InlineData("voc2007", 20, 5011, 4952, ElevenPointMeanAveragePrecision)]
    [InlineData("dtd", 47, 3760, 1880, Top1)]
    [InlineData("oxford-pets", 37, 3680, 3669, MeanPerClass)]
    [InlineData("caltech-101", 102, 3060, 6084, MeanPerClass)]
    [InlineData("oxford-flowers-102", 102, 2040, 6149, MeanPerClass)]
    [InlineData("inaturalist-2018", 8142, 437_513, 24_426, Top1)]
    [InlineData("imagenet-1k", 1000, 1_281_167, 50_000, Top1)]
    public void Set_InTheCatalogue_HasTheNumbersOfTheFactSheet(string name, int classes, int training, int test, ClassificationMetric metric)
    {
        var set = ClassificationSets.Of(name);

        Assert.Equal((classes, metric), (set.Classes!.Value, set.Metric));
        Assert.Equal(training, set.Splits.Last(split => split.Name is "train" or "trainval").Pictures);
        Assert.Equal(test, set.Splits[^1].Pictures);
        var (train, val) = (set.Splits.FirstOrDefault(split => split.Name == "train")?.Pictures, set.Splits.FirstOrDefault(split => split.Name == "val")?.Pictures);
        if (set.Splits.Any(split => split.Name == "trainval") && train is not null)
            Assert.Equal(training, train + val);
    }

    [Fact]
    public void Kornblith12_AreTwelveAndCogHasFiveLevels()
    {
        Assert.Equal(12, ClassificationSets.Kornblith12.Distinct().Count());
        Assert.Equal(["imagenet-cog-l1", "imagenet-cog-l2", "imagenet-cog-l3", "imagenet-cog-l4", "imagenet-cog-l5"], ClassificationSets.ImageNetCog.Select(set => set.Name));
        Assert.All(ClassificationSets.ImageNetCog, set => Assert.Equal((1000, 50_000), (set.Classes, set.Splits[^1].Pictures)));
    }

    [Fact]
    public void Open_PublishedSetOfAnotherSize_SaysHowManyThereShouldBe()
    {
        using var tree = PictureTree.All["food-101"]();

        var fault = Assert.Throws<DataFormatException>(() => PictureSet.Open(tree.Recipe("train"), tree.Root));

        Assert.Contains("another number of classes", fault.Message);
        Assert.Contains("expected:   101", fault.Message);
        Assert.Contains("meta/classes.txt", fault.Message);
    }
}
