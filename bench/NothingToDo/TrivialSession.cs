using System.Diagnostics;
using MimRepro.Pipeline;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Bench.NothingToDo;

/// <summary>The process that is measured: one session over many steps that do next to nothing, in the process itself.</summary>
internal static class TrivialSession
{
    /// <summary>First argument of that process.</summary>
    public const string Mode = "trivial-session";

    public static void Run(string folder, int size)
    {
        var settings = new PipelineSettings
        {
            Store = Path.Combine(folder, "runs"),
            WorkerAssembly = typeof(TrivialSession).Assembly.Location,
            Executor = new InProcess(),
            Code = new OneCode(),
            Device = "cpu",
            DataCache = folder,
            Profile = "bench",
            NumericPackages = ["TorchSharp"],
        };
        using var session = new PipelineSession(settings, Steps(size), new PlainProgress(TextWriter.Null));
        session.Start(["Bench"]);
        session.Wait("Bench").ThrowIfFailed();
        session.Complete();
    }

    private static Step[] Steps(int size) => [.. Enumerable.Range(0, size).Select(i => new Step
    {
        Name = $"step{i}",
        Kind = new StepKind("trivial"),
        Experiment = "Bench",
        RecipeJson = $$"""{"number":{{i}}}""",
        Inputs = i % NothingToDoBench.Chain == 0 ? new Dictionary<string, string>() : new Dictionary<string, string> { ["before"] = $"step{i - 1}" },
        Estimate = TimeSpan.FromMilliseconds(10),
    })];

    private sealed class InProcess : IStepExecutor
    {
        public Task<WorkerEnd> RunAsync(StepRequest request, Action<WorkerMessage> onMessage, CancellationToken cancellation)
        {
            long start = Stopwatch.GetTimestamp();
            File.WriteAllText(Path.Combine(request.Output, StepOutput.FileName), """{"metrics":[],"series":[],"figures":[]}""");
            File.WriteAllText(Path.Combine(request.Output, "content"), request.Step);
            return Task.FromResult(new WorkerEnd(0, null, [], Stopwatch.GetElapsedTime(start)));
        }
    }

    /// <summary>All steps have the same code; reading real code is measured by the start of the build.</summary>
    private sealed class OneCode : ICodeFingerprint
    {
        private readonly CodeManifest manifest = new(CodeManifest.CurrentFormat, [], []);
        private readonly string hash;

        public OneCode() => hash = manifest.Hash();

        public IReadOnlyList<KeyValuePair<string, string>> PartsOf(Step step) => [new(Fingerprint.MethodsPart, hash)];

        public CodeManifest ManifestOf(Step step) => manifest;
    }
}
