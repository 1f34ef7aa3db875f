namespace MimRepro.Pipeline.Tests.Store;

public sealed class ActionRecordsTests : IDisposable
{
    private const int Others = 500;
    private readonly FakeWorker worker = new();
    private readonly StoreLayout layout;

    public ActionRecordsTests()
    {
        layout = new StoreLayout(worker.Store());
        Directory.CreateDirectory(layout.Records);
    }

    public void Dispose() => worker.Dispose();

    [Fact, Trait("Kind", "Unit")]
    public void History_OfOneStepInALargeStore_ReadsThatStepOnly()
    {
        Fill();
        var records = new ActionRecords(layout);

        List<ActionRecord> history = [.. records.HistoryOf("step7"), .. records.HistoryOf("step7")];

        Assert.Equal(2, history.Count);
        Assert.Equal(1, records.Reads);
        Assert.Empty(records.HistoryOf("never"));
        Assert.Equal(1, records.Reads);
    }

    [Fact, Trait("Kind", "Unit")]
    public void History_OfSeveralResults_IsOldestFirstAndNamesEachKeyOnce()
    {
        var records = new ActionRecords(layout);
        foreach (int i in new[] { 3, 1, 2, 1 }) records.Save(Key(i), Record("a", i));

        Assert.Equal([Key(1), Key(2), Key(3)], new ActionRecords(layout).EntriesOf("a").Select(entry => entry.Key));
    }

    // As an earlier version left it, with records alone.
    [Fact, Trait("Kind", "Unit")]
    public void History_OfAStoreWithoutIndex_IsFoundAndIndexedByTheNextSave()
    {
        Fill();
        Directory.Delete(layout.History, recursive: true);
        Assert.Single(new ActionRecords(layout).HistoryOf("step7"));

        new ActionRecords(layout).Save(Key(9999), Record("step7", 9999));

        var after = new ActionRecords(layout);
        Assert.Equal([Key(7), Key(9999)], after.EntriesOf("step7").Select(entry => entry.Key));
        Assert.Equal(2, after.Reads);
    }

    [Fact, Trait("Kind", "Unit")]
    public void History_KeyWhoseRecordWasNeverWritten_IsSkipped()
    {
        var records = new ActionRecords(layout);
        records.Save(Key(1), Record("a", 1));
        File.AppendAllText(Path.Combine(layout.History, "a"), Key(2) + "\n" + Key(3)[..20]);

        Assert.Equal([Key(1)], new ActionRecords(layout).EntriesOf("a").Select(entry => entry.Key));
    }

    private void Fill()
    {
        var records = new ActionRecords(layout);
        for (int i = 0; i < Others; i++) records.Save(Key(i), Record($"step{i}", i));
    }

    private static string Key(int i) => $"{i:x64}";

    private static ActionRecord Record(string step, int second) => new()
    {
        Format = ActionRecord.CurrentFormat,
        Step = step,
        Kind = "fake",
        Parts = [new FingerprintPart("kind", "fake")],
        Artifact = Key(0),
        DurationInSeconds = 1,
        Recorded = DateTimeOffset.UnixEpoch.AddSeconds(second),
    };
}
