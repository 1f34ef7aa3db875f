namespace MimRepro.Pipeline.Tests.Store;

/// <summary>What was found good once is not opened again, and whatever looks different is.</summary>
[Trait("Kind", "Unit")]
public sealed class StepCacheTests : IDisposable
{
    private readonly FakeWorker worker = new();
    private readonly Step step = FakeWorker.Step("draw", "picture", value: "5");
    private readonly StoreLayout layout;
    private readonly Fingerprint fingerprint;
    private readonly string artifact;

    public StepCacheTests()
    {
        layout = new StoreLayout(worker.Store());
        artifact = worker.Run(step).Steps[0].Artifact!;
        fingerprint = worker.Plan(step).Steps[0].Fingerprint!;
    }

    public void Dispose() => worker.Dispose();

    [Fact]
    public void Find_SeenBeforeAndUntouched_OpensNeitherRecordNorManifest()
    {
        var (cache, records) = Cache();

        CacheAnswer answer = cache.Find(step, fingerprint);

        Assert.True(answer.IsHit);
        Assert.Equal(0, records.Reads);
        AssertSameRecord(new ActionRecords(layout).Find(fingerprint.Key)!, answer.Record!);
    }

    [Fact]
    public void Find_WithVerify_OpensAll()
    {
        var (cache, records) = Cache(verify: true);

        Assert.True(cache.Find(step, fingerprint).IsHit);
        Assert.Equal(1, records.Reads);
    }

    [Theory]
    [InlineData("file gone", "p.png is missing")]
    [InlineData("file longer", "p.png has 13 bytes, expected 9")]
    [InlineData("other bytes", "p.png has other content than when it was written")]
    [InlineData("file more", "it holds 3 files, expected 2")]
    [InlineData("folder with a file more", "it holds 3 files, expected 2")]
    [InlineData("manifest gone", "manifest.json cannot be read")]
    public void Find_ArtifactTouchedSince_SaysWhatIsWrong(string change, string fault)
    {
        string picture = Path.Combine(artifact, "p.png");
        switch (change)
        {
            case "file gone": File.Delete(picture); break;
            case "file longer": Overwrite(picture, [.. File.ReadAllBytes(picture), 1, 2, 3, 4]); break;
            case "other bytes": Overwrite(picture, [.. File.ReadAllBytes(picture).Reverse()]); break;
            case "file more": File.WriteAllText(Path.Combine(artifact, "new"), ""); break;
            case "folder with a file more":
                Directory.CreateDirectory(Path.Combine(artifact, "inner"));
                File.WriteAllText(Path.Combine(artifact, "inner", "new"), "");
                break;
            case "manifest gone": File.Delete(Path.Combine(artifact, "manifest.json")); break;
        }

        CacheAnswer answer = Cache().Cache.Find(step, fingerprint);

        Assert.False(answer.IsHit);
        Assert.StartsWith(fault, answer.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Find_ArtifactGone_IsMissing()
    {
        Directory.Delete(artifact, recursive: true);

        Assert.True(Cache().Cache.Find(step, fingerprint).IsMissing);
    }

    [Fact]
    public void Find_RecordDeleted_IsNoHit()
    {
        File.Delete(layout.Record(fingerprint.Key));

        Assert.Null(Cache().Cache.Find(step, fingerprint).Record);
    }

    [Fact]
    public void Find_AnyByteOfItsLinesChanged_IsReadInFull()
    {
        byte[] bytes = File.ReadAllBytes(layout.Checked);
        for (int place = 0; place < bytes.Length; place++)
        {
            byte[] damaged = [.. bytes];
            damaged[place] ^= 4; // also turns some digits into others and tabs into control characters
            File.WriteAllBytes(layout.Checked, damaged);

            Assert.True(Cache().Cache.Find(step, fingerprint).IsHit);
        }
    }

    [Fact]
    public void Find_TornInTheMiddle_IsReadInFullAndRememberedAgain()
    {
        File.WriteAllBytes(layout.Checked, File.ReadAllBytes(layout.Checked)[..^20]);
        var (torn, tornRecords) = Cache();
        Assert.True(torn.Find(step, fingerprint).IsHit);
        Assert.Equal(1, tornRecords.Reads);

        torn.Remember(); // behind what is torn, so that first line is lost
        Cache().Cache.Find(step, fingerprint);
        Assert.True(worker.Run(step).AllCached);
        Assert.True(worker.Run(step).AllCached);

        var (whole, records) = Cache();
        Assert.True(whole.Find(step, fingerprint).IsHit);
        Assert.Equal(0, records.Reads);
    }

    [Fact]
    public void Session_StoreWithoutSightings_RemembersThemOnceAndThenWritesNothing()
    {
        File.Delete(layout.Checked);

        Assert.True(worker.Run(step).AllCached);
        IReadOnlyList<string> before = worker.Snapshot();
        Assert.True(worker.Run(step).AllCached);

        Assert.Equal(before, worker.Snapshot());
        Assert.True(File.Exists(layout.Checked));
    }

    [Fact]
    public void Session_CopiedStoreWithNewTimes_IsHashedOnceAndThenRemembered()
    {
        foreach (string file in Directory.EnumerateFiles(artifact))
        {
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddDays(-1));
        }
        Assert.True(worker.Run(step).AllCached);

        var (cache, records) = Cache();
        Assert.True(cache.Find(step, fingerprint).IsHit);
        Assert.Equal(0, records.Reads);
    }

    [Fact]
    public void Add_ManyTimesTheSameKey_DoesNotGrowForEver()
    {
        ActionRecord record = new ActionRecords(layout).Find(fingerprint.Key)!;
        long line = new FileInfo(layout.Checked).Length;

        for (int i = 0; i < 40; i++)
        {
            var (cache, _) = Cache();
            for (int j = 0; j < 60; j++) cache.Add(fingerprint.Key, record);
        }

        Assert.InRange(new FileInfo(layout.Checked).Length, line, 1200 * line);
        Assert.True(Cache().Cache.Find(step, fingerprint).IsHit);
    }

    private (StepCache Cache, ActionRecords Records) Cache(bool verify = false)
    {
        var records = new ActionRecords(layout);
        return (new StepCache(layout, records, new ArtifactStore(layout, verify), verify), records);
    }

    private static void Overwrite(string file, byte[] bytes)
    {
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllBytes(file, bytes);
    }

    private static void AssertSameRecord(ActionRecord wanted, ActionRecord got)
    {
        Assert.Equal(wanted.Parts, got.Parts);
        Assert.Equal(wanted with { Parts = got.Parts }, got);
    }
}
