using MimRepro.Data.Acquisition;

namespace MimRepro.Data.Tests.Acquisition;

[Trait("Kind", "Unit")]
public sealed class DatasetAcquisitionTests : IDisposable
{
    private const string AnyFile = "t10k-labels-idx1-ubyte";
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _progress = [];

    private string Cache => _folder.File("cache");

    private string Cached => Path.Combine(Cache, "fashion-mnist");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("fashion-mnist", false)]
    [InlineData("FashionMNIST/raw", true)]
    public void Run_DataRootInAnyKnownLayout_IsUsedAndNothingElse(string layout, bool gzip)
    {
        var root = _folder.Folder("given");
        var files = Directory.CreateDirectory(Path.Combine(root, layout)).FullName;
        (gzip ? (Action<string>)TinyDataset.WriteGzipTo : TinyDataset.WriteTo)(files);
        var (processes, server) = (new FakeProcesses(), Offline());

        AssertAcquired(Acquire(root, processes, server));

        Assert.Empty(processes.Asked);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void Run_DataRootMissing_ListsWhatWasLookedFor()
    {
        var fault = Assert.Throws<DataFormatException>(() => Acquire(_folder.File("nowhere"), new(), Offline()));

        Snapshots.Match(_folder.Anonymous(fault.Message), "data-root-missing");
    }

    [Fact]
    public void Run_DataRootWithBadFiles_NamesAllOfThemAndStops()
    {
        var root = _folder.Folder("given");
        TinyDataset.WriteTo(root);
        File.WriteAllText(Path.Combine(root, AnyFile), "not labels");
        File.WriteAllBytes(Path.Combine(root, "train-labels-idx1-ubyte"), new byte[68]);
        var processes = new FakeProcesses();

        var fault = Assert.Throws<DataFormatException>(() => Acquire(root, processes, Offline()));

        Snapshots.Match(_folder.Anonymous(fault.Message), "data-root-bad");
        Assert.Empty(processes.Asked);
    }

    [Fact]
    public void Run_DataRootWithoutTheDataSet_GoesOnToTheNextPlace()
    {
        AssertAcquired(Acquire(_folder.Folder("given"), new(), Server()));
    }

    [Fact]
    public void Run_Cached_AsksNobody()
    {
        TinyDataset.WriteTo(Directory.CreateDirectory(Cached).FullName);
        var (processes, server) = (new FakeProcesses(), Offline());

        AssertAcquired(Acquire(null, processes, server));

        Assert.Empty(processes.Asked);
        Assert.Empty(server.Asked);
    }

    [Fact]
    public void Run_CachedFileDamaged_IsMovedAsideAndGotAgain()
    {
        TinyDataset.WriteTo(Directory.CreateDirectory(Cached).FullName);
        File.WriteAllText(Path.Combine(Cached, AnyFile), "damaged");
        var server = Server();

        AssertAcquired(Acquire(null, new(), server));

        Assert.Equal([AnyFile + ".gz"], server.Asked);
        Assert.Equal("damaged", File.ReadAllText(Path.Combine(Cached, AnyFile + ".damaged")));
        Snapshots.Match(string.Join('\n', _progress), "cache-damaged");
    }

    [Fact]
    public void Run_InstalledPackage_IsFoundByDpkg()
    {
        var installed = _folder.Folder("usr");
        TinyDataset.WriteGzipTo(installed);
        var processes = new FakeProcesses { Answer = (program, _, _) => program == "dpkg" ? FakeProcesses.Ok(string.Join('\n', Directory.EnumerateFiles(installed).Prepend("/."))) : FakeProcesses.NoSuchProgram };

        AssertAcquired(Acquire(null, processes, Offline()));

        Assert.Equal(["dpkg -L"], processes.Asked);
        Assert.Equal(4, Directory.EnumerateFiles(installed).Count());
    }

    [Fact]
    public void Run_PackageCanBeDownloaded_IsUnpackedAndCleanedUp()
    {
        var processes = new FakeProcesses { Answer = Debian(listsThere: true) };

        AssertAcquired(Acquire(null, processes, Offline()));

        Assert.Equal(["dpkg -L", "apt-get download", "dpkg-deb -x"], processes.Asked);
    }

    [Fact]
    public void Run_RootWithoutPackageLists_FetchesThemFirst()
    {
        var processes = new FakeProcesses { IsPrivileged = true, Answer = Debian(listsThere: false) };

        AssertAcquired(Acquire(null, processes, Offline()));

        Assert.Equal(["dpkg -L", "apt-get download", "apt-get update", "apt-get download", "dpkg-deb -x"], processes.Asked);
    }

    [Fact]
    public void Run_DownloadedPackageWithWrongContent_GoesOnToTheAuthors()
    {
        var processes = new FakeProcesses { Answer = Debian(listsThere: true, content: folder => File.WriteAllText(Path.Combine(folder, AnyFile), "other")) };
        var server = Server();

        AssertAcquired(Acquire(null, processes, server));

        Assert.Equal(4, server.Asked.Count);
    }

    [Fact]
    public void Run_NothingWorks_SaysWhatEachWaySaid()
    {
        var fault = Assert.Throws<DataFormatException>(() => Acquire(_folder.Folder("given"), new() { Answer = (program, _, _) => program == "dpkg" ? new(true, 1, "", "dpkg-query: package 'dataset-fashion-mnist' is not installed") : FakeProcesses.UnknownPackage }, Offline()));

        Snapshots.Match(_folder.Anonymous(fault.Message), "nothing-works");
    }

    [Fact]
    public void Run_NothingWorksOffDebian_SaysSo()
    {
        var fault = Assert.Throws<DataFormatException>(() => Acquire(null, new(), new FakeServer(new Dictionary<string, byte[]>())));

        Snapshots.Match(_folder.Anonymous(fault.Message), "nothing-works-off-debian");
    }

    [Fact]
    public void Run_DataSetWithoutPublicHome_NeedsTheDataRoot()
    {
        var fault = Assert.Throws<DataFormatException>(() => new DatasetAcquisition(new FakeProcesses(), Offline())
            .Run(TinyDataset.Recipe with { Dataset = "imagenet-1k" }, null, Cache, (_, _, _) => { }));

        Snapshots.Match(_folder.Anonymous(fault.Message), "no-public-home");
    }

    [Fact]
    public void Run_CacheIsAFile_SaysThatItCannotBeWritten()
    {
        File.WriteAllText(Cache, "a file");

        var fault = Assert.Throws<DataFormatException>(() => Acquire(null, new(), Offline()));

        Assert.StartsWith("The data cache cannot be written.\n  folder:     <folder>/cache/fashion-mnist\n", _folder.Anonymous(fault.Message), StringComparison.Ordinal);
    }

    private IReadOnlyList<string> Acquire(string? dataRoot, FakeProcesses processes, FakeServer server) =>
        new DatasetAcquisition(processes, server).Run(TinyDataset.Recipe, dataRoot, Cache, (done, total, text) => _progress.Add($"{done}/{total} {text}"));

    private void AssertAcquired(IReadOnlyList<string> paths)
    {
        Assert.Equal(TinyDataset.Recipe.Files.Select(file => Path.Combine(Cached, file.Name)), paths);
        Assert.All(paths, path => Assert.Equal(TinyDataset.Contents[Path.GetFileName(path)], File.ReadAllBytes(path)));
        Assert.Empty(Directory.EnumerateDirectories(Cached));
        Assert.DoesNotContain(Directory.EnumerateFiles(Cached), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    private static FakeServer Offline() => new(new Dictionary<string, byte[]>()) { IsOffline = true };

    private static FakeServer Server() => new(TinyDataset.Contents.ToDictionary(file => file.Key + ".gz", file => TinyDataset.Gzip(file.Value)));

    /// <summary>dpkg knows nothing; apt has the package, once its lists are there; unpacking writes the files.</summary>
    private static Func<string, IReadOnlyList<string>, string, ProcessOutcome> Debian(bool listsThere, Action<string>? content = null) => (program, arguments, folder) =>
    {
        switch (program, arguments[0])
        {
            case ("apt-get", "update"):
                listsThere = true;
                return FakeProcesses.Ok();
            case ("apt-get", "download") when listsThere:
                File.WriteAllText(Path.Combine(folder, arguments[1] + "_1_all.deb"), "package");
                return FakeProcesses.Ok();
            case ("dpkg-deb", "-x"):
                (content ?? TinyDataset.WriteGzipTo)(Directory.CreateDirectory(Path.Combine(arguments[2], "usr", "share")).FullName);
                return FakeProcesses.Ok();
            default:
                return FakeProcesses.UnknownPackage;
        }
    };
}
