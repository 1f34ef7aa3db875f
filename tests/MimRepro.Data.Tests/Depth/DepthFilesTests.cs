using MimRepro.Data.Depth;
using MimRepro.Recipes;
using SkiaSharp;

namespace MimRepro.Data.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthFilesTests
{
    private const string Scene = "nyu_depth_v2/bathroom/";

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Open_NyuTree_GivesPicturesAndMetres(string split)
    {
        using var tree = DepthTree.Nyu();

        var files = tree.Open(DepthFiles.NyuDepthV2, split);

        Assert.Equal(3, files.Count);
        Assert.Empty(files.LeftOut);
        var sample = files[1];
        Assert.Equal("bathroom/rgb_00111.jpg", sample.Name);
        Assert.Equal((24, 16), (sample.Image.Width, sample.Image.Height));
        Assert.InRange(sample.Image[10, 3][0], 72, 88); // JPEG
        Assert.Equal(0, sample.Metres[24]);
        Assert.Equal(1.5f + 0.004f, sample.Metres[3 * 24 + 5], 1e-6f);
        Assert.Equal(["kitchen_0028b/rgb_00045.jpg", "bathroom/rgb_00111.jpg", "office/rgb_00002.jpg"], files.Select(each => each.Name));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("test")]
    public void Open_KittiTree_CutsTheLowerMiddle(string split)
    {
        using var tree = DepthTree.Kitti();

        var sample = tree.Open(DepthFiles.KittiEigen, split)[0];

        Assert.Equal((1216, 352), (sample.Image.Width, sample.Image.Height));
        Assert.Equal([102, 2, 0], sample.Image[100, 0].ToArray()); // 2 rows from above, 2 columns from the left
        Assert.Equal(0, sample.Metres[0]);
        Assert.Equal((3 + 10 * 2) / 256f, sample.Metres[1]);
    }

    public static TheoryData<string> Damages => [.. Damage.Keys];

    // What is done to the second record of three, and a part of what is said about it.
    private static readonly Dictionary<string, (Action<DepthTree> Do, string Said)> Damage = new()
    {
        ["picture missing"] = (tree => File.Delete(tree.Path(Scene + "rgb_00111.jpg")), "rgb_00111.jpg is missing"),
        ["depth missing"] = (tree => File.Delete(tree.Path(Scene + "sync_depth_00111.png")), "sync_depth_00111.png is missing"),
        ["one field"] = (tree => Second(tree, "/bathroom/rgb_00111.jpg"), "1 fields"),
        ["three fields"] = (tree => Second(tree, "/bathroom/rgb_00111.jpg /bathroom/sync_depth_00111.png 518.8"), "3 fields"),
        ["empty line"] = (tree => Second(tree, ""), "got nothing"),
        ["path that leads out"] = (tree => Second(tree, "/../../../etc/passwd /bathroom/sync_depth_00111.png"), "leads out"),
        ["picture that is none"] = (tree => File.WriteAllText(tree.Path(Scene + "rgb_00111.jpg"), "<html>"), "is no picture"),
        ["depth that is none"] = (tree => File.WriteAllText(tree.Path(Scene + "sync_depth_00111.png"), "<html>"), "signature of a PNG"),
        ["empty depth"] = (tree => File.WriteAllBytes(tree.Path(Scene + "sync_depth_00111.png"), []), "signature of a PNG"),
        ["depth in colours"] = (tree => tree.Picture(Scene + "sync_depth_00111.png", 24, 16, (_, _) => SKColors.Red), "8 or 16 bits of grey"),
        ["depth of 8 bits"] = (tree => tree.Depth(Scene + "sync_depth_00111.png", 24, 16, (_, _) => 7, bits: 8), "depth has 8 bits"),
        ["depth of another size"] = (tree => tree.Depth(Scene + "sync_depth_00111.png", 16, 24, (_, _) => 7), "depth is 16 x 24, its picture 24 x 16"),
        ["damaged header"] = (tree => Flip(tree.Path(Scene + "sync_depth_00111.png"), 20), "checksum"),
    };

    [Theory, MemberData(nameof(Damages))]
    public void Open_DamagedRecord_IsNamedByItsLine(string damage)
    {
        using var tree = DepthTree.Nyu();
        Damage[damage].Do(tree);

        var fault = Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.NyuDepthV2, "train"));

        Assert.Contains("1 of 3", fault.Message);
        Assert.Contains("line 2: ", fault.Message);
        Assert.Contains(Damage[damage].Said, fault.Message);
        Assert.Contains(tree.ListPath("nyudepthv2", "train"), fault.Message);
    }

    [Theory, MemberData(nameof(Damages))]
    public void Open_DamagedRecordThatIsTolerated_IsLeftOutAndTold(string damage)
    {
        using var tree = DepthTree.Nyu();
        Damage[damage].Do(tree);

        var files = tree.Open(DepthFiles.NyuDepthV2, "train", tolerated: 1);

        Assert.Equal(["kitchen_0028b/rgb_00045.jpg", "office/rgb_00002.jpg"], files.Select(sample => sample.Name));
        Assert.StartsWith("line 2: ", Assert.Single(files.LeftOut));
    }

    [Fact]
    public void Open_ManyFaults_NamesTheFirstTen()
    {
        using var tree = DepthTree.Nyu();
        tree.List("nyudepthv2", "train", [.. tree.Lines("nyudepthv2", "train"), .. Enumerable.Range(0, 13).Select(i => $"/none/rgb_{i}.jpg /none/depth_{i}.png")]);

        var fault = Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.NyuDepthV2, "train", tolerated: 12));

        Assert.Contains("13 of 16", fault.Message);
        Assert.Contains("line 4: ", fault.Message);
        Assert.Contains("line 13: ", fault.Message);
        Assert.DoesNotContain("line 14: ", fault.Message);
        Assert.Contains("(3 more)", fault.Message);
    }

    [Fact]
    public void Open_PictureSmallerThanKittisCrop_IsNamed()
    {
        using var tree = DepthTree.Kitti();
        var depth = tree.Lines("eigen_benchmark", "train")[0].Split(' ');
        tree.Picture("kitti" + depth[0], 1215, 354, (_, _) => SKColors.Black);
        tree.Depth("kitti" + depth[1], 1215, 354, (_, _) => 1);

        var fault = Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.KittiEigen, "train"));

        Assert.Contains("line 1: picture is 1215 x 354, expected at least 1216 x 352", fault.Message);
    }

    [Fact]
    public void Open_ListThatIsMissingOrEmpty_SaysSo()
    {
        using var tree = DepthTree.Nyu();
        tree.List("nyudepthv2", "train", []);
        Assert.Contains("no sound record", Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.NyuDepthV2, "train")).Message);
        File.Delete(tree.ListPath("nyudepthv2", "train"));
        Assert.Contains("list is missing", Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.NyuDepthV2, "train")).Message);
        tree.List("nyudepthv2", "train", ["a"]);
        Assert.Contains("no sound record", Assert.Throws<DataFormatException>(() => tree.Open(DepthFiles.NyuDepthV2, "train", tolerated: 5)).Message);
    }

    [Fact]
    public void Open_UnknownSetOrSplit_ListsTheKnownOnes()
    {
        using var tree = DepthTree.Nyu();

        Assert.Contains("nyu-depth-v2 or kitti-eigen", Assert.Throws<RecipeException>(() => tree.Open("nyu-depth", "train")).Message);
        Assert.Contains("test", Assert.Throws<RecipeException>(() => tree.Open(DepthFiles.NyuDepthV2, "val")).Message);
    }

    [Fact]
    public void Sample_DamagedBehindItsHeader_FailsWhenItIsRead()
    {
        using var tree = DepthTree.Nyu();
        Flip(tree.Path(Scene + "sync_depth_00111.png"), 50);
        var files = tree.Open(DepthFiles.NyuDepthV2, "train");

        Assert.Contains("sync_depth_00111.png", Assert.Throws<DataFormatException>(() => files[1]).Message);
        Assert.Equal(24, files[2].Image.Width);
    }

    [Fact]
    public void Sample_ThatChangedSinceOpening_IsRefused()
    {
        using var tree = DepthTree.Nyu();
        var files = tree.Open(DepthFiles.NyuDepthV2, "train");
        tree.Depth(Scene + "sync_depth_00111.png", 16, 24, (_, _) => 7);

        Assert.Contains("changed since the set was opened", Assert.Throws<DataFormatException>(() => files[1]).Message);
        File.Delete(tree.Path(Scene + "rgb_00111.jpg"));
        Assert.Contains("no file", Assert.Throws<DataFormatException>(() => files[1]).Message);
    }

    private static void Second(DepthTree tree, string line)
    {
        var lines = tree.Lines("nyudepthv2", "train");
        lines[1] = line;
        tree.List("nyudepthv2", "train", lines);
    }

    private static void Flip(string path, int place)
    {
        var content = File.ReadAllBytes(path);
        content[place] ^= 1;
        File.WriteAllBytes(path, content);
    }
}
