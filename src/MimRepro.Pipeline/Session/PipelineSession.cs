using MimRepro.Results;
using MimRepro.Results.Claims;

namespace MimRepro.Pipeline;

/// <summary>One invocation: plans a graph, runs what is not cached in the background, records every outcome.</summary>
/// <remarks>Plan, then Start, Wait for each experiment, Complete. If everything is cached nothing is opened for writing.</remarks>
public sealed class PipelineSession : IDisposable
{
    private readonly PipelineSettings settings;
    private readonly IProgressView view;
    private readonly StepGraph graph;
    private readonly StoreLayout layout;
    private readonly ArtifactStore artifacts;
    private readonly StepCache cache;
    private readonly ICodeFingerprint code;
    private readonly Lazy<IReadOnlyList<KeyValuePair<string, string>>> environment;
    private readonly CancellationTokenSource cancellation = new();
    private ExperimentTracker? tracker;
    private StoreLock? storeLock;
    private Recorder? recorder;
    private Thread? scheduling;

    /// <exception cref="PipelineInputException">The graph has faults, all of which are listed.</exception>
    public PipelineSession(PipelineSettings settings, IReadOnlyList<Step> graph, IProgressView view)
    {
        this.settings = settings;
        this.view = view;
        this.graph = StepGraph.Create(graph);
        layout = new StoreLayout(settings.Store);
        artifacts = new ArtifactStore(layout, settings.Verify);
        cache = new StepCache(layout, new ActionRecords(layout), artifacts, settings.Verify);
        code = settings.Code;
        environment = new(() => NumericEnvironment.Parts(settings));
    }

    /// <summary>An experiment's steps have all ended and are recorded. Raised on one thread at a time, before <see cref="Wait"/> returns.</summary>
    public event Action<ExperimentResult>? ExperimentEnded;

    /// <summary>Id of the run that is recorded; null if everything was cached, and nothing is.</summary>
    public string? RunId { get; private set; }

    /// <summary>Known after <see cref="Start"/>: nothing had to be done and nothing was written.</summary>
    public bool AllCached { get; private set; }

    /// <summary>What <see cref="Start"/> would do. Writes nothing.</summary>
    /// <exception cref="PipelineInputException">An unknown experiment, or a worker that has not been built.</exception>
    public Plan Plan(IReadOnlyCollection<string> experiments) =>
        new Planner(new ActionRecords(layout), new CodeManifests(layout), cache, code, environment.Value, settings.Slots).Make(graph.Select(experiments));

    /// <summary>Why a step would run, or that it would not, in full.</summary>
    /// <exception cref="PipelineInputException">No such step; the message names the nearest.</exception>
    public string Why(string step)
    {
        Step known = graph.Find(step);
        Plan plan = Plan([known.Experiment]);
        return WhyText.Render(plan.Steps.Single(planned => planned.Step.Name == step));
    }

    /// <summary>What in the code of these experiments cannot be followed, and what counts instead; one line each.</summary>
    public IReadOnlyList<string> Unfollowed(IReadOnlyCollection<string> experiments) =>
        [.. graph.Select(experiments).DistinctBy(step => Fingerprint.MethodsIn(code.PartsOf(step))).SelectMany(step => code.ManifestOf(step).Unfollowed).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Runs the experiments and what they need, in the background.</summary>
    /// <exception cref="PipelineInputException">An unknown experiment, or a store that cannot be written or is in use.</exception>
    public void Start(IReadOnlyCollection<string> experiments)
    {
        if (tracker is not null) throw new InvalidOperationException("A session runs once.");
        Plan plan = Plan(experiments);
        if (!NothingToDo(plan) && TakeStore()) plan = Plan(experiments);
        tracker = new ExperimentTracker(plan.Steps.Select(entry => entry.Step));
        cache.Remember();
        view.Started(plan);
        if (NothingToDo(plan)) FinishCached(plan);
        else Launch(plan);
    }

    /// <summary>Waits until the steps of <paramref name="experiment"/> have ended and are recorded.</summary>
    /// <exception cref="PipelineInputException">The experiment is not part of the run.</exception>
    /// <exception cref="ResultsException">The results could not be written.</exception>
    public ExperimentResult Wait(string experiment) =>
        (tracker ?? throw new InvalidOperationException("Start the session first.")).Wait(experiment);

    /// <summary>Waits for everything, closes the run and gives the store back.</summary>
    public void Complete()
    {
        if (scheduling is null) return;
        scheduling.Join();
        scheduling = null;
        recorder?.Dispose();
        recorder = null;
        cache.Remember();
        GiveStoreBack();
        view.Ended();
    }

    /// <summary>Records that a changed step is equivalent to its latest result, so that it is cached without running.</summary>
    /// <param name="step">Name of a step of the graph.</param>
    /// <param name="reason">Why, in one line; reports show it until the step really runs.</param>
    /// <returns>The record that the step is cached by from now on.</returns>
    /// <exception cref="PipelineInputException">Unknown step, no reason, or a step that is up to date, waits for an input or has no earlier result.</exception>
    public ActionRecord Accept(string step, string reason)
    {
        string words = StepAcceptance.CheckReason(reason);
        Step named = graph.Find(step);
        if (!Directory.Exists(layout.Records)) throw StepAcceptance.NoResult(named.Name, settings.Profile); // nothing is made for a mistake
        TakeStore();
        try
        {
            PlannedStep entry = Plan([named.Experiment]).Steps.Single(entry => entry.Step.Name == named.Name);
            ActionRecord record = new StepAcceptance(layout, artifacts, settings.Profile).Accept(entry, words, DateTimeOffset.UtcNow);
            new CodeManifests(layout).Save(entry.Fingerprint!, () => code.ManifestOf(named));
            return record;
        }
        finally
        {
            GiveStoreBack();
        }
    }

    /// <summary>Records the verdicts of a run, in the results and in its journal.</summary>
    /// <param name="results">Open results of this store.</param>
    /// <param name="runId">The run; earlier verdicts on it are replaced.</param>
    /// <param name="claims">In the paper's order.</param>
    public void RecordClaims(ResultsDatabase results, string runId, IReadOnlyList<ClaimResult> claims)
    {
        Directory.CreateDirectory(layout.Journals);
        DurableFile.Write(layout.Claims(runId), ClaimResultsJson.Write(claims));
        results.RecordClaims(runId, claims);
    }

    /// <summary>Stops the workers. What has ended is kept; the same command goes on from there.</summary>
    public void Cancel() => cancellation.Cancel();

    public void Dispose()
    {
        if (scheduling is not null) Cancel();
        Complete();
        GiveStoreBack();
        cancellation.Dispose();
    }

    // Returns whether another build had to end first.
    private bool TakeStore()
    {
        (storeLock, bool waited) = StoreAccess.Open(layout, settings, view, cancellation.Token);
        storeLock.Lost += owner =>
        {
            view.Note($"This build gave no sign of life for a while, and another has taken the store over: {owner?.ToString() ?? "an unknown process"}.\n  store: {layout.Root}\n  This build stops; what it had finished is kept.");
            Cancel();
        };
        return waited;
    }

    private void GiveStoreBack()
    {
        storeLock?.Dispose();
        storeLock = null;
    }

    private bool NothingToDo(Plan plan) => plan.AllCached && File.Exists(layout.Results) && AcceptedStepsAreRecorded(plan);

    // What was accepted since the last run is news for the report, though nothing has to run.
    private bool AcceptedStepsAreRecorded(Plan plan)
    {
        List<string> accepted = [.. plan.Steps.Where(entry => entry.Record?.Accepted is not null).Select(entry => entry.Fingerprint!.Key)];
        if (accepted.Count == 0) return true;
        try
        {
            using ResultsDatabase database = ResultsDatabase.OpenReadOnly(layout.Results);
            return accepted.TrueForAll(database.HasStep);
        }
        catch (ResultsException fault) when (fault.Failure == ResultsFailure.OlderVersion)
        {
            return false;
        }
    }

    private void FinishCached(Plan plan)
    {
        AllCached = true;
        GiveStoreBack();
        foreach (PlannedStep entry in plan.Steps)
            if (tracker!.Add(entry.Step, Result(new StepReport(entry.Step, StepOutcome.Cached) { Record = entry.Record })) is { } result)
                tracker.Finish(result);
    }

    private void Launch(Plan plan)
    {
        DateTimeOffset now = DateTimeOffset.UtcNow;
        var run = new RunRow { Id = Recorder.NewRunId(now), Profile = settings.Profile, Started = now, Ended = null, Environment = settings.Environment };
        RunId = run.Id;
        IStepExecutor executor = settings.Executor ?? new WorkerProcess(settings.WorkerCommand ?? WorkerProcess.CommandFor(settings.WorkerAssembly));
        var runner = new StepRunner(settings, layout, artifacts, cache, code, environment.Value, executor, view);
        var scheduler = new Scheduler(runner, plan, settings.KeepGoing, view, report => recorder!.Add(report));
        recorder = new Recorder(ResultsDatabase.Open(layout.Results), layout, artifacts, run, [.. plan.Steps.Select(entry => entry.Step.Name)], OnRecorded, fault =>
        {
            scheduler.Stop();
            tracker!.Fail(fault);
        });
        scheduling = new Thread(() => Schedule(scheduler)) { Name = "scheduler", IsBackground = true };
        scheduling.Start();
    }

    private void Schedule(Scheduler scheduler)
    {
        try
        {
            scheduler.Run(cancellation.Token);
        }
        catch (Exception fault)
        {
            tracker!.Fail(fault);
        }
    }

    private void OnRecorded(StepReport report)
    {
        if (tracker!.Add(report.Step, Result(report)) is not { } result) return;
        try
        {
            ExperimentEnded?.Invoke(result);
            tracker.Finish(result);
        }
        catch (Exception fault)
        {
            // A listener's fault (a report that cannot be written) is for whoever waits; the other steps go on.
            tracker.Fail(result.Experiment, fault);
        }
    }

    private StepResult Result(StepReport report) => new(report.Step.Name, report.Outcome,
        report.Record is null ? null : artifacts.FolderOf(report.Record.Artifact), report.Duration, report.Error);
}
