using MimRepro.Data.Acquisition;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class UserPicturesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("class-folders")]
    [InlineData("")]
    public void Open_SetBelowTheDataRootOrItself_IsFound(string below)
    {
        Write(below, "train/a/1.png", 3);
        var artifact = Prepare();

        Assert.Equal(Path.Combine(_folder.File("root"), below).TrimEnd('/', '\\'), UserPictures.Open("class-folders", _folder.File("root"), artifact));
    }

    [Theory]
    [InlineData("coco-2017")]
    [InlineData("coco-keypoints")]
    public void Prepare_OneCopyOfCoco_ServesPeopleAndObjects(string dataset)
    {
        Write("coco", "annotations/instances_train2017.json", 3);

        UserPictures.Prepare(dataset, _folder.File("root"), _folder.Folder("prepared"), (_, _, _) => { });

        Assert.Equal(_folder.File("root/coco"), UserPictures.Open(dataset, _folder.File("root"), _folder.File("prepared")));
    }

    [Theory]
    [InlineData("train/a/1.png", 4)]
    [InlineData("val/b/2.png", 3)]
    public void Open_FileOfAnotherSizeOrMore_IsRefused(string path, int bytes)
    {
        Write("class-folders", "train/a/1.png", 3);
        var artifact = Prepare();
        Write("class-folders", path, bytes);

        var fault = Assert.Throws<DataFormatException>(() => UserPictures.Open("class-folders", _folder.File("root"), artifact));

        Assert.Contains("expected:   1 files, 3 bytes", fault.Message);
        Assert.Contains("--store", fault.Message);
    }

    [Fact]
    public void Open_ArtifactOfAnotherSet_IsRefused()
    {
        Write("class-folders", "train/a/1.png", 3);
        var artifact = Prepare();

        Assert.Contains("expected:   imagenet-1k", Assert.Throws<DataFormatException>(() => UserPictures.Open("imagenet-1k", _folder.File("root"), artifact)).Message);
        Assert.Contains("got:        no file", Assert.Throws<DataFormatException>(() => UserPictures.Open("imagenet-1k", _folder.File("root"), _folder.Folder("empty"))).Message);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[1")]
    [InlineData("""{"dataset": "class-folders", "files": "many"}""")]
    public void Open_ListThatIsNone_IsRefused(string content)
    {
        var artifact = _folder.Folder("artifact");
        File.WriteAllText(Path.Combine(artifact, UserPictures.ListFile), content);

        Assert.Contains("cannot be read", Assert.Throws<DataFormatException>(() => UserPictures.Open("class-folders", _folder.Path, artifact)).Message);
    }

    [Fact]
    public void Prepare_NoDataRoot_SaysWhatToBringAlong() =>
        Assert.Contains("parameter:  --data-root", Assert.Throws<DataFormatException>(() => UserPictures.Prepare("food-101", null, _folder.Path, (_, _, _) => { })).Message);

    [Fact]
    public void Prepare_FolderWithoutTheSet_NamesWhereItLooked()
    {
        Write("", "other/1.png", 3);

        var fault = Assert.Throws<DataFormatException>(() => UserPictures.Prepare("food-101", _folder.File("root"), _folder.Path, (_, _, _) => { }));

        Assert.Contains("meta/classes.txt", fault.Message);
        Assert.Contains(Path.Combine("root", "food-101"), fault.Message);
    }

    private string Prepare()
    {
        var artifact = _folder.Folder("prepared");
        UserPictures.Prepare("class-folders", _folder.File("root"), artifact, (_, _, _) => { });
        return artifact;
    }

    private void Write(string below, string path, int bytes)
    {
        var file = Path.Combine(_folder.File("root"), below, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, new byte[bytes]);
    }
}
