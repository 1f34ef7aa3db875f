namespace MimRepro.Pipeline;

/// <summary>Words for a name that nothing has: the known ones, nearest first.</summary>
internal static class UnknownName
{
    private const int Shown = 10;
    private const int MaximumKnown = 5_000;

    public static string Message(string what, string name, IEnumerable<string> known)
    {
        List<string> nearest = Nearest(name, known);
        string more = nearest.Count > Shown ? $", … ({nearest.Count - Shown} more)" : "";
        return $"""
            Unknown {what} '{name}'.
              known: {string.Join(", ", nearest.Take(Shown))}{more}
            """;
    }

    public static string Hint(string name, IEnumerable<string> known)
    {
        string? nearest = Nearest(name, known).FirstOrDefault();
        return nearest is not null && Distance(name, nearest) <= Math.Max(2, name.Length / 3) ? $"; did you mean '{nearest}'?" : "";
    }

    private static List<string> Nearest(string name, IEnumerable<string> known) =>
        [.. known.Take(MaximumKnown).OrderBy(other => Distance(name, other)).ThenBy(other => other, StringComparer.Ordinal)];

    // Levenshtein, without regard to case.
    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int substituted = diagonal + (char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substituted, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[b.Length];
    }
}
