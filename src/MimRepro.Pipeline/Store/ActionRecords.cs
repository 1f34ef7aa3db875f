using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Fingerprint → artifact, for everything that ever ran: the first of the two levels of the cache.</summary>
internal sealed class ActionRecords(StoreLayout layout)
{
    private readonly StepHistory history = new(layout);
    private readonly Lock saving = new();
    private readonly Dictionary<string, IReadOnlyList<RecordEntry>> known = new(StringComparer.Ordinal);
    private ILookup<string, RecordEntry>? unindexed;
    private int reads;

    /// <summary>How many record files have been opened.</summary>
    public int Reads => reads;

    /// <summary>The record under <paramref name="key"/>, or null if there is none that can be read.</summary>
    public ActionRecord? Find(string key) => Read(layout.Record(key));

    /// <summary>Every earlier record of a step, oldest first. Reads the records of this step only.</summary>
    public IEnumerable<ActionRecord> HistoryOf(string step) => EntriesOf(step).Select(entry => entry.Record);

    /// <summary>As <see cref="HistoryOf"/>, with the keys.</summary>
    public IReadOnlyList<RecordEntry> EntriesOf(string step)
    {
        if (known.TryGetValue(step, out IReadOnlyList<RecordEntry>? entries)) return entries;
        entries = history.Exists
            ? [.. history.KeysOf(step).Select(Entry).OfType<RecordEntry>().Where(entry => entry.Record.Step == step).OrderBy(entry => entry.Record.Recorded)]
            : [.. (unindexed ??= All().OrderBy(entry => entry.Record.Recorded).ToLookup(entry => entry.Record.Step, StringComparer.Ordinal))[step]];
        known.Add(step, entries);
        return entries;
    }

    /// <summary>Every record of the store, in no order.</summary>
    public IEnumerable<RecordEntry> All() => Directory.Exists(layout.Records)
        ? Directory.EnumerateFiles(layout.Records, "*.json").Select(path => Entry(Path.GetFileNameWithoutExtension(path))).OfType<RecordEntry>()
        : [];

    /// <summary>Records a published artifact; the last thing that happens to a step.</summary>
    /// <param name="key">Its fingerprint.</param>
    /// <param name="record">What is recorded.</param>
    /// <param name="flush">Whether a loss of power must not lose it.</param>
    public void Save(string key, ActionRecord record, bool flush = true)
    {
        lock (saving)
        {
            if (!history.Exists) history.Make(All().OrderBy(entry => entry.Record.Recorded).Select(entry => (entry.Record.Step, entry.Key)));
            history.Add(record.Step, key);
        }
        DurableFile.Write(layout.Record(key), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Default.ActionRecord), flush);
    }

    private RecordEntry? Entry(string key) => Find(key) is { } record ? new RecordEntry(key, record) : null;

    // A record that cannot be read is no record: the step runs again and writes a good one.
    private ActionRecord? Read(string path)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            Interlocked.Increment(ref reads);
            return StoreText.Record(bytes);
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }
}

/// <summary>A record and the fingerprint it stands under.</summary>
internal sealed record RecordEntry(string Key, ActionRecord Record);
