using MimRepro.Recipes;

namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class ImageSetsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public ImageSetsTests() => TinyDataset.WriteTo(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_Classes_AreRenumberedInTheRecipesOrder()
    {
        var images = Open(TinyDataset.Train with { Classes = [9, 1] });

        Assert.Equal(12, images.Count);
        Assert.Equal(2, images.Classes);
        Assert.All(Enumerable.Range(0, images.Count), i => Assert.Equal(images.Source(i) % 10 == 9 ? 0 : 1, images.Label(i)));
    }

    [Fact]
    public void Open_AnImage_HasTheBytesOfTheFile()
    {
        var images = Open(TinyDataset.Train);
        const int size = TinyDataset.Side * TinyDataset.Side;
        var file = TinyDataset.Contents["train-images-idx3-ubyte"].AsSpan(16);

        for (var i = 0; i < images.Count; i++)
            Assert.True(images.Pixels(i).SequenceEqual(file.Slice(images.Source(i) * size, size)));
    }

    [Fact]
    public void Open_ImagesPerClass_TakesAsManyOfEach()
    {
        var images = Open(TinyDataset.Train with { ImagesPerClass = 3 });

        Assert.Equal([3, 3, 3, 3, 3], Enumerable.Range(0, images.Count).CountBy(images.Label).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [Fact]
    public void Open_SmallerSubset_IsPartOfALargerOne()
    {
        var large = Sources(TinyDataset.Train with { ImagesPerClass = 4 });
        var small = Sources(TinyDataset.Train with { ImagesPerClass = 2 });

        Assert.Subset(large, small);
    }

    [Fact]
    public void Open_OtherClassOrder_KeepsTheSameImages() =>
        Assert.Equal(
            Sources(TinyDataset.Train with { ImagesPerClass = 2 }),
            Sources(TinyDataset.Train with { ImagesPerClass = 2, Classes = [9, 8, 7, 5, 1] }));

    [Fact]
    public void Open_OtherSubsetSeed_ChoosesOtherImages() =>
        Assert.NotEqual(Sources(TinyDataset.Train with { ImagesPerClass = 2 }), Sources(TinyDataset.Train with { ImagesPerClass = 2, SubsetSeed = 1 }));

    [Fact]
    public void Open_TrainAndTest_ShareNoSource()
    {
        // Splits are different files; no image of one may occur in the other.
        var train = Contents(TinyDataset.Train with { Classes = [.. Enumerable.Range(0, 10)] });
        var test = Contents(TinyDataset.Train with { Classes = [.. Enumerable.Range(0, 10)], Split = "test" });

        Assert.Equal(TinyDataset.TrainImages, train.Count);
        Assert.Equal(TinyDataset.TestImages, test.Count);
        Assert.Empty(train.Intersect(test));
    }

    [Fact]
    public void Open_PretrainingAndFineGrainedClasses_ShareNoSource()
    {
        var pretraining = Sources(TinyDataset.Train);
        var fineGrained = Sources(TinyDataset.Train with { Classes = [0, 2, 3, 4, 6] });

        Assert.Empty(pretraining.Intersect(fineGrained));
        Assert.Equal(TinyDataset.TrainImages, pretraining.Count + fineGrained.Count);
    }

    [Fact]
    public void Open_TooFewImages_NamesEveryClass()
    {
        var fault = Assert.Throws<RecipeException>(() => Open(TinyDataset.Train with { ImagesPerClass = 7 }));

        Snapshots.Match(_folder.Anonymous(fault.Message), "too-few-images");
    }

    [Fact]
    public void Open_UnknownSplit_NamesTheNearest()
    {
        var fault = Assert.Throws<RecipeException>(() => Open(TinyDataset.Train with { Split = "trian" }));

        Snapshots.Match(fault.Message, "unknown-split");
    }

    [Fact]
    public void Open_LabelsOfAnotherSplit_IsRefused()
    {
        File.Copy(_folder.File("t10k-labels-idx1-ubyte"), _folder.File("train-labels-idx1-ubyte"), overwrite: true);

        var fault = Assert.Throws<DataFormatException>(() => Open(TinyDataset.Train));

        Snapshots.Match(_folder.Anonymous(fault.Message), "labels-of-another-split");
    }

    private ImageSet Open(DataRecipe recipe) => ImageSets.Open(recipe, _folder.Path);

    private HashSet<int> Sources(DataRecipe recipe)
    {
        var images = Open(recipe);
        return [.. Enumerable.Range(0, images.Count).Select(images.Source)];
    }

    private HashSet<string> Contents(DataRecipe recipe)
    {
        var images = Open(recipe);
        return [.. Enumerable.Range(0, images.Count).Select(i => Convert.ToHexString(images.Pixels(i)))];
    }
}
