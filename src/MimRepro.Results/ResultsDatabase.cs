using Microsoft.Data.Sqlite;
using MimRepro.Results.Claims;
using MimRepro.Results.Database;

namespace MimRepro.Results;

/// <summary>What was run and measured: one SQLite file, written by the driver alone, read by reports and by hand.</summary>
/// <remarks>
/// WAL mode, so that a report or <c>sqlite3</c> reads while a run writes. Each call is one transaction: after a kill a
/// step is recorded whole or not at all. Calls may come from any thread. Tables and views: <c>Database/Schema.cs</c>.
/// Every method throws <see cref="ResultsException"/> where the file cannot be used (disk full, damaged, read-only, …).
/// </remarks>
public sealed class ResultsDatabase : IDisposable
{
    private readonly Lock gate = new();
    private readonly SqliteConnection connection;

    private ResultsDatabase(SqliteConnection connection, string path)
    {
        this.connection = connection;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Opens for writing; creates the file and its folder, and brings an older file to this version.</summary>
    /// <exception cref="ResultsException">Not SQLite, not ours, newer than this program, locked or read-only.</exception>
    public static ResultsDatabase Open(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return new(DatabaseFile.OpenForWriting(full), full);
    }

    /// <summary>Opens an existing file without ever writing to it.</summary>
    /// <exception cref="ResultsException">As for <see cref="Open"/>; also when the file is missing or older than this program.</exception>
    public static ResultsDatabase OpenReadOnly(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        return new(DatabaseFile.OpenForReading(full), full);
    }

    /// <summary>Records that a run has begun.</summary>
    /// <remarks><c>graphOrder</c> holds the names of all steps in graph order: the order of <see cref="LoadRun"/>, in
    /// whatever order the steps end. Without it steps stay in the order in which they were first recorded.</remarks>
    public void BeginRun(RunRow run, IReadOnlyList<string>? graphOrder = null) =>
        Write(() => RunTables.Begin(connection, run, graphOrder ?? []));

    public void EndRun(string runId, DateTimeOffset ended) => Write(() => RunTables.End(connection, runId, ended));

    /// <summary>Records what the run did with a step; a second call for the same step of the run replaces the first.</summary>
    /// <remarks>An empty key means that it is not known (an input is missing): recipe and labels are kept, fingerprint parts
    /// are not. <c>error</c> is what the user was told.</remarks>
    public void RecordStep(string runId, StepRow step, StepOutcome outcome, string? error) =>
        Write(() => StepTables.Record(connection, runId, step, outcome, error));

    /// <summary>True if the output of this key has been recorded, by whatever run.</summary>
    /// <param name="key">Fingerprint of the step.</param>
    /// <param name="artifact">The artifact it must have been read from; null takes any.</param>
    public bool HasOutput(string key, string? artifact = null) => Read(() => OutputTables.Has(connection, key, artifact));

    /// <summary>True if a run has recorded a step with this key, however it came out.</summary>
    public bool HasStep(string key) => Read(() => StepTables.Has(connection, key));

    /// <summary>Records what a step measured; replaces an earlier output of the key. Idempotent.</summary>
    /// <exception cref="ArgumentException">An unknown metric, a value that is not finite, a curve with unequal lengths or the
    /// same thing twice: all faults in one message, and nothing is recorded.</exception>
    public void RecordOutput(
        string key, string? artifact, IReadOnlyList<MetricRow> metrics, IReadOnlyList<SeriesRow> series, IReadOnlyList<FigureRow> figures)
    {
        OutputChecks.ThrowIfInvalid(key, metrics, series, figures);
        Write(() => OutputTables.Replace(connection, key, artifact, metrics, series, figures));
    }

    /// <summary>Records the verdicts of a run; replaces earlier ones of the run.</summary>
    public void RecordClaims(string runId, IReadOnlyList<ClaimResult> claims) =>
        Write(() => ClaimTables.Replace(connection, runId, claims));

    /// <summary>A run with its steps in graph order. Only steps that ran or were cached carry measurements.</summary>
    /// <exception cref="ResultsException">No such run; the message lists the latest ones.</exception>
    public RunRecord LoadRun(string runId) => Read(() => RunTables.Load(connection, runId, Path));

    /// <summary>A run together with what earlier runs of its profile found about steps it left out, where that still holds.</summary>
    /// <param name="runId">The run; its own steps come first in any doubt.</param>
    /// <param name="currentKeys">Step name → today's key, null where there is none, in the order wanted. Other steps are left out.</param>
    /// <exception cref="ResultsException">No such run; the message lists the latest ones.</exception>
    public RunRecord LoadRunWithEarlier(string runId, IReadOnlyList<(string Step, string? Key)> currentKeys)
    {
        var run = LoadRun(runId);
        var known = run.Steps.ToDictionary(step => step.Step.Name);
        var missing = currentKeys.Where(current => current.Key is not null && !known.ContainsKey(current.Step))
            .ToDictionary(current => current.Step, current => current.Key);
        foreach (var earlier in ListRuns().Where(earlier => earlier.Profile == run.Run.Profile && earlier.Id != runId))
        {
            if (missing.Count == 0)
                break;
            foreach (var step in LoadRun(earlier.Id).Steps.Where(Holds))
            {
                known.Add(step.Step.Name, step with { Outcome = StepOutcome.Cached });
                missing.Remove(step.Step.Name);
            }
        }
        return run with { Steps = [.. currentKeys.Where(current => known.ContainsKey(current.Step)).Select(current => known[current.Step])] };

        bool Holds(StepRecord step) =>
            step.Outcome is StepOutcome.Ran or StepOutcome.Cached && missing.TryGetValue(step.Step.Name, out var key) && key == step.Step.Key;
    }

    /// <summary>All runs, latest first.</summary>
    public IReadOnlyList<RunRow> ListRuns() => Read(() => RunTables.List(connection));

    /// <summary>The run of this profile that started last, ended or not; null if there is none.</summary>
    public string? LatestRunId(string profile) => Read(() => RunTables.Latest(connection, profile));

    /// <summary>Step name → seconds of the latest successful execution that has been recorded.</summary>
    public IReadOnlyDictionary<string, double> RecordedDurations() => Read(() => StepTables.Durations(connection));

    public void Dispose()
    {
        lock (gate)
            connection.Dispose();
    }

    private void Write(Action action) => Read(() =>
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        action();
        transaction.Commit();
        return true;
    });

    private T Read<T>(Func<T> query)
    {
        lock (gate)
        {
            try
            {
                return query();
            }
            catch (SqliteException e)
            {
                throw DatabaseErrors.Explain(e, Path);
            }
        }
    }
}
