namespace MimRepro.Data;

/// <summary>Which images of a set a smaller one has.</summary>
internal static class SeededChoice
{
    /// <summary>So many of the numbers 0 … <paramref name="all"/> − 1, rising.</summary>
    public static int[] Of(int count, int all, int seed)
    {
        var chosen = Enumerable.Range(0, all).ToArray();
        new SeededRandom(seed, "sample", 0).Shuffle(chosen.AsSpan());
        Array.Resize(ref chosen, count);
        Array.Sort(chosen);
        return chosen;
    }
}
