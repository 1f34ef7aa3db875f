using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>Knows when the last step of an experiment has been recorded, and lets others wait for that.</summary>
internal sealed class ExperimentTracker
{
    private readonly Dictionary<string, Entry> entries = new(StringComparer.Ordinal);

    private sealed record Entry(List<string> Order, Dictionary<string, StepResult> Results)
    {
        public TaskCompletionSource<ExperimentResult> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public bool Cancelled { get; set; }
    }

    public ExperimentTracker(IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            if (!entries.TryGetValue(step.Experiment, out Entry? entry)) entries.Add(step.Experiment, entry = new Entry([], new(StringComparer.Ordinal)));
            entry.Order.Add(step.Name);
        }
    }

    /// <summary>Notes how a step came out.</summary>
    /// <returns>The experiment's result if this was its last step, else null.</returns>
    public ExperimentResult? Add(Step step, StepResult result)
    {
        Entry entry = entries[step.Experiment];
        entry.Results.Add(step.Name, result);
        entry.Cancelled |= result is { Outcome: StepOutcome.Skipped, Error: OperationCanceledException };
        return entry.Results.Count < entry.Order.Count
            ? null
            : new ExperimentResult(step.Experiment, [.. entry.Order.Select(name => entry.Results[name])], entry.Cancelled);
    }

    public void Finish(ExperimentResult result) => entries[result.Experiment].Done.TrySetResult(result);

    public void Fail(string experiment, Exception fault) => entries[experiment].Done.TrySetException(fault);

    /// <summary>Everyone who waits gets <paramref name="fault"/>.</summary>
    public void Fail(Exception fault)
    {
        foreach (Entry entry in entries.Values) entry.Done.TrySetException(fault);
    }

    /// <exception cref="PipelineInputException">The experiment is not part of this run.</exception>
    public ExperimentResult Wait(string experiment) => entries.TryGetValue(experiment, out Entry? entry)
        ? entry.Done.Task.GetAwaiter().GetResult()
        : throw new PipelineInputException(UnknownName.Message("experiment of this run", experiment, entries.Keys));
}
