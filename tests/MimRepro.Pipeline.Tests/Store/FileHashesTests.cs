namespace MimRepro.Pipeline.Tests.Store;

[Trait("Kind", "Unit")]
public sealed class FileHashesTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mimrepro-hashes-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Cache => Path.Combine(folder, "inner", "hashes");

    private string WithContent(string text)
    {
        string path = Path.Combine(folder, "a file.pth");
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void Of_AFile_IsItsContentsHash() =>
        Assert.Equal("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", new FileHashes(null).Of(WithContent("abc")).Sha256);

    [Fact]
    public void Of_SameSizeAndTime_IsNotReadAgain()
    {
        string path = WithContent("abc");
        var first = new FileHashes(Cache);
        string before = first.Of(path).Sha256;
        first.Save();
        DateTime time = File.GetLastWriteTimeUtc(path);
        WithContent("xyz");
        File.SetLastWriteTimeUtc(path, time);

        Assert.Equal(before, new FileHashes(Cache).Of(path).Sha256);
    }

    [Theory]
    [InlineData("xyz")]
    [InlineData("abcd")]
    public void Of_OtherTimeOrSize_IsReadAgain(string content)
    {
        string path = WithContent("abc");
        var first = new FileHashes(Cache);
        string before = first.Of(path).Sha256;
        first.Save();
        WithContent(content);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddDays(-2)); // older counts like newer

        Assert.NotEqual(before, new FileHashes(Cache).Of(path).Sha256);
    }

    [Theory]
    [InlineData("missing.pth", "no such file")]
    [InlineData(".", "it is a folder")]
    public void Of_NoFile_SaysSo(string name, string cause)
    {
        var fault = Assert.Throws<PipelineInputException>(() => new FileHashes(null).Of(Path.Combine(folder, name)));

        Assert.Contains(cause, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_DamagedCache_HashesAgain()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Cache)!);
        File.WriteAllBytes(Cache, [0, 255, 10, 32, 32, 32, 10]);

        Assert.Equal(3, new FileHashes(Cache).Of(WithContent("abc")).Bytes);
    }
}
