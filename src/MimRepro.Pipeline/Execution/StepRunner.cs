using System.Text.Json.Nodes;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>One step: looks it up, or runs it and publishes what it wrote.</summary>
internal sealed class StepRunner(
    PipelineSettings settings, StoreLayout layout, ArtifactStore artifacts, StepCache cache, ICodeFingerprint code,
    IReadOnlyList<KeyValuePair<string, string>> environment, IStepExecutor executor, IProgressView view)
{
    private const int Attempts = 2;
    // After a loss of power a shorter step is sooner run again than every such step waits for the disk.
    private static readonly TimeSpan WorthFlushing = TimeSpan.FromSeconds(1);
    private readonly ActionRecords records = new(layout);
    private readonly CodeManifests manifests = new(layout);

    /// <param name="step">The step.</param>
    /// <param name="inputs">Role → content hash.</param>
    public Fingerprint Identify(Step step, IReadOnlyDictionary<string, string> inputs) => Fingerprint.Of(step, code.PartsOf(step), inputs, environment);

    /// <summary>The record that makes <paramref name="step"/> cached, or null. A damaged artifact is moved aside and reported.</summary>
    public ActionRecord? Find(Step step, Fingerprint fingerprint)
    {
        CacheAnswer answer = cache.Find(step, fingerprint);
        if (answer.IsHit || answer.Record is not { } record) return answer.Record;
        if (answer.IsMissing)
        {
            view.Note($"Artifact of step '{step.Name}' is missing from the store: {record.Artifact}.\n  The step runs again.");
            return null;
        }
        string aside = artifacts.MoveAside(record.Artifact);
        view.Note($"Artifact of step '{step.Name}' is damaged: {answer.Fault}.\n  moved to: {aside}\n  The step runs again.");
        return null;
    }

    /// <summary>Runs the step's worker; once more if something outside killed it.</summary>
    /// <exception cref="StepFailedException">The worker failed, or its output cannot be used.</exception>
    public async Task<StepReport> RunAsync(Step step, Fingerprint fingerprint, IReadOnlyDictionary<string, string> inputs, CancellationToken cancellation)
    {
        string log = Path.Combine(layout.Log(step.Name, fingerprint.Key), WorkerProcess.LogFile);
        for (int attempt = 1; ; attempt++)
        {
            string output = layout.NewTemporary(step.Name, fingerprint.Key);
            try
            {
                Prepare(output);
                WorkerEnd end = await executor.RunAsync(Request(step, fingerprint, inputs, output), message => view.StepProgressed(step.Name, message), cancellation);
                if (end.ExitCode == WorkerExitCode.Ok) return Publish(step, fingerprint, output, end.Duration, log);
                if (!end.IsInfrastructureFault || attempt == Attempts) throw StepFailure.Ended(step, end, log, attempt);
                view.Note($"Worker of step '{step.Name}' was killed (out of memory?); the step is tried once more.\n  log: {log}");
            }
            finally
            {
                Discard(output);
            }
        }
    }

    private void Prepare(string output)
    {
        try
        {
            Directory.CreateDirectory(output);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StoreFault.Explain(fault, layout.Root);
        }
    }

    private StepReport Publish(Step step, Fingerprint fingerprint, string output, TimeSpan duration, string log)
    {
        try
        {
            StepOutput written = StepOutputReader.Read(output);
            foreach (OutputMetric metric in written.Metrics) ResultRows.Metric(metric); // for its faults: what cannot be recorded is not kept
            bool flush = duration >= WorthFlushing;
            ActionRecord record = ActionRecord.Of(step, fingerprint, artifacts.Publish(output, flush), Math.Round(duration.TotalSeconds, 3), DateTimeOffset.UtcNow);
            manifests.Save(fingerprint, () => code.ManifestOf(step));
            records.Save(fingerprint.Key, record, flush);
            cache.Add(fingerprint.Key, record);
            Discard(layout.Resume(fingerprint.Key));
            return new StepReport(step, StepOutcome.Ran, duration) { Fingerprint = fingerprint, Record = record };
        }
        catch (InvalidDataException fault)
        {
            throw StepFailure.BadOutput(step, fault.Message, log);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw StoreFault.Explain(fault, layout.Root);
        }
    }

    private StepRequest Request(Step step, Fingerprint fingerprint, IReadOnlyDictionary<string, string> inputs, string output) => new()
    {
        Format = StepRequest.CurrentFormat,
        Step = step.Name,
        Kind = step.Kind.Name,
        Recipe = JsonNode.Parse(step.RecipeJson)!.AsObject(),
        Inputs = inputs.ToDictionary(input => input.Key, input => Path.GetFullPath(artifacts.FolderOf(input.Value))),
        Files = settings.Files.DistinctBy(file => file.Sha256).ToDictionary(file => file.Sha256, file => file.Path),
        Output = Path.GetFullPath(output),
        Log = Path.GetFullPath(layout.Log(step.Name, fingerprint.Key)),
        Resume = Path.GetFullPath(layout.Resume(fingerprint.Key)),
        Device = settings.Device,
        Threads = settings.Threads,
        DataRoot = settings.DataRoot is null ? null : Path.GetFullPath(settings.DataRoot),
        DataCache = Path.GetFullPath(settings.DataCache),
    };

    private static void Discard(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Leftovers are swept at the next start, or by Gc.
        }
    }
}
