namespace MimRepro.Pipeline;

/// <summary>Depth-first order with a stack of its own: a chain of 100,000 steps is no deeper than one of two.</summary>
internal static class StepOrder
{
    private enum Mark { New, Open, Done }

    /// <summary>The steps, inputs first. Adds the path of every cycle met to <paramref name="faults"/>.</summary>
    public static List<Step> InputsFirst(IEnumerable<Step> steps, Dictionary<string, Step> byName, List<string> faults)
    {
        var ordered = new List<Step>(byName.Count);
        var marks = new Dictionary<string, Mark>(byName.Count, StringComparer.Ordinal);
        var path = new Stack<(Step Step, IEnumerator<string> Inputs)>();
        foreach (Step root in steps)
        {
            Open(root);
            while (path.TryPeek(out var top))
            {
                if (top.Inputs.MoveNext())
                {
                    if (!byName.TryGetValue(top.Inputs.Current, out Step? input)) continue;
                    if (marks.GetValueOrDefault(input.Name) == Mark.Open) faults.Add(Cycle(path.Select(open => open.Step.Name), input.Name));
                    else Open(input);
                    continue;
                }
                path.Pop();
                marks[top.Step.Name] = Mark.Done;
                ordered.Add(top.Step);
            }
        }
        return ordered;

        void Open(Step step)
        {
            if (!marks.TryAdd(step.Name, Mark.Open)) return;
            IEnumerable<string> inputs = step.Inputs.Count > 1 ? step.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => input.Value) : step.Inputs.Values;
            path.Push((step, inputs.GetEnumerator()));
        }
    }

    private static string Cycle(IEnumerable<string> fromTop, string closing)
    {
        List<string> members = [.. fromTop.TakeWhile(name => name != closing), closing];
        members.Insert(0, closing);
        return $"steps wait for each other: {string.Join(" ← ", members)}";
    }
}
