namespace MimRepro.Pipeline;

/// <summary>Steps that fit together: names are unique, inputs exist, nothing waits for itself. Linear in steps and inputs, without recursion.</summary>
public sealed class StepGraph
{
    private readonly Dictionary<string, int> places;

    private StepGraph(IReadOnlyList<Step> ordered)
    {
        Ordered = ordered;
        places = new Dictionary<string, int>(ordered.Count, StringComparer.Ordinal);
        for (int place = 0; place < ordered.Count; place++) places.Add(ordered[place].Name, place);
        Experiments = [.. ordered.Select(step => step.Experiment).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Inputs before what reads them, otherwise in the order declared.</summary>
    public IReadOnlyList<Step> Ordered { get; }

    public IReadOnlyList<string> Experiments { get; }

    public Step this[string name] => Ordered[places[name]];

    /// <exception cref="PipelineInputException">No such step; names the nearest.</exception>
    public Step Find(string name) =>
        places.TryGetValue(name, out int place) ? Ordered[place] : throw new PipelineInputException(UnknownName.Message("step", name, places.Keys));

    /// <summary>The graph of <paramref name="steps"/>.</summary>
    /// <exception cref="PipelineInputException">Every fault of the graph: doubled names, missing inputs, cycles with their path.</exception>
    public static StepGraph Create(IReadOnlyList<Step> steps)
    {
        var faults = new List<string>();
        var byName = new Dictionary<string, Step>(StringComparer.Ordinal);
        foreach (Step step in steps)
        {
            if (!IsName(step.Name)) faults.Add($"'{step.Name}' is not a name of a step: lower-case letters, digits and dashes, at most 100");
            if (!byName.TryAdd(step.Name, step)) faults.Add($"'{step.Name}' is declared twice (experiments {byName[step.Name].Experiment} and {step.Experiment})");
        }
        faults.AddRange(MissingInputs(byName));
        List<Step> ordered = StepOrder.InputsFirst(byName.Values, byName, faults);
        if (faults.Count == 0) return new StepGraph(ordered);
        throw new PipelineInputException(
            $"The step graph has {faults.Count} fault{(faults.Count == 1 ? "" : "s")}:\n  {string.Join("\n  ", faults)}\n  Steps are declared by the experiments; correct them there.");
    }

    /// <summary>The steps of <paramref name="experiments"/> and all that they need, inputs first.</summary>
    /// <exception cref="PipelineInputException">An experiment has no steps; names the nearest that has.</exception>
    public IReadOnlyList<Step> Select(IReadOnlyCollection<string> experiments)
    {
        List<string> unknown = [.. experiments.Where(name => !Experiments.Contains(name, StringComparer.Ordinal))];
        if (unknown.Count > 0)
            throw new PipelineInputException(string.Join('\n', unknown.Select(name => UnknownName.Message("experiment", name, Experiments))));
        var wanted = new HashSet<string>(experiments, StringComparer.Ordinal);
        var needed = new bool[Ordered.Count];
        for (int place = Ordered.Count - 1; place >= 0; place--)
        {
            needed[place] |= wanted.Contains(Ordered[place].Experiment);
            if (!needed[place]) continue;
            foreach (string input in Ordered[place].Inputs.Values) needed[places[input]] = true;
        }
        return [.. Ordered.Where((_, place) => needed[place])];
    }

    private static IEnumerable<string> MissingInputs(Dictionary<string, Step> byName)
    {
        foreach (Step step in byName.Values)
            foreach ((string role, string input) in step.Inputs)
                if (!byName.ContainsKey(input))
                    yield return $"'{step.Name}' reads '{input}' as '{role}', which no step makes{UnknownName.Hint(input, byName.Keys)}";
    }

    private static bool IsName(string name) => name.Length is > 0 and <= 100 && char.IsAsciiLetterOrDigit(name[0])
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '-' or '_' or '.');
}
