namespace MimRepro.Pipeline;

/// <summary>One invocation: plans a graph, runs what is not cached in the background, records every outcome.</summary>
public sealed class PipelineSession : IDisposable
{
    public PipelineSession(PipelineSettings settings, IReadOnlyList<Step> graph, IProgressView view)
        => throw new NotImplementedException("the engine follows");

    /// <summary>An experiment's steps have all ended and are recorded. Raised on one thread at a time.</summary>
    public event Action<ExperimentResult>? ExperimentEnded;
    /// <summary>Id of the run that is recorded; null if everything was cached and nothing is.</summary>
    public string? RunId { get; private set; }
    /// <summary>Known after <see cref="Start"/>: nothing had to be done and nothing was written.</summary>
    public bool AllCached { get; private set; }

    /// <summary>What <see cref="Start"/> would do. Writes nothing.</summary>
    public Plan Plan(IReadOnlyCollection<string> experiments) => throw new NotImplementedException();
    /// <summary>Runs the experiments and what they need, in the background.</summary>
    public void Start(IReadOnlyCollection<string> experiments) => throw new NotImplementedException();
    /// <summary>Waits until the steps of <paramref name="experiment"/> have ended and are recorded.</summary>
    public ExperimentResult Wait(string experiment) => throw new NotImplementedException();
    /// <summary>Waits for everything and closes the run.</summary>
    public void Complete() => throw new NotImplementedException();
    /// <summary>Stops the workers. What has ended is kept; the same command goes on from there.</summary>
    public void Cancel() => throw new NotImplementedException();
    public void Dispose() => ExperimentEnded = null;
}
