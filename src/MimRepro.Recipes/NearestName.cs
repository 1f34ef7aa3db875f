namespace MimRepro.Recipes;

/// <summary>Known names in the order in which a mistyped one was probably meant.</summary>
public static class NearestName
{
    /// <summary><paramref name="known"/>, nearest to <paramref name="name"/> first; case does not count.</summary>
    public static IReadOnlyList<string> Sort(string name, IEnumerable<string> known) =>
        [.. known.OrderBy(candidate => EditDistance(name, candidate)).ThenBy(candidate => candidate, StringComparer.Ordinal)];

    /// <summary>Insertions, deletions and replacements between two names (Levenshtein).</summary>
    internal static int EditDistance(string from, string to)
    {
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var replace = diagonal + (char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }
        return row[to.Length];
    }
}
