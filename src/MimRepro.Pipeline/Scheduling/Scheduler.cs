using System.Collections.Concurrent;
using System.Diagnostics;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>Runs steps side by side, the longest path first. A failed step blocks only what needs it.</summary>
/// <param name="runner">Does one step.</param>
/// <param name="plan">Estimates; every decision is taken anew from what is in the store when a step's turn comes.</param>
/// <param name="keepGoing">After a failure go on with what does not need it.</param>
/// <param name="view">Shows starts and ends.</param>
/// <param name="onEnded">Gets every step exactly once, from one thread.</param>
internal sealed class Scheduler(StepRunner runner, Plan plan, bool keepGoing, IProgressView view, Action<StepReport> onEnded)
{
    private readonly IReadOnlyList<Step> steps = [.. plan.Steps.Select(entry => entry.Step)];
    private readonly Dictionary<string, string> artifacts = new(StringComparer.Ordinal);
    private readonly HashSet<string> failed = new(StringComparer.Ordinal);
    private readonly PriorityQueue<Pending, (TimeSpan, int)> ready = new();
    private readonly BlockingCollection<(int Place, StepReport Report)> ended = [];
    private readonly Queue<int> reached = new();
    private readonly Dictionary<string, List<int>> twins = new(StringComparer.Ordinal);
    private volatile bool stopped;

    private sealed record Pending(int Place, Fingerprint Fingerprint, IReadOnlyDictionary<string, string> Inputs);

    /// <summary>Starts no further step; those that run go on to their end.</summary>
    public void Stop() => stopped = true;

    /// <summary>Runs all steps to their end, whatever that is.</summary>
    public void Run(CancellationToken cancellation)
    {
        TimeSpan[] lengths = CriticalPath.Lengths(steps, [.. plan.Steps.Select(entry => entry.Estimate)]);
        var waiting = new WaitingSteps(steps);
        int running = 0;
        foreach (int place in waiting.TakeReady()) reached.Enqueue(place);
        while (true)
        {
            while (reached.TryDequeue(out int place)) Reach(place, lengths[place], waiting);
            for (; running < plan.Slots && !MustStop(cancellation) && ready.TryDequeue(out Pending? next, out _); running++) Launch(next, cancellation);
            if (running > 0)
            {
                (int place, StepReport report) = ended.Take();
                running--;
                End(place, report, waiting);
            }
            else if (ready.TryDequeue(out Pending? left, out _)) End(left.Place, Skipped(left), waiting);
            else if (reached.Count == 0) return;
        }
    }

    // All inputs of the step have ended. What is cached needs no slot.
    private void Reach(int place, TimeSpan length, WaitingSteps waiting)
    {
        Step step = steps[place];
        if (step.Inputs.Values.FirstOrDefault(failed.Contains) is { } input)
        {
            End(place, new StepReport(step, StepOutcome.Blocked) { Error = StepFailure.Blocked(step, input) }, waiting);
            return;
        }
        try
        {
            Dictionary<string, string> inputs = step.Inputs.ToDictionary(entry => entry.Key, entry => artifacts[entry.Value]);
            Fingerprint fingerprint = runner.Identify(step, inputs);
            // Another step with this fingerprint is on its way; what it writes is this one's result too.
            if (twins.TryGetValue(fingerprint.Key, out List<int>? others)) others.Add(place);
            else if (runner.Find(step, fingerprint) is { } record)
                End(place, new StepReport(step, StepOutcome.Cached) { Fingerprint = fingerprint, Record = record }, waiting);
            else
            {
                twins.Add(fingerprint.Key, []);
                ready.Enqueue(new Pending(place, fingerprint, inputs), (-length, place));
            }
        }
        catch (Exception fault)
        {
            End(place, new StepReport(step, StepOutcome.Failed) { Error = fault }, waiting);
        }
    }

    private void Launch(Pending pending, CancellationToken cancellation)
    {
        Step step = steps[pending.Place];
        view.StepStarted(step.Name, plan.Steps[pending.Place].Estimate);
        _ = Task.Run(async () =>
        {
            long start = Stopwatch.GetTimestamp();
            StepReport report;
            try
            {
                report = await runner.RunAsync(step, pending.Fingerprint, pending.Inputs, cancellation);
            }
            catch (OperationCanceledException)
            {
                report = Skipped(pending);
            }
            catch (Exception fault)
            {
                report = new StepReport(step, StepOutcome.Failed, Stopwatch.GetElapsedTime(start)) { Fingerprint = pending.Fingerprint, Error = fault };
            }
            ended.Add((pending.Place, report), CancellationToken.None);
        }, CancellationToken.None);
    }

    private void End(int place, StepReport report, WaitingSteps waiting)
    {
        if (report.Succeeded) artifacts.Add(report.Step.Name, report.Record!.Artifact);
        else failed.Add(report.Step.Name);
        if (report.Outcome == StepOutcome.Failed && (!keepGoing || report.Error is StoreException)) Stop();
        view.StepEnded(report.Step.Name, report.Outcome, report.Duration, report.ErrorText);
        onEnded(report);
        foreach (int reader in waiting.Ended(place)) reached.Enqueue(reader);
        if (report.Outcome == StepOutcome.Cached || report.Fingerprint is null || !twins.Remove(report.Fingerprint.Key, out List<int>? others)) return;
        foreach (int twin in others) reached.Enqueue(twin);
    }

    private bool MustStop(CancellationToken cancellation) => stopped || cancellation.IsCancellationRequested;

    private StepReport Skipped(Pending pending) => new(steps[pending.Place], StepOutcome.Skipped)
    {
        Fingerprint = pending.Fingerprint,
        Error = new OperationCanceledException($"Step '{steps[pending.Place].Name}' did not run: the run was stopped."),
    };
}
