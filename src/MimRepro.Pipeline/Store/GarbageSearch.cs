namespace MimRepro.Pipeline;

/// <summary>Finds what a store can do without. Reads only.</summary>
/// <remarks>
/// Kept are the artifacts of the plans given, those that the latest good outcome of every step of every profile refers to,
/// and all that was made or used since the cut-off. Records and journals always stay: they are small, and with them what is
/// freed can be explained, and made again. What the code of a result was stays as long as the result.
/// </remarks>
/// <param name="layout">The store.</param>
/// <param name="plans">Plans whose artifacts are needed.</param>
/// <param name="cutOff">What was used later is kept.</param>
internal sealed class GarbageSearch(StoreLayout layout, IReadOnlyList<Plan> plans, DateTimeOffset cutOff)
{
    private readonly Dictionary<string, Use> artifacts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> madeByCode = new(StringComparer.Ordinal);
    private readonly HashSet<string> logs = new(StringComparer.Ordinal);

    private sealed class Use
    {
        public DateTimeOffset Last { get; set; }
        public bool Needed { get; set; }
        public SortedSet<string> Steps { get; } = new(StringComparer.Ordinal);
    }

    public Garbage Find()
    {
        ReadPlans();
        ReadRecords();
        ReadJournals();
        List<GarbageItem> found = [];
        var kept = new HashSet<string>(StringComparer.Ordinal);
        long keptBytes = 0;
        foreach (DirectoryInfo folder in Folders(layout.Artifacts))
        {
            Use use = artifacts.GetValueOrDefault(folder.Name) ?? new Use { Last = folder.LastWriteTimeUtc };
            long bytes = BytesOf(folder);
            if (!use.Needed && use.Last < cutOff)
            {
                found.Add(new GarbageItem(GarbageKind.Artifact, folder.FullName, bytes, use.Last, [.. use.Steps]));
                continue;
            }
            kept.Add(folder.Name);
            keptBytes += bytes;
        }
        found.AddRange(Old(layout.Logs, GarbageKind.Log).Where(item => !logs.Contains(Path.GetFileName(item.Path))));
        found.AddRange(Old(layout.Damaged, GarbageKind.Damaged));
        found.AddRange(Old(layout.Unfinished, GarbageKind.Unfinished));
        found.AddRange(Old(layout.CodeManifests, GarbageKind.Code).Where(item => !ResultsOf(item.Path).Overlaps(kept)));
        return new Garbage([.. found.OrderBy(item => item.Kind).ThenByDescending(item => item.Bytes).ThenBy(item => item.Path, StringComparer.Ordinal)], kept.Count, keptBytes);
    }

    private void ReadPlans()
    {
        foreach (PlannedStep entry in plans.SelectMany(plan => plan.Steps))
        {
            if (entry.Fingerprint is { } fingerprint) KeepLog(entry.Step.Name, fingerprint.Key);
            if (entry.Record is { } record) Of(record.Artifact).Needed = true;
        }
    }

    private void ReadRecords()
    {
        foreach ((string key, ActionRecord record) in new ActionRecords(layout).All())
        {
            Add(record.Artifact, record.Step, key, record.Recorded);
            if (record.Parts.FirstOrDefault(part => part.Name == Fingerprint.MethodsPart) is not { } code) continue;
            if (!madeByCode.TryGetValue(code.Value, out HashSet<string>? made)) madeByCode.Add(code.Value, made = new(StringComparer.Ordinal));
            made.Add(record.Artifact);
        }
    }

    private void ReadJournals()
    {
        var faults = new List<string>();
        var latest = new Dictionary<(string Profile, string Step), JournaledStep>();
        foreach (Journal journal in Journals.ReadAll(layout, faults))
            foreach (JournaledStep step in journal.Steps)
            {
                if (journal.Run.Started >= cutOff && step.Key.Length > 0) KeepLog(step.Name, step.Key);
                if (!step.Succeeded) continue;
                Add(step.Artifact!, step.Name, step.Key, journal.Run.Started);
                latest[(journal.Run.Profile, step.Name)] = step;
            }
        // Not knowing what a run used is no reason to free it.
        if (faults.Count > 0)
            throw new StoreException($"What the runs of this store use cannot be told, so nothing is freed:\n  {string.Join("\n  ", faults)}\n  A journal is damaged. Move it away if its run no longer matters.");
        foreach (JournaledStep step in latest.Values)
        {
            Of(step.Artifact!).Needed = true;
            KeepLog(step.Name, step.Key);
        }
    }

    private void Add(string artifact, string step, string key, DateTimeOffset used)
    {
        Use use = Of(artifact);
        use.Steps.Add(step);
        if (used > use.Last) use.Last = used;
        if (used >= cutOff) KeepLog(step, key);
    }

    private Use Of(string artifact)
    {
        if (!artifacts.TryGetValue(artifact, out Use? use)) artifacts.Add(artifact, use = new Use());
        return use;
    }

    private HashSet<string> ResultsOf(string manifest)
    {
        string name = Path.GetFileName(manifest);
        string hash = name.EndsWith(StoreLayout.CodeSuffix, StringComparison.Ordinal) ? name[..^StoreLayout.CodeSuffix.Length] : name;
        return madeByCode.TryGetValue(hash, out HashSet<string>? made) ? made : [];
    }

    private void KeepLog(string step, string key) => logs.Add(Path.GetFileName(layout.Log(step, key)));

    private IEnumerable<GarbageItem> Old(string folder, GarbageKind kind)
    {
        if (!Directory.Exists(folder)) return [];
        return from entry in new DirectoryInfo(folder).EnumerateFileSystemInfos()
               where entry.LastWriteTimeUtc < cutOff.UtcDateTime
               select new GarbageItem(kind, entry.FullName, entry is DirectoryInfo inner ? BytesOf(inner) : ((FileInfo)entry).Length, entry.LastWriteTimeUtc, []);
    }

    private static IEnumerable<DirectoryInfo> Folders(string path) => Directory.Exists(path) ? new DirectoryInfo(path).EnumerateDirectories() : [];

    private static long BytesOf(DirectoryInfo folder) => folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
