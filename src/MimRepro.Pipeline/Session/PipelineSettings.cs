namespace MimRepro.Pipeline;

/// <summary>Where and how a graph is run. Only device, threads and packages can change a result; they are part of every fingerprint.</summary>
public sealed record PipelineSettings
{
    /// <summary>Folder of artifacts, records, logs and results: <c>runs</c>.</summary>
    public required string Store { get; init; }
    /// <summary>Path of the worker's assembly; its <c>.deps.json</c> lies beside it.</summary>
    public required string WorkerAssembly { get; init; }
    /// <summary>What the worker's code is, step by step.</summary>
    public required ICodeFingerprint Code { get; init; }
    /// <summary>Program and first arguments that run a request (its path is added); null is <c>dotnet WorkerAssembly</c>.</summary>
    public IReadOnlyList<string>? WorkerCommand { get; init; }
    /// <summary>Runs the steps instead of worker processes; to measure and test what the engine itself costs.</summary>
    internal IStepExecutor? Executor { get; init; }
    /// <summary><c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }
    /// <summary>How many steps run side by side.</summary>
    public int Slots { get; init; } = System.Environment.ProcessorCount;
    /// <summary>Threads of one step.</summary>
    public int Threads { get; init; } = 1;
    /// <summary>The user's data folder, or null.</summary>
    public string? DataRoot { get; init; }
    public required string DataCache { get; init; }
    /// <summary>The user's own files, which recipes name by SHA-256; where they lie is not part of a fingerprint.</summary>
    public IReadOnlyList<OutsideFile> Files { get; init; } = [];
    /// <summary>After a failure go on with every step that does not need it; otherwise start no further step.</summary>
    public bool KeepGoing { get; init; } = true;
    /// <summary>Wait for another build that holds the store; otherwise say who holds it and stop.</summary>
    public bool WaitForStore { get; init; } = true;
    /// <summary>Within this time a build that lives says so; one on another host that does not has left the store.</summary>
    internal TimeSpan StoreLease { get; init; } = TimeSpan.FromMinutes(2);
    /// <summary>Hash every file of the artifacts used, instead of trusting sizes and times.</summary>
    public bool Verify { get; init; }
    /// <summary>Name under which the run is recorded.</summary>
    public required string Profile { get; init; }
    /// <summary>The machine, for the record of the run; not part of a fingerprint.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    /// <summary>Packages of the worker, by the start of their names, whose version can change a number; empty means all of them.</summary>
    public IReadOnlyList<string> NumericPackages { get; init; } = [];
}
