namespace MimRepro.Pipeline;

/// <summary>The keys under which each step ran, oldest first: <c>steps/history/&lt;step&gt;</c>, so that one step's past is read without that of all others.</summary>
/// <remarks>Only reasons, estimates and acceptance need it; what is cached is decided by the records alone.</remarks>
internal sealed class StepHistory(StoreLayout layout)
{
    private const int KeyLength = 64;

    /// <summary>False in a store that an earlier version wrote.</summary>
    public bool Exists => Directory.Exists(layout.History);

    /// <summary>Keys in the order added, each once, at its last place. Empty if the step never ran.</summary>
    public IReadOnlyList<string> KeysOf(string step)
    {
        try
        {
            string[] lines = File.ReadAllLines(PathOf(step));
            return [.. lines.Reverse().Where(IsKey).Distinct(StringComparer.Ordinal).Reverse()];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>Adds a key, before its record is written: a key without record is skipped, a record without key would be forgotten.</summary>
    public void Add(string step, string key) => File.AppendAllText(PathOf(step), key + "\n");

    /// <summary>Makes the history of a store that has none.</summary>
    /// <param name="entries">Step and key, oldest first.</param>
    public void Make(IEnumerable<(string Step, string Key)> entries)
    {
        string folder = $"{layout.History}.{Guid.NewGuid():N}.partial";
        Directory.CreateDirectory(folder);
        foreach (var step in entries.GroupBy(entry => entry.Step, entry => entry.Key, StringComparer.Ordinal))
            File.WriteAllLines(Path.Combine(folder, step.Key), step);
        Directory.Move(folder, layout.History);
    }

    private string PathOf(string step) => Path.Combine(layout.History, step);

    private static bool IsKey(string line) => line.Length == KeyLength && line.All(char.IsAsciiHexDigitLower);
}
