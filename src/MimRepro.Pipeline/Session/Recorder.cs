using System.Collections.Concurrent;
using System.Globalization;
using MimRepro.Pipeline.Worker;
using MimRepro.Results;

namespace MimRepro.Pipeline;

/// <summary>Writes the results of a run on a thread of its own, so that a slow disk or a report never holds up the steps.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly ResultsDatabase database;
    private readonly RunJournal journal;
    private readonly ArtifactStore artifacts;
    private readonly BlockingCollection<StepReport> reports = [];
    private readonly Action<StepReport> onRecorded;
    private readonly Action<Exception> onFault;
    private readonly Thread thread;

    /// <param name="database">Open results; the recorder closes them.</param>
    /// <param name="layout">The store, where the run's journal is written.</param>
    /// <param name="artifacts">Where outputs are read.</param>
    /// <param name="run">The run that begins.</param>
    /// <param name="order">Names of its steps in graph order.</param>
    /// <param name="onRecorded">Called after each step, on the recorder's thread.</param>
    /// <param name="onFault">Called if the results cannot be written; nothing is recorded from then on.</param>
    public Recorder(
        ResultsDatabase database, StoreLayout layout, ArtifactStore artifacts, RunRow run, IReadOnlyList<string> order,
        Action<StepReport> onRecorded, Action<Exception> onFault)
    {
        this.database = database;
        this.artifacts = artifacts;
        this.onRecorded = onRecorded;
        this.onFault = onFault;
        RunId = run.Id;
        journal = RunJournal.Begin(layout, run, order);
        database.BeginRun(run, order);
        thread = new Thread(RecordAll) { Name = "recorder", IsBackground = true };
        thread.Start();
    }

    public string RunId { get; }

    /// <summary>An id that sorts by time and that two builds in one second do not share.</summary>
    public static string NewRunId(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.ToUniversalTime():yyyyMMdd-HHmmss}-{Guid.NewGuid().ToString("N")[..6]}");

    public void Add(StepReport report) => reports.Add(report);

    /// <summary>Waits until everything added is recorded, and closes the run.</summary>
    public void Dispose()
    {
        reports.CompleteAdding();
        thread.Join();
        journal.Dispose();
        database.Dispose();
        reports.Dispose();
    }

    private void RecordAll()
    {
        try
        {
            foreach (StepReport report in reports.GetConsumingEnumerable())
            {
                Record(report);
                onRecorded(report);
            }
            DateTimeOffset ended = DateTimeOffset.UtcNow;
            journal.End(ended);
            database.EndRun(RunId, ended);
        }
        catch (Exception fault)
        {
            onFault(fault);
        }
    }

    private void Record(StepReport report)
    {
        string key = report.Fingerprint?.Key ?? "";
        StepRow row = Row(report, key);
        journal.Step(row, report.Outcome, report.ErrorText);
        database.RecordStep(RunId, row, report.Outcome, report.ErrorText);
        if (!report.Succeeded || database.HasOutput(key, row.Artifact)) return;
        RecordOutput(database, key, row.Artifact!, artifacts.FolderOf(row.Artifact!));
    }

    /// <summary>Records what the step with <paramref name="key"/> measured.</summary>
    /// <param name="database">Where.</param>
    /// <param name="key">Fingerprint of the step.</param>
    /// <param name="artifact">Content hash.</param>
    /// <param name="folder">Holds the output and its pictures.</param>
    /// <exception cref="InvalidDataException">The output is missing or not valid.</exception>
    public static void RecordOutput(ResultsDatabase database, string key, string artifact, string folder)
    {
        StepOutput output = StepOutputReader.Read(folder);
        database.RecordOutput(key, artifact,
            [.. output.Metrics.Select(ResultRows.Metric)],
            [.. output.Series.Select(ResultRows.Series)],
            [.. output.Figures.Select(figure => ResultRows.Figure(figure, folder))]);
    }

    private static StepRow Row(StepReport report, string key) => new()
    {
        Name = report.Step.Name,
        Kind = report.Step.Kind.Name,
        Experiment = report.Step.Experiment,
        Tags = report.Step.Tags,
        Key = key,
        Artifact = report.Record?.Artifact,
        RecipeJson = report.Step.RecipeJson,
        FingerprintParts = report.Fingerprint?.Parts ?? [],
        DurationInSeconds = report.Record?.DurationInSeconds ?? report.Duration.TotalSeconds,
        Accepted = report.Record?.Accepted?.ToRow(),
    };
}
