namespace MimRepro.BuildHost.CommandLine;

/// <summary>Orders known names by how little must be typed differently to get from a wrong one to them.</summary>
internal static class NearestNames
{
    /// <summary>All names, nearest first; names equally near in alphabetical order.</summary>
    public static IEnumerable<string> Sort(string wrong, IEnumerable<string> known) =>
        known.OrderBy(name => Distance(wrong, name)).ThenBy(name => name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Number of letters to insert, delete or replace, but for case; half a letter less for the same beginning.</summary>
    public static double Distance(string from, string to)
    {
        var a = from.ToLowerInvariant();
        var b = to.ToLowerInvariant();
        var previous = new int[b.Length + 1];
        var current = new int[b.Length + 1];
        for (var column = 0; column <= b.Length; column++)
        {
            previous[column] = column;
        }

        for (var row = 1; row <= a.Length; row++)
        {
            current[0] = row;
            for (var column = 1; column <= b.Length; column++)
            {
                var replaced = previous[column - 1] + (a[row - 1] == b[column - 1] ? 0 : 1);
                current[column] = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
            }

            (previous, current) = (current, previous);
        }

        var sameBeginning = a.Length > 0 && b.StartsWith(a[..Math.Min(a.Length, 3)], StringComparison.Ordinal);
        return previous[b.Length] - (sameBeginning ? 0.5 : 0);
    }
}
