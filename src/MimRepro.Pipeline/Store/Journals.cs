using System.Text.Json;

namespace MimRepro.Pipeline;

/// <summary>Reads the journals of all runs of a store.</summary>
internal static class Journals
{
    /// <summary>All runs, in the order in which they began. A line that a kill cut short ends its journal.</summary>
    /// <param name="layout">The store.</param>
    /// <param name="faults">Gets one text for each journal that cannot be read.</param>
    public static IReadOnlyList<Journal> ReadAll(StoreLayout layout, ICollection<string>? faults = null)
    {
        if (!Directory.Exists(layout.Journals)) return [];
        var journals = new List<Journal>();
        foreach (string path in Directory.EnumerateFiles(layout.Journals, "*.jsonl"))
        {
            try
            {
                if (Read(path) is { } journal) journals.Add(journal);
            }
            catch (Exception fault) when (fault is IOException or JsonException)
            {
                faults?.Add($"{path}: {fault.Message}");
            }
        }
        return [.. journals.OrderBy(journal => journal.Run.Started).ThenBy(journal => journal.Run.Id, StringComparer.Ordinal)];
    }

    // Null: killed while it wrote its first line, so nothing had happened.
    private static Journal? Read(string path)
    {
        string[] lines = File.ReadAllText(path).Split('\n');
        JournaledRun? run = null;
        var steps = new List<JournaledStep>();
        DateTimeOffset? ended = null;
        foreach (string text in lines.SkipLast(1)) // what follows the last line feed is empty, or cut short
        {
            JournalLine line = JsonSerializer.Deserialize(text, JournalJson.Default.JournalLine) ?? throw new JsonException("a line holds null");
            if (line.Run is { Format: not JournaledRun.CurrentFormat }) throw new JsonException($"format is {line.Run.Format}, expected {JournaledRun.CurrentFormat}");
            run ??= line.Run ?? throw new JsonException("it does not begin with a run");
            if (line.Step is not null) steps.Add(line.Step);
            ended = line.Ended ?? ended;
        }
        return run is null ? null : new Journal(run, steps, ended);
    }
}
