using System.Collections.Concurrent;

namespace MimRepro.Pipeline;

/// <summary>What the store has for a fingerprint.</summary>
/// <param name="Record">The record under its key, or null.</param>
/// <param name="IsMissing">The record's artifact is gone.</param>
/// <param name="Fault">What is wrong with the artifact, or null.</param>
internal readonly record struct CacheAnswer(ActionRecord? Record, bool IsMissing, string? Fault)
{
    public bool IsHit => Record is not null && !IsMissing && Fault is null;
}

/// <summary>Whether steps are cached: their records and artifacts, checked.</summary>
/// <remarks>
/// What was found good before and looks the same now (sizes, times, no entry more or less) is not opened again. With verify
/// every file is hashed.
/// </remarks>
internal sealed class StepCache(StoreLayout layout, ActionRecords records, ArtifactStore artifacts, bool verify)
{
    private readonly CheckedRecords checkedRecords = new(layout);
    private readonly ConcurrentDictionary<string, Sighting> fresh = new(StringComparer.Ordinal);

    /// <summary>Looks <paramref name="fingerprint"/> up, and its artifact over.</summary>
    public CacheAnswer Find(Step step, Fingerprint fingerprint)
    {
        if (!verify && checkedRecords.Find(fingerprint.Key) is { } seen)
            return new CacheAnswer(ActionRecord.Of(step, fingerprint, seen.Artifact, seen.DurationInSeconds, seen.Recorded), false, null);
        if (records.Find(fingerprint.Key) is not { } record) return default;
        if (!artifacts.Exists(record.Artifact)) return new CacheAnswer(record, true, null);
        Sighting? now = See(fingerprint.Key, record); // before the check: what changes after it looks different
        string? fault = artifacts.FaultOf(record.Artifact);
        if (fault is null && now is not null) fresh[fingerprint.Key] = now;
        return new CacheAnswer(record, false, fault);
    }

    /// <summary>A step has just been recorded: its files need no second look.</summary>
    public void Add(string key, ActionRecord record)
    {
        if (See(key, record) is { } now) checkedRecords.Add([new(key, now)]);
    }

    /// <summary>Remembers what <see cref="Find"/> had to read, for the next build.</summary>
    public void Remember()
    {
        checkedRecords.Add([.. fresh]);
        fresh.Clear();
    }

    // An accepted step is read each time: its record says more than a sighting keeps, and there are few.
    private Sighting? See(string key, ActionRecord record)
    {
        if (record.Accepted is not null || SeenEntry.Of(new FileInfo(layout.Record(key)), "") is not { } file) return null;
        var folder = new DirectoryInfo(layout.Artifact(record.Artifact));
        var entries = new List<SeenEntry>();
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(folder))
        {
            string path = entry == folder ? "" : Path.GetRelativePath(folder.FullName, entry.FullName).Replace(Path.DirectorySeparatorChar, '/');
            if (path == ArtifactManifest.FileName) continue; // what it says was checked; if it goes, its folder's time tells
            if (SeenEntry.Of(entry, path) is not { } seen) return null;
            entries.Add(seen);
        }
        return new Sighting(record.Artifact, record.DurationInSeconds, record.Recorded, file, entries);
    }
}
