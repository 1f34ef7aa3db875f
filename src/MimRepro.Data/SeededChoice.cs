namespace MimRepro.Data;

/// <summary>Which images of a set a smaller one has.</summary>
public static class SeededChoice
{
    /// <summary>So many of the numbers 0 … <paramref name="all"/> − 1, rising.</summary>
    public static int[] Of(int count, int all, SeededRandom random)
    {
        var chosen = Enumerable.Range(0, all).ToArray();
        random.Shuffle(chosen.AsSpan());
        Array.Resize(ref chosen, count);
        Array.Sort(chosen);
        return chosen;
    }
}
