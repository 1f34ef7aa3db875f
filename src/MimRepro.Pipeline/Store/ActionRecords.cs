using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Fingerprint → artifact, for everything that ever ran: the first of the two levels of the cache.</summary>
internal sealed class ActionRecords(StoreLayout layout)
{
    private ILookup<string, ActionRecord>? history;

    /// <summary>The record under <paramref name="key"/>, or null if there is none that can be read.</summary>
    public ActionRecord? Find(string key) => Read(layout.Record(key));

    /// <summary>Every earlier record of a step, oldest first.</summary>
    public IEnumerable<ActionRecord> HistoryOf(string step)
    {
        history ??= ReadAll().OrderBy(record => record.Recorded).ToLookup(record => record.Step, StringComparer.Ordinal);
        return history[step];
    }

    /// <summary>Records a published artifact; the last thing that happens to a step.</summary>
    public void Save(string key, ActionRecord record) =>
        DurableFile.Write(layout.Record(key), JsonSerializer.SerializeToUtf8Bytes(record, StoreJson.Default.ActionRecord));

    private IEnumerable<ActionRecord> ReadAll() => Directory.Exists(layout.Records)
        ? Directory.EnumerateFiles(layout.Records, "*.json").Select(Read).OfType<ActionRecord>()
        : [];

    // A record that cannot be read is no record: the step runs again and writes a good one.
    private static ActionRecord? Read(string path)
    {
        try
        {
            return StoreText.Record(File.ReadAllBytes(path));
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            return null;
        }
    }
}
