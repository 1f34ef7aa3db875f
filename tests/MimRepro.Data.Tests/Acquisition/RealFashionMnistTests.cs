using MimRepro.Data.Acquisition;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Acquisition;

/// <summary>The real data set, where this machine can get it from Debian; kept in the temporary folder between runs.</summary>
[Trait("Kind", "Data")]
public sealed class RealFashionMnistTests : IDisposable
{
    private static readonly DatasetRecipe Recipe = new()
    {
        Id = "data-fashion-mnist",
        Source = "zalandoresearch/fashion-mnist",
        Dataset = "fashion-mnist",
        Files =
        [
            new("train-images-idx3-ubyte", 47_040_016, "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
            new("train-labels-idx1-ubyte", 60_008, "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
            new("t10k-images-idx3-ubyte", 7_840_016, "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
            new("t10k-labels-idx1-ubyte", 10_008, "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
        ],
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [FactWithDebianPackage]
    public void Write_RealDataSet_HasAllImagesAndNoneInTwoSplits()
    {
        DatasetPreparation.Write(Recipe, null, Path.Combine(Path.GetTempPath(), "mimrepro-test-data"), _folder.Path, (_, _, _) => { });
        var all = TinyDataset.Train with { Classes = [.. Enumerable.Range(0, 10)] };
        var train = ImageSets.Open(all, _folder.Path);
        var test = ImageSets.Open(all with { Split = "test" }, _folder.Path);

        Assert.Equal((60_000, 10_000, 28, 28), (train.Count, test.Count, train.Height, train.Width));
        Assert.Equal(6000, Enumerable.Range(0, train.Count).Count(i => train.Label(i) == 9));
        Assert.Equal(9, train.Label(0)); // an ankle boot, as the authors' page shows
        Assert.Empty(Contents(train).Intersect(Contents(test)));
    }

    private static HashSet<string> Contents(ImageSet images) => [.. Enumerable.Range(0, images.Count).Select(i => Convert.ToHexString(images.Pixels(i)))];

    /// <summary>Skips, and says so, where apt has no such package.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    private sealed class FactWithDebianPackageAttribute : FactAttribute
    {
        public FactWithDebianPackageAttribute()
        {
            var known = new ProcessRunner().Run("apt-get", ["--print-uris", "download", "dataset-fashion-mnist"], Path.GetTempPath(), TimeSpan.FromSeconds(20));
            if (!known.Succeeded)
                Skip = $"Real images are not tested: apt does not have dataset-fashion-mnist here ({known.Complaint}).";
        }
    }
}
