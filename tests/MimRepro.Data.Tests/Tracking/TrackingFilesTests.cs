using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class TrackingFilesTests
{
    private const string Second = "train/GOT-10k_train_000002/";

    [Theory]
    [InlineData("train")]
    [InlineData("val")]
    public void Open_Got10kTree_GivesBoxesVisibilityAndFrames(string split)
    {
        using var tree = TrackingTree.Got10k();

        var files = tree.Open(split);

        Assert.Equal(3, files.Count);
        Assert.Empty(files.LeftOut);
        var sequence = files[1];
        Assert.Equal(($"GOT-10k_{split}_000002", 4, 10.0), (sequence.Name, sequence.Count, sequence.FramesPerSecond));
        Assert.Equal(new BoundingBox(3.5, 1, 8, 5.25), sequence.Box(1));
        Assert.Equal([true, true, false, true], Enumerable.Range(0, 4).Select(sequence.Visible));
        Assert.Equal([true, true, false, false], Enumerable.Range(0, 4).Select(sequence.CanTrainOn)); // absent in the last, though it is covered
        Assert.Equal((20, 12), (sequence.Frame(2).Width, sequence.Frame(2).Height));
        Assert.InRange(sequence.Frame(3)[5, 5][0], 112, 128); // JPEG
    }

    [Fact]
    public void Open_Got10kTest_KnowsTheFirstBoxOnly()
    {
        using var tree = TrackingTree.Got10k();

        var sequence = tree.Open("test")[0];

        Assert.Equal(4, sequence.Count);
        Assert.Equal(new BoundingBox(2.5, 1, 8, 5.25), sequence.Box(0));
        Assert.True(sequence.Box(1).IsNone);
        Assert.False(sequence.CanTrainOn(1));
    }

    [Fact]
    public void Open_LasotTree_CountsPixelsFromZeroAndKeepsTheListsOrder()
    {
        using var tree = TrackingTree.Lasot();

        var files = tree.Open();

        Assert.Equal(["bird-2", "electricfan-1", "bird-10"], files.Select(sequence => sequence.Name));
        Assert.Equal(new BoundingBox(2, 1, 8, 5), files[0].Box(0));
        Assert.Equal([true, false, false, true], Enumerable.Range(0, 4).Select(files[2].Visible));
        Assert.Null(files[0].FramesPerSecond);
        Assert.InRange(files[1].Frame(1)[0, 0][0], 32, 48);
        Assert.Equal("bird-3", Assert.Single(tree.Open("test")).Name);
    }

    [Fact]
    public void Open_TrackingNetTree_ReadsAllParts()
    {
        using var tree = TrackingTree.TrackingNet();

        var files = tree.Open();

        Assert.Equal(["-0_a", "zz_3", "b_0"], files.Select(sequence => sequence.Name));
        Assert.Equal(new BoundingBox(4.25, 1, 8.5, 5), files[2].Box(2));
        Assert.True(files[2].Visible(3));
        Assert.InRange(files[0].Frame(0)[0, 0][0], 0, 8);
        Assert.True(Assert.Single(tree.Open("test")).Box(1).IsNone);
    }

    public static TheoryData<string> Damages => [.. Damage.Keys];

    // What is done, what is said about it, and whether the sequence is lost by it.
    private static readonly Dictionary<string, (Action<TrackingTree> Do, string Said, bool Lost)> Damage = new()
    {
        ["three numbers"] = (tree => tree.Line(Second + "groundtruth.txt", 2, "1,2,3"), "groundtruth.txt, line 2: expected four numbers with commas between, got '1,2,3'", false),
        ["no number"] = (tree => tree.Line(Second + "groundtruth.txt", 3, "1,2,x,4"), "line 3: expected a number, got 'x'", false),
        ["infinite"] = (tree => tree.Line(Second + "groundtruth.txt", 3, "1,2,inf,4"), "line 3: expected", false),
        ["half not a number"] = (tree => tree.Line(Second + "groundtruth.txt", 3, "1,2,nan,4"), "line 3: expected numbers within", false),
        ["far away"] = (tree => tree.Line(Second + "groundtruth.txt", 4, "1,2e9,3,4"), "line 4: expected numbers within ±1000000", false),
        ["negative width"] = (tree => tree.Line(Second + "groundtruth.txt", 4, "1,2,-3,4"), "line 4: expected a width and a height of at least 0", false),
        ["label too large"] = (tree => tree.Line(Second + "cover.label", 2, "9"), "cover.label, line 2: expected a whole number from 0 to 8, got '9'", false),
        ["label that is none"] = (tree => tree.Line(Second + "absence.label", 1, "yes"), "absence.label, line 1: expected a whole number from 0 to 1", false),
        ["first box without area"] = (tree => tree.Line(Second + "groundtruth.txt", 1, "1,2,0,4"), "line 1: expected a box with an area", true),
        ["first box at fault"] = (tree => tree.Line(Second + "groundtruth.txt", 1, ""), "line 1: expected four numbers", true),
        ["box too few"] = (tree => tree.Write(Second + "groundtruth.txt", "1,2,3,4\n1,2,3,4\n1,2,3,4\n\n"), "groundtruth.txt: expected 4 entries, one a frame, got 3", true),
        ["label too many"] = (tree => tree.Write(Second + "absence.label", "0\n0\n0\n0\n0"), "absence.label: expected 4 entries, one a frame, got 5", true),
        ["no truth"] = (tree => tree.Delete(Second + "groundtruth.txt"), "groundtruth.txt: expected a file, got none", true),
        ["no label"] = (tree => tree.Delete(Second + "cover.label"), "cover.label: expected a file, got none", true),
        ["no speed"] = (tree => tree.Write(Second + "meta_info.ini", "[METAINFO]\n"), "meta_info.ini: expected a line 'anno_fps: …', got none in 1 lines", true),
        ["speed that is none"] = (tree => tree.Write(Second + "meta_info.ini", "anno_fps: fast"), "meta_info.ini: expected anno_fps: a number above 0 and Hz, got 'fast'", true),
        ["frame missing"] = (tree => tree.Delete(Second + "00000002.jpg"), "GOT-10k_train_000002: expected 3 frames without a gap, got none named 00000002.jpg", true),
        ["frame of another name"] = (tree => File.Move(tree.Path(Second + "00000004.jpg"), tree.Path(Second + "4.jpg")), "expected frames named like 00000001.jpg, got 4.jpg", true),
        ["no folder"] = (tree => Directory.Delete(tree.Path(Second)[..^1], recursive: true), "GOT-10k_train_000002: expected a folder of frames, got none", true),
        ["name that leads out"] = (tree => tree.Line("train/list.txt", 2, "../val/GOT-10k_val_000002"), "train/list.txt, line 2: expected the name of a sequence", true),
        ["name twice"] = (tree => tree.Line("train/list.txt", 2, "GOT-10k_train_000001"), "line 2: expected each sequence once", true),
    };

    [Theory, MemberData(nameof(Damages))]
    public void Open_DamagedSequence_IsNamedByFileAndLine(string damage)
    {
        using var tree = TrackingTree.Got10k();
        Damage[damage].Do(tree);

        var fault = Assert.Throws<DataFormatException>(() => tree.Open());

        Assert.Contains(Damage[damage].Said, fault.Message);
        Assert.Contains(tree.Root, fault.Message);
    }

    [Theory, MemberData(nameof(Damages))]
    public void Open_DamageThatIsTolerated_CostsNoMoreThanItHas(string damage)
    {
        using var tree = TrackingTree.Got10k();
        Damage[damage].Do(tree);

        var files = tree.Open(tolerated: 10);

        Assert.Contains(files.LeftOut, fault => fault.Contains(Damage[damage].Said, StringComparison.Ordinal));
        Assert.Equal(Damage[damage].Lost ? 2 : 3, files.Count);
    }

    [Fact]
    public void Open_LineAtFaultThatIsTolerated_LeavesItsFrameWithoutABox()
    {
        using var tree = TrackingTree.Got10k();
        tree.Line(Second + "groundtruth.txt", 2, "?");

        var sequence = tree.Open(tolerated: 1)[1];

        Assert.True(sequence.Box(1).IsNone);
        Assert.False(sequence.CanTrainOn(1));
        Assert.Equal(4.5, sequence.Box(2).Left);
    }

    [Theory]
    [InlineData("bird/bird-10/full_occlusion.txt", "0,1,0", "full_occlusion.txt: expected 4 entries, one a frame, got 3")]
    [InlineData("bird/bird-10/full_occlusion.txt", "0,1,2,0", "full_occlusion.txt, line 1, value 3: expected a whole number from 0 to 1, got '2'")]
    [InlineData("bird/bird-10/out_of_view.txt", "0\n0\n0\n0", "out_of_view.txt: expected one line of zeros and ones, got 4 lines")]
    [InlineData("bird/bird-10/groundtruth.txt", "1,2,3,4\n1,2,3,4\n1 2 3 4\n1,2,3,4", "bird/bird-10/groundtruth.txt, line 3: expected four numbers")]
    public void Open_DamagedLasot_NamesFileAndPlace(string file, string text, string said)
    {
        using var tree = TrackingTree.Lasot();
        tree.Write(file, text);

        Assert.Contains(said, Assert.Throws<DataFormatException>(() => tree.Open()).Message);
    }

    [Fact]
    public void Open_TrackingNetWithoutAPart_SaysWhichOne()
    {
        using var tree = TrackingTree.TrackingNet();
        Directory.Delete(tree.Path("TRAIN_7/anno"));
        tree.Delete("TRAIN_0/frames/zz_3/3.jpg");

        var fault = Assert.Throws<DataFormatException>(() => tree.Open());

        Assert.Contains("TRAIN_7/anno: expected a folder of annotations, got none", fault.Message);
        Assert.Contains("TRAIN_0/anno/zz_3.txt: expected 3 entries, one a frame, got 4", fault.Message);
    }

    [Fact]
    public void Open_ManyFaults_NamesTheFirstTen()
    {
        using var tree = TrackingTree.Got10k();
        tree.Write("train/list.txt", "GOT-10k_train_000001\n" + string.Join('\n', Enumerable.Range(0, 13).Select(i => $"a/{i}")));

        var fault = Assert.Throws<DataFormatException>(() => tree.Open(tolerated: 12));

        Assert.Contains("13, in 1 sequences", fault.Message);
        Assert.Contains("line 11: ", fault.Message);
        Assert.DoesNotContain("line 12: ", fault.Message);
        Assert.Contains("(3 more)", fault.Message);
    }

    [Fact]
    public void Open_SetThatIsNotThere_SaysSo()
    {
        using var tree = TrackingTree.Got10k();
        tree.Delete("train/list.txt");
        Assert.Contains("train/list.txt: expected a file, got none", Assert.Throws<DataFormatException>(() => tree.Open()).Message);
        Assert.Contains("no sound sequence", Assert.Throws<DataFormatException>(() => tree.Open(tolerated: 1)).Message);
        Assert.Contains("train or test or val", Assert.Throws<RecipeException>(() => tree.Open("valid")).Message);
        Assert.Contains("lasot", Assert.Throws<RecipeException>(() => TrackingFiles.Open("laso", tree.Root, "train")).Message);
    }

    [Fact]
    public void Frame_DamagedOrGoneSinceOpening_IsRefusedWhenItIsRead()
    {
        using var tree = TrackingTree.Got10k();
        var files = tree.Open();
        File.WriteAllText(tree.Path(Second + "00000001.jpg"), "<html>");
        tree.Delete(Second + "00000002.jpg");

        Assert.Contains("00000001.jpg", Assert.Throws<DataFormatException>(() => files[1].Frame(0)).Message);
        Assert.Contains("no file", Assert.Throws<DataFormatException>(() => files[1].Frame(1)).Message);
        Assert.Equal(20, files[1].Frame(2).Width);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(4)]
    public void Sequence_FrameThatIsNone_IsRefused(int frame)
    {
        using var tree = TrackingTree.Got10k();
        var sequence = tree.Open()[0];

        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Frame(frame));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Box(frame));
        Assert.Throws<ArgumentOutOfRangeException>(() => sequence.Visible(frame));
    }
}
