using MimRepro.Data.Classification;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class PictureImagesTests
{
    private static readonly DataRecipe Recipe = TinyDataset.NotAugmented with
    {
        Dataset = "imagenet-1k", Split = "train", Classes = [0, 1], ImagesPerClass = null, ImageSize = 4, Channels = 3,
        Normalization = new() { Mean = [0, 0, 0], Std = [1 / 255.0, 1, 1] },
        Pictures = new() { Partition = null, ToleratedBadRecords = 0, Interpolation = PixelInterpolation.Bilinear, CropFraction = 1 },
    };

    [Fact]
    public void Open_AllClasses_GivesEveryPictureWithItsLabelAndColour()
    {
        using var tree = PictureTree.All["imagenet-1k"]();

        var images = Open(tree, Recipe);
        var batch = EvaluationBatches.Of(images, Recipe, 2).First();

        Assert.Equal([0, 0, 1], Enumerable.Range(0, images.Count).Select(images.Label));
        Assert.Equal([0L, 0L], batch.Labels);
        Assert.Null(batch.Presences);
        Assert.All(batch.Pixels[..16], red => Assert.Equal(tree.Expected["train"][0].Red, red, 4.0)); // the red of the first picture; JPEG
    }

    [Fact]
    public void Open_ClassesInAnotherOrder_AreRenumbered()
    {
        using var tree = PictureTree.All["imagenet-1k"]();

        var images = Open(tree, Recipe with { Classes = [1, 0], ImagesPerClass = 1 });

        Assert.Equal([1, 0], Enumerable.Range(0, images.Count).Select(images.Label));
    }

    [Fact]
    public void Open_ClassThatTheSetDoesNotHave_IsRefused()
    {
        using var tree = PictureTree.All["imagenet-1k"]();

        Assert.Contains("0 to 1", Assert.Throws<RecipeException>(() => Open(tree, Recipe with { Classes = [0, 2] })).Message);
    }

    [Fact]
    public void Reader_GreyRecipe_IsRefused()
    {
        using var tree = PictureTree.All["imagenet-1k"]();
        var grey = Recipe with { Channels = 1 };

        Assert.Contains("Data.Channels", Assert.Throws<RecipeException>(() => EvaluationBatches.Of(Open(tree, grey), grey, 2)).Message);
    }

    [Fact]
    public void Batches_PictureDamagedBehindItsHeader_NameTheFile()
    {
        using var tree = PictureTree.All["imagenet-1k"]();
        var images = Open(tree, Recipe);
        var path = tree.Path(tree.Expected["train"][1].Name);
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^60]);

        using var batches = new TrainingBatches(images, Recipe, 3, seed: 0, 0, 1);

        Assert.Contains(Path.GetFileName(path), Assert.Throws<DataFormatException>(batches.Next).Message);
    }

    [Fact]
    public void Open_PicturesOfSeveralClasses_HaveAMarkOfEachClassInBatches()
    {
        using var tree = PictureTree.Voc();
        var recipe = Recipe with { Dataset = "voc2007", Split = "trainval", Classes = [.. Enumerable.Range(0, 20)] };

        var images = Open(tree, recipe);
        var batch = EvaluationBatches.Of(images, recipe, 2).Single();

        Assert.Equal(ClassificationMetric.ElevenPointMeanAveragePrecision, images.Metric);
        Assert.Equal([.. images.Presences(0)!, .. images.Presences(1)!], batch.Presences);
        Assert.Contains("show several classes each", Assert.Throws<RecipeException>(() => Open(tree, recipe with { Classes = [0, 1] })).Message);
    }

    private static PictureImages Open(PictureTree tree, DataRecipe recipe) => PictureImages.Of(recipe, tree.Open(recipe.Split), tree.Root);
}
