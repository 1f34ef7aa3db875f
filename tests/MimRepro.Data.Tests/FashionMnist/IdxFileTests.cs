using MimRepro.Data.FashionMnist;

namespace MimRepro.Data.Tests.FashionMnist;

[Trait("Kind", "Unit")]
public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ReadImages_TwoOfTwoByThree_GivesSizesAndBytes()
    {
        var path = Write(TinyDataset.Idx(0x0803, [2, 2, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));

        var images = IdxFile.ReadImages(path);

        Assert.Equal((2, 2, 3), (images.Count, images.Height, images.Width));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], images.Pixels);
    }

    [Fact]
    public void ReadLabels_ThreeLabels_GivesThem() =>
        Assert.Equal([0, 9, 4], IdxFile.ReadLabels(Write(TinyDataset.Idx(0x0801, [3], [0, 9, 4])), 10));

    public static TheoryData<string, byte[]> DamagedImages => new()
    {
        { "empty", [] },
        { "header-cut-off", TinyDataset.Idx(0x0803, [2], []) },
        { "labels-instead", TinyDataset.Idx(0x0801, [2], new byte[20]) },
        { "gzip-instead", TinyDataset.Gzip(new byte[200]) },
        { "no-images", TinyDataset.Idx(0x0803, [0, 28, 28], []) },
        { "negative-height", TinyDataset.Idx(0x0803, [1, -28, 28], new byte[784]) },
        { "huge-width", TinyDataset.Idx(0x0803, [10_000_000, 4096, int.MaxValue], new byte[784]) },
        { "more-than-memory", TinyDataset.Idx(0x0803, [10_000_000, 4096, 4096], new byte[784]) },
        { "cut-off", TinyDataset.Idx(0x0803, [2, 28, 28], new byte[784]) },
        { "too-long", TinyDataset.Idx(0x0803, [1, 2, 2], new byte[5]) },
    };

    [Theory, MemberData(nameof(DamagedImages))]
    public void ReadImages_DamagedFile_NamesFileAndOffset(string name, byte[] bytes)
    {
        var path = Write(bytes);

        var fault = Assert.Throws<DataFormatException>(() => IdxFile.ReadImages(path));

        Snapshots.Match(_folder.Anonymous(fault.Message), name);
    }

    [Fact]
    public void ReadLabels_LabelOutOfRange_NamesItsOffset()
    {
        var path = Write(TinyDataset.Idx(0x0801, [3], [0, 9, 10]));

        var fault = Assert.Throws<DataFormatException>(() => IdxFile.ReadLabels(path, 10));

        Snapshots.Match(_folder.Anonymous(fault.Message), "label-out-of-range");
    }

    [Fact]
    public void ReadLabels_MissingFile_SaysSo()
    {
        var fault = Assert.Throws<DataFormatException>(() => IdxFile.ReadLabels(_folder.File("labels"), 10));

        Snapshots.Match(_folder.Anonymous(fault.Message), "missing");
    }

    private string Write(byte[] bytes)
    {
        var path = _folder.File("file");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
