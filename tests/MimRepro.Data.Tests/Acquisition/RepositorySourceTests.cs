using MimRepro.Data.Acquisition;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class RepositorySourceTests : IDisposable
{
    private static readonly Dictionary<string, byte[]> Files = TinyDataset.Contents.ToDictionary(file => file.Key + ".gz", file => TinyDataset.Gzip(file.Value));
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Find_ConnectionThatDrops_IsContinuedWhereItStopped()
    {
        var server = new FakeServer(Files) { DropAfter = Files["train-images-idx3-ubyte.gz"].Length / 2 + 1 };

        AssertWhole(Find(server));

        Assert.Contains($"train-images-idx3-ubyte.gz bytes={server.DropAfter}-", server.Asked);
    }

    [Fact]
    public void Find_ConnectionThatKeepsDropping_IsContinuedByTheNextBuild()
    {
        var server = new FakeServer(Files) { DropAfter = 300 };
        var first = Find(server);
        server.DropAfter = null;

        var second = Find(server);

        Assert.Contains("the connection ended after 900 of", first.Said, StringComparison.Ordinal);
        Assert.Contains("train-images-idx3-ubyte.gz bytes=900-", server.Asked);
        AssertWhole(second);
    }

    [Fact]
    public void Find_ServerWithoutRanges_StartsAnew()
    {
        var part = _folder.Folder("downloads") + "/train-images-idx3-ubyte.gz.part";
        File.WriteAllText(part, "something older");

        AssertWhole(Find(new FakeServer(Files) { IgnoresRanges = true }));
    }

    [Fact]
    public void Find_PartLongerThanTheFile_StartsAnew()
    {
        var part = _folder.Folder("downloads") + "/train-labels-idx1-ubyte.gz.part";
        File.WriteAllBytes(part, new byte[5000]);

        AssertWhole(Find(new FakeServer(Files)));
    }

    [Fact]
    public void Find_FileNotThere_GivesUpAtOnce()
    {
        var server = new FakeServer(new Dictionary<string, byte[]>());

        var answer = Find(server);

        Assert.Empty(answer.Paths);
        Assert.EndsWith("HTTP 404", answer.Said, StringComparison.Ordinal);
        Assert.Single(server.Asked);
    }

    [Fact]
    public void Find_EndlessFile_IsCutShort()
    {
        var server = new FakeServer(Files.Keys.ToDictionary(name => name, _ => new byte[10 << 20]));

        var answer = Find(server);

        Assert.Contains("is longer than", answer.Said, StringComparison.Ordinal);
        Assert.All(Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories), path => Assert.Equal(0, new FileInfo(path).Length));
    }

    private SourceAnswer Find(FakeServer server) => new RepositorySource(server).Find(TinyDataset.Recipe.Files,
        new(TinyDataset.Recipe, new("package", new("https://example.org/data/"), "raw"), null, _folder.Path, _ => { }));

    private static void AssertWhole(SourceAnswer answer)
    {
        Assert.Equal(Files.Keys.Order(), answer.Paths.Select(Path.GetFileName).Order());
        Assert.All(answer.Paths, path => Assert.Equal(Files[Path.GetFileName(path)], File.ReadAllBytes(path)));
    }
}
