using CsCheck;
using MimRepro.Data.Classification;

namespace MimRepro.Data.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class MatFileTests
{
    private static readonly byte[] Sound = MatBytes.File(
        MatBytes.Doubles("x", 1.5, -2, 1e300), MatBytes.Packed("packed", 1, 8189, 65535), MatBytes.Compressed(MatBytes.Bytes("labels", 77, 5, 1)),
        MatBytes.Text("title", "AM General Hummer SUV 2000"), MatBytes.Cells("names", MatBytes.Text("", "a"), MatBytes.Doubles("", 7), MatBytes.Tag(14, 0)),
        MatBytes.Structures("annotations", ["class", "fname"], MatBytes.Bytes("", 14), MatBytes.Text("", "00001.jpg"), MatBytes.Bytes("", 3), MatBytes.Text("", "00002.jpg")));

    [Fact]
    public void Read_EachKind_GivesItsValues()
    {
        var file = MatFile.Read(Sound, "sound.mat");

        Assert.Equal([1.5, -2, 1e300], file.Numbers("x"));
        Assert.Equal([1.0, 8189, 65535], file.Numbers("packed"));
        Assert.Equal([77.0, 5, 1], file.Numbers("labels"));
        Assert.Equal("AM General Hummer SUV 2000", file.Value("title").Text);
        Assert.Equal("a", file.Value("names").Cells![0].Text);
        Assert.Equal([7.0], file.Value("names").Cells![1].Numbers!);
        Assert.Equal([], file.Value("names").Cells![2].Numbers!);
        Assert.Equal(["00001.jpg", "00002.jpg"], file.Value("annotations").Field("fname")!.Select(value => value.Text));
        Assert.Equal([14.0, 3], file.Value("annotations").Field("class")!.Select(value => Assert.Single(value.Numbers!)));
        Assert.Null(file.Value("annotations").Field("bbox"));
    }

    [Fact]
    public void Read_KindsThatArePassedOver_DoNotHideTheOthers()
    {
        var file = MatFile.Read(MatBytes.File(MatBytes.Matrix("sparse", 5, [2, 2], []), MatBytes.Doubles("x", 3)), "sparse.mat");

        Assert.Equal([3.0], file.Numbers("x"));
    }

    public static TheoryData<string> Damages => [.. Damaged.Keys];

    private static readonly Dictionary<string, byte[]> Damaged = new()
    {
        ["header of a MATLAB file"] = "<html>"u8.ToArray(),
        ["version 7.3"] = [.. "MATLAB 7.3 MAT-file"u8.ToArray(), .. new byte[200]],
        ["tag of a piece"] = Sound[..131],
        ["are left"] = Sound[..^40],
        ["compressed part"] = MatBytes.File([.. MatBytes.Tag(15, 8), 1, 2, 3, 4, 5, 6, 7, 8]),
        ["bytes of type 9 for 1000000 elements"] = MatBytes.File(MatBytes.Matrix("x", 6, [1000, 1000], MatBytes.Element(9, new byte[16]))),
        ["can hold"] = MatBytes.File(MatBytes.Matrix("x", 1, [1, 1 << 30], [])),
        ["sides"] = MatBytes.File(MatBytes.Matrix("x", 6, [1 << 30, 1 << 30], MatBytes.Element(9, []))),
        ["a side of -1"] = MatBytes.File(MatBytes.Matrix("x", 6, [-1, 2], MatBytes.Element(9, []))),
        ["does not name its fields"] = MatBytes.File(MatBytes.Matrix("x", 2, [1, 1], [.. MatBytes.Element(5, [0, 0, 0, 0]), .. MatBytes.Element(1, [])])),
        ["twice"] = MatBytes.File(MatBytes.Doubles("x", 1), MatBytes.Doubles("x", 2)),
        ["more than 16 others"] = MatBytes.File(Enumerable.Range(0, 20).Aggregate(MatBytes.Doubles("", 1), (inner, i) => MatBytes.Cells(i == 19 ? "x" : "", inner))),
        ["more than 64 MiB"] = MatBytes.File(Bomb()),
    };

    [Theory, MemberData(nameof(Damages))]
    public void Read_DamagedFile_SaysWhatIsWrong(string damage)
    {
        var fault = Assert.Throws<DataFormatException>(() => MatFile.Read(Damaged[damage], "damaged.mat"));

        Assert.Contains(damage, fault.Message);
        Assert.Contains("damaged.mat", fault.Message);
    }

    [Fact]
    public void Numbers_OfAnotherKindOrName_SayWhatThereIs()
    {
        var file = MatFile.Read(Sound, "sound.mat");

        Assert.Contains("no numbers but text", Assert.Throws<DataFormatException>(() => file.Numbers("title")).Message);
        Assert.Contains("annotations, labels, names", Assert.Throws<DataFormatException>(() => file.Value("setid")).Message);
    }

    [Fact]
    public void Read_AnyChangedBytes_GivesValuesOrAFault() => Gen.Select(Gen.Int[0, Sound.Length - 1].Array[1, 4], Gen.Byte.Array[4], Gen.Int[0, Sound.Length]).Sample((places, values, length) =>
    {
        var content = (byte[])Sound.Clone();
        for (var i = 0; i < places.Length; i++)
            content[places[i]] = values[i];
        foreach (var damaged in new[] { content, content[..length] })
            try
            {
                MatFile.Read(damaged, "fuzzed.mat");
            }
            catch (DataFormatException)
            {
                // Refused with a message: as good as read.
            }
    }, iter: 3000);

    // Zeros without end: 80 MiB fold to 80 KiB.
    private static byte[] Bomb()
    {
        using var result = new MemoryStream();
        using (var folding = new System.IO.Compression.ZLibStream(result, System.IO.Compression.CompressionLevel.Fastest))
            for (var i = 0; i < 80; i++)
                folding.Write(new byte[1 << 20]);
        var folded = result.ToArray();
        return [.. MatBytes.Tag(15, folded.Length), .. folded];
    }
}
