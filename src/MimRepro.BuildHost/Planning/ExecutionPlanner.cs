namespace MimRepro.BuildHost.Planning;

/// <summary>Chooses the targets of a build and their order.</summary>
internal static class ExecutionPlanner
{
    /// <summary>
    /// The invoked targets, what they need and what these trigger; each after all that must go before it, otherwise in the
    /// order in which they were asked for and declared. The same request always gives the same order.
    /// </summary>
    /// <exception cref="UsageException">Targets wait for each other in a circle.</exception>
    public static List<ExecutableTarget> Plan(IReadOnlyList<ExecutableTarget> all, IReadOnlyList<ExecutableTarget> invoked)
    {
        RefuseCycles(all);
        List<ExecutableTarget> wanted = [];
        foreach (var target in invoked)
        {
            AddWithNeeded(target, wanted);
        }

        for (var index = 0; index < wanted.Count; index++)
        {
            foreach (var triggered in wanted[index].Triggers)
            {
                AddWithNeeded(triggered, wanted);
            }
        }

        return InOrder(wanted);
    }

    private static void AddWithNeeded(ExecutableTarget target, List<ExecutableTarget> wanted)
    {
        if (wanted.Contains(target))
        {
            return;
        }

        foreach (var needed in target.ExecutionDependencies)
        {
            AddWithNeeded(needed, wanted);
        }

        wanted.Add(target);
    }

    private static List<ExecutableTarget> InOrder(List<ExecutableTarget> wanted)
    {
        List<ExecutableTarget> waiting = [.. wanted];
        List<ExecutableTarget> ordered = [];
        while (waiting.Count > 0)
        {
            var next = waiting.First(target => !target.AllDependencies.Any(waiting.Contains));
            waiting.Remove(next);
            ordered.Add(next);
        }

        return ordered;
    }

    private static void RefuseCycles(IReadOnlyList<ExecutableTarget> all)
    {
        HashSet<ExecutableTarget> done = [];
        List<ExecutableTarget> path = [];
        foreach (var target in all)
        {
            Visit(target);
        }

        void Visit(ExecutableTarget target)
        {
            var start = path.IndexOf(target);
            if (start >= 0)
            {
                throw new UsageException(DescribeCycle([.. path[start..], target]));
            }

            if (!done.Add(target))
            {
                return;
            }

            path.Add(target);
            foreach (var earlier in target.AllDependencies)
            {
                Visit(earlier);
            }

            path.RemoveAt(path.Count - 1);
        }
    }

    private static string DescribeCycle(List<ExecutableTarget> circle)
    {
        var links = circle.Zip(circle.Skip(1), (target, earlier) => $"  {target.Name} {Relation(target, earlier)} {earlier.Name}");
        return $"Targets wait for each other in a circle: {string.Join(" -> ", circle.Select(target => target.Name))}\n"
            + string.Join('\n', links)
            + "\n  Remove one of these relations from the build.";
    }

    private static string Relation(ExecutableTarget target, ExecutableTarget earlier) =>
        target.ExecutionDependencies.Contains(earlier) ? "depends on"
        : target.OrderDependencies.Contains(earlier) ? "runs after"
        : "is triggered by";
}
