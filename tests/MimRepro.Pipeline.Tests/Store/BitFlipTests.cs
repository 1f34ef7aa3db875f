using MimRepro.Results;

namespace MimRepro.Pipeline.Tests.Store;

/// <summary>200 artifacts of several files, one byte of each changed: every change is found, moved aside and made good.</summary>
public sealed class BitFlipTests : IDisposable
{
    private const int Count = 200;
    private readonly FakeWorker worker = new();
    private readonly StoreLayout layout;
    private readonly Random random = new(20240807);

    public BitFlipTests()
    {
        layout = new StoreLayout(worker.Store());
        Directory.CreateDirectory(layout.Artifacts);
    }

    public void Dispose() => worker.Dispose();

    // The times stay, so that only the hashes can tell; manifests are files like any other.
    [Fact, Trait("Kind", "Unit")]
    public void Verify_OneByteOfEachOf200Artifacts_FindsAll200()
    {
        List<string> hashes = MakeArtifacts();
        Assert.Equal(0, Found(hashes, verify: true));
        foreach (string hash in hashes) Flip(AnyFile(hash), keepTime: true);

        Assert.Equal(Count, Found(hashes, verify: true));
    }

    [Fact, Trait("Kind", "Unit")]
    public void NoVerify_ContentChangedWithItsTimeOrSize_FindsAll200()
    {
        List<string> hashes = MakeArtifacts();
        for (int i = 0; i < hashes.Count; i++)
        {
            string file = AnyFile(hashes[i], withManifest: false);
            if (i % 2 == 0) Flip(file, keepTime: false);
            else Resize(file);
        }

        Assert.Equal(Count, Found(hashes, verify: false));
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("flip")]
    [InlineData("truncate")]
    [InlineData("delete file")]
    [InlineData("delete artifact")]
    public void Session_WithVerify_ReportsMovesAsideAndRebuilds(string damage)
    {
        worker.Settings = worker.Settings with { Verify = true };
        Step[] steps = [FakeWorker.Step("data"), FakeWorker.Step("draw", "picture", value: "5", input: "data"), FakeWorker.Step("aside", value: "3")];
        Outcome first = worker.Run(steps);
        string artifact = first.Steps[1].Artifact!, file = Path.Combine(artifact, "p.png");
        string before = File.ReadAllText(Path.Combine(artifact, "metrics.json"));
        switch (damage)
        {
            case "flip": Flip(file, keepTime: true); break;
            case "truncate": Resize(file); break;
            case "delete file": File.Delete(file); break;
            default: Directory.Delete(artifact, recursive: true); break;
        }

        Plan plan = worker.Plan(steps);
        Outcome second = worker.Run(steps);

        Assert.Equal([PlannedAction.Cached, PlannedAction.Run, PlannedAction.Cached], plan.Steps.Select(step => step.Action));
        Assert.Equal([StepOutcome.Cached, StepOutcome.Ran, StepOutcome.Cached], steps.Select(step => second[step.Name]));
        Assert.Equal(before, File.ReadAllText(Path.Combine(second.Steps[1].Artifact!, "metrics.json")));
        Assert.Contains(worker.View.Notes, note => note.StartsWith("Artifact of step 'draw' is ", StringComparison.Ordinal));
        Assert.Equal(damage != "delete artifact", Directory.Exists(Path.Combine(layout.Damaged, Path.GetFileName(artifact))));
        Assert.True(worker.Run(steps).AllCached);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Verify_SoundArtifact_IsHashedOnceASession()
    {
        string hash = MakeArtifacts(1)[0];
        var store = new ArtifactStore(layout, verify: true);
        Assert.Null(store.FaultOf(hash));
        Flip(AnyFile(hash, withManifest: false), keepTime: true);

        Assert.Null(store.FaultOf(hash));
        Assert.NotNull(new ArtifactStore(layout, verify: true).FaultOf(hash));
    }

    private List<string> MakeArtifacts(int count = Count)
    {
        var store = new ArtifactStore(layout, verify: false);
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            string folder = layout.NewTemporary("test", new string('0', 64));
            for (int file = 0; file < 3; file++)
            {
                string path = Path.Combine(folder, file == 2 ? "inner/c.bin" : $"{file}.bin");
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                byte[] bytes = new byte[1 + random.Next(2000)];
                random.NextBytes(bytes);
                File.WriteAllBytes(path, bytes);
            }
            return store.Publish(folder);
        })];
    }

    private string AnyFile(string hash, bool withManifest = true)
    {
        string[] files = [.. Directory.GetFiles(layout.Artifact(hash), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(file => withManifest || Path.GetFileName(file) != ArtifactManifest.FileName)];
        return files[random.Next(files.Length)];
    }

    private int Found(List<string> hashes, bool verify) => hashes.Count(hash => new ArtifactStore(layout, verify).FaultOf(hash) is not null);

    private void Flip(string file, bool keepTime)
    {
        DateTime time = File.GetLastWriteTimeUtc(file);
        byte[] bytes = File.ReadAllBytes(file);
        bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
        Write(file, bytes, keepTime ? time : time.AddTicks(1 + random.Next(1_000_000)));
    }

    private static void Resize(string file)
    {
        DateTime time = File.GetLastWriteTimeUtc(file);
        Write(file, File.ReadAllBytes(file)[..^1], time);
    }

    private static void Write(string file, byte[] bytes, DateTime time)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(file, bytes);
        File.SetLastWriteTimeUtc(file, time);
    }
}
