namespace MimRepro.Pipeline;

/// <summary>Counts for each step the inputs that have not ended yet. Steps are named by their place in the list.</summary>
internal sealed class WaitingSteps
{
    private readonly int[] missing;
    private readonly List<int>?[] readers;

    public WaitingSteps(IReadOnlyList<Step> steps)
    {
        missing = new int[steps.Count];
        readers = new List<int>?[steps.Count];
        var places = new Dictionary<string, int>(steps.Count, StringComparer.Ordinal);
        for (int place = 0; place < steps.Count; place++) places[steps[place].Name] = place;
        for (int place = 0; place < steps.Count; place++)
            foreach (string input in steps[place].Inputs.Values.Distinct(StringComparer.Ordinal))
                if (places.TryGetValue(input, out int of))
                {
                    missing[place]++;
                    (readers[of] ??= []).Add(place);
                }
    }

    /// <summary>The steps that wait for nothing.</summary>
    public IEnumerable<int> TakeReady() => Enumerable.Range(0, missing.Length).Where(place => missing[place] == 0);

    /// <summary>The steps for which <paramref name="place"/> was the last input missing.</summary>
    public IReadOnlyList<int> Ended(int place) => [.. (readers[place] ?? []).Where(reader => --missing[reader] == 0)];
}
