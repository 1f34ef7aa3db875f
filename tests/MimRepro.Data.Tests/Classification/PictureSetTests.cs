using CsCheck;
using MimRepro.Data.Classification;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class PictureSetTests
{
    public static TheoryData<string> Sets => [.. PictureTree.All.Keys];

    [Theory, MemberData(nameof(Sets))]
    public void Open_PublishedLayout_GivesEveryPictureWithItsClass(string set)
    {
        using var tree = PictureTree.All[set]();
        foreach (var (split, expected) in tree.Expected)
        {
            var pictures = tree.Open(split);

            Assert.Equal(expected.Select(each => (each.Name, each.Class)), pictures.Select(picture => (picture.Name, pictures.Classes[picture.Label!.Value])));
            Assert.Equal(expected.Select(each => (byte)each.Red), pictures.Select(picture => picture.Open()[1, 1][0]));
            Assert.All(pictures, picture => Assert.Equal([20, 30], picture.Open()[0, 1][1..].ToArray()));
            Assert.Empty(pictures.LeftOut);
        }
    }

    [Fact]
    public void Open_Voc_GivesAMarkForEachClass()
    {
        using var tree = PictureTree.Voc();

        var pictures = tree.Open("trainval");

        Assert.Equal(2, pictures.Count);
        Assert.All(pictures, picture => Assert.Null(picture.Label));
        Assert.Equal(["dog", "person"], Marked(pictures, 0, mark => mark != Presence.Absent));
        Assert.Equal(["person"], Marked(pictures, 0, mark => mark == Presence.Present));
        Assert.Equal(["car"], Marked(pictures, 1, mark => mark != Presence.Absent));
        Assert.Equal("VOCdevkit/VOC2007/JPEGImages/000001.jpg", Assert.Single(tree.Open("test")).Name);
    }

    [Fact]
    public void Open_Caltech_DrawsThirtyOfEachClassAndTestsOnTheOthers()
    {
        using var tree = PictureTree.Caltech();

        var (train, test) = (tree.Open("train", partition: 4), tree.Open("test", partition: 4));

        Assert.Equal([30, 30], train.GroupBy(picture => picture.Label).Select(group => group.Count()));
        Assert.Equal([2, 4], test.GroupBy(picture => picture.Label).Select(group => group.Count()));
        Assert.Equal(66, train.Concat(test).Select(picture => picture.Name).Distinct().Count());
        Assert.Equal(train.Select(picture => picture.Name), tree.Open("train", partition: 4).Select(picture => picture.Name));
        Assert.NotEqual(train.Select(picture => picture.Name), tree.Open("train", partition: 5).Select(picture => picture.Name));
    }

    [Fact]
    public void Open_AnyFolders_TakesAsManyClassesAsThereAre()
    {
        using var tree = PictureTree.All["imagenet-1k"]();

        var pictures = PictureSet.Open(new() { Dataset = "class-folders", Split = "train", Partition = null, ToleratedBadRecords = 0 }, tree.Root);

        Assert.Equal(["n01440764", "n01443537"], pictures.Classes);
        Assert.Equal(3, pictures.Count);
    }

    [Fact]
    public void Open_CarsTestLabelsBesideTheDevkit_AreFound()
    {
        using var tree = PictureTree.All["stanford-cars"]();
        File.Move(tree.Path("devkit/cars_test_annos_withlabels.mat"), tree.Path("cars_test_annos_withlabels.mat"));

        Assert.Equal(1, Assert.Single(tree.Open("test")).Label);
    }

    [Fact]
    public void HoldOut_AnyShare_TakesThatShareOfEachClassAndLosesNone() => Gen.Select(Gen.Double[0.01, 0.99], Gen.Int[0, 1000]).Sample((share, seed) =>
    {
        var (kept, held) = Caltech.Value.HoldOut(share, seed);

        Assert.Equal(Caltech.Value.Select(picture => picture.Name).Order(), kept.Concat(held).Select(picture => picture.Name).Order());
        Assert.Equal([(int)Math.Round(30 * share), (int)Math.Round(30 * share)], new[] { 0, 1 }.Select(label => held.Count(picture => picture.Label == label)));
        Assert.Equal(held.Select(picture => picture.Name), Caltech.Value.HoldOut(share, seed).HeldOut.Select(picture => picture.Name));
    }, iter: 30);

    [Fact]
    public void HoldOut_ShareOutOfRange_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Caltech.Value.HoldOut(1, 0));

    [Fact]
    public void Picture_DamagedBehindItsHeader_FailsWhenItIsOpened()
    {
        using var tree = PictureTree.All["food-101"]();
        tree.Write("images/waffles/4.jpg", PictureTree.Picture(3)[..^28]);

        var pictures = tree.Open("train");

        Assert.Contains("4.jpg", Assert.Throws<DataFormatException>(() => pictures[1].Open()).Message);
        Assert.Equal(2, pictures[0].Open().Width);
    }

    [Theory]
    [InlineData("food-101", "images/waffles/4.jpg", 1)]
    [InlineData("cifar-100", "cifar-100-binary/train.bin", 1)]
    public void Picture_GoneSinceTheSetWasOpened_SaysSo(string set, string file, int index)
    {
        using var tree = PictureTree.All[set]();
        var pictures = tree.Open("train");
        File.Delete(tree.Path(file));

        Assert.Contains("Leave the files alone", Assert.Throws<DataFormatException>(() => pictures[index].Open()).Message);
    }

    [Fact]
    public void Open_UnknownNames_ListTheKnownOnes()
    {
        using var tree = PictureTree.All["dtd"]();

        Assert.Contains("expected:   food-101 or", Assert.Throws<RecipeException>(() => PictureSet.Open(tree.Recipe("train") with { Dataset = "food101" }, tree.Root)).Message);
        Assert.Contains("expected:   val or", Assert.Throws<RecipeException>(() => tree.Open("vall")).Message);
        Assert.Contains("1 to 10", Assert.Throws<RecipeException>(() => tree.Open("train", partition: 11)).Message);
        Assert.Contains("1 to 10", Assert.Throws<RecipeException>(() => PictureSet.Open(tree.Set, tree.Recipe("train") with { Partition = null }, tree.Root)).Message);
        Assert.Contains("one way only", Assert.Throws<RecipeException>(() => PictureSet.Open(ClassificationSets.Food101, tree.Recipe("train"), tree.Root)).Message);
    }

    private static readonly Lazy<PictureSet> Caltech = new(() =>
    {
        using var tree = PictureTree.Caltech();
        return tree.Open("train", partition: 0);
    });

    private static IEnumerable<string> Marked(PictureSet pictures, int index, Func<Presence, bool> wanted) =>
        pictures.Classes.Where((_, label) => wanted(pictures[index].Presences![label]));
}
