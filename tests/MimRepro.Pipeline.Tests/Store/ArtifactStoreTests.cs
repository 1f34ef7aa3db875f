namespace MimRepro.Pipeline.Tests.Store;

public sealed class ArtifactStoreTests : IDisposable
{
    private readonly FakeWorker worker = new();
    private readonly StoreLayout layout;

    public ArtifactStoreTests()
    {
        layout = new StoreLayout(worker.Store());
        Directory.CreateDirectory(layout.Artifacts);
    }

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void Publish_SameFilesAtOtherTimes_IsTheSameArtifact()
    {
        string first = Publish(("b.txt", "2"), ("a/c.txt", "1"));
        string second = Publish(("a/c.txt", "1"), ("b.txt", "2"));

        Assert.Equal(first, second);
        Assert.Null(Store().FaultOf(first));
        Assert.NotEqual(first, Publish(("a/c.txt", "2"), ("b.txt", "1")));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Publish_FilesAreReadOnly()
    {
        string hash = Publish(("a.txt", "1"));

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(Path.Combine(layout.Artifact(hash), "a.txt")));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("manifest.json")]
    [InlineData("a:b")]
    public void Publish_NameThatAnArtifactCannotHave_IsRefused(string name) =>
        Assert.Throws<InvalidDataException>(() => Publish((name, "1")));

    [Theory, Trait("Kind", "Unit")]
    [InlineData("truncated")]
    [InlineData("changed")]
    [InlineData("missing")]
    [InlineData("added")]
    [InlineData("manifest lost")]
    [InlineData("manifest changed")]
    [InlineData("manifest of another")]
    public void Fault_OfDamagedArtifact_IsFound(string damage)
    {
        string hash = Publish(("a.txt", "12345"), ("b.txt", "67890"));
        string other = Publish(("a.txt", "12345"));
        Damage(layout.Artifact(hash), damage, layout.Artifact(other));

        Assert.NotNull(Store().FaultOf(hash));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Fault_BitFlippedBehindAnOldTime_IsFoundByVerifyOnly()
    {
        string hash = Publish(("a.txt", "12345"));
        string file = Path.Combine(layout.Artifact(hash), "a.txt");
        DateTime time = File.GetLastWriteTimeUtc(file);
        Overwrite(file, "12346");
        File.SetLastWriteTimeUtc(file, time);

        Assert.Null(Store().FaultOf(hash));
        Assert.Equal("a.txt has other content than when it was written", Store(verify: true).FaultOf(hash));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Fault_OfCopiedStoreWithNewTimes_IsNone()
    {
        string hash = Publish(("a.txt", "12345"));
        File.SetLastWriteTimeUtc(Path.Combine(layout.Artifact(hash), "a.txt"), DateTime.UtcNow.AddDays(1));

        Assert.Null(Store().FaultOf(hash));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Publish_OverDamagedArtifact_MovesThatAside()
    {
        string hash = Publish(("a.txt", "12345"));
        Overwrite(Path.Combine(layout.Artifact(hash), "a.txt"), "broken");

        Publish(("a.txt", "12345"));

        Assert.Null(Store(verify: true).FaultOf(hash));
        Assert.True(Directory.Exists(Path.Combine(layout.Damaged, hash)));
    }

    private ArtifactStore Store(bool verify = false) => new(layout, verify);

    private string Publish(params (string Path, string Text)[] files)
    {
        string folder = layout.NewTemporary("test", new string('0', 64));
        foreach ((string path, string text) in files)
        {
            string file = Path.Combine(folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, text);
        }
        return Store().Publish(folder);
    }

    private static void Damage(string folder, string damage, string other)
    {
        string file = Path.Combine(folder, "a.txt"), manifest = Path.Combine(folder, "manifest.json");
        switch (damage)
        {
            case "truncated": Overwrite(file, "123"); break;
            case "changed": Overwrite(file, "54321"); break;
            case "missing": File.Delete(file); break;
            case "added": File.WriteAllText(Path.Combine(folder, "c.txt"), ""); break;
            case "manifest lost": File.Delete(manifest); break;
            case "manifest changed": Overwrite(manifest, File.ReadAllText(manifest).Replace("a.txt", "../a.txt", StringComparison.Ordinal)); break;
            case "manifest of another": Overwrite(manifest, File.ReadAllText(Path.Combine(other, "manifest.json"))); break;
            default: throw new ArgumentException(damage);
        }
    }

    private static void Overwrite(string file, string text)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(file, text);
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));
    }
}
