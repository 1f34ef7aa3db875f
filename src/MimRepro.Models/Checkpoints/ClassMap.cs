using System.Globalization;

namespace MimRepro.Models.Checkpoints;

/// <summary>Reads which classes of a larger set the classes of a smaller one are.</summary>
public static class ClassMap
{
    private const int MostClasses = 1_000_000;

    /// <returns>One row number for each line.</returns>
    /// <exception cref="CheckpointException">A line is no whole number from 0, or there are none or too many lines.</exception>
    public static IReadOnlyList<int> Read(string path)
    {
        var rows = new List<int>();
        foreach (string line in File.ReadLines(path))
        {
            if (!int.TryParse(line.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int row) || rows.Count == MostClasses)
                throw new CheckpointException(
                    $"Class map cannot be read.\n  file:       {path}\n  line:       {rows.Count + 1}\n  expected:   one whole number from 0 on each of at most {MostClasses} lines");
            rows.Add(row);
        }
        return rows.Count > 0 ? rows : throw new CheckpointException($"Class map is empty.\n  file:       {path}");
    }
}
