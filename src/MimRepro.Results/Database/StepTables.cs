using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>Rows of steps: what the fingerprint determines, and what each run did with it.</summary>
internal static class StepTables
{
    public static void Record(SqliteConnection connection, string run, StepRow step, StepOutcome outcome, string? error)
    {
        if (connection.Number("SELECT count(*) FROM runs WHERE id = $0", run) == 0)
            throw new ArgumentException($"Step '{step.Name}' cannot be recorded: run '{run}' has not begun.", nameof(run));
        if (step.Artifact is not null)
            connection.Execute("INSERT INTO artifacts (hash) VALUES ($0) ON CONFLICT DO NOTHING", step.Artifact);
        if (step.Key.Length > 0)
            RecordKey(connection, step);
        var keyless = step.Key.Length == 0;
        connection.Execute("""
            INSERT INTO run_steps (run, name, kind, experiment, tags, step, keyless_recipe, artifact, duration_seconds, outcome, error)
            VALUES ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            ON CONFLICT (run, name) DO UPDATE SET
                kind = excluded.kind, experiment = excluded.experiment, tags = excluded.tags, step = excluded.step,
                keyless_recipe = excluded.keyless_recipe, artifact = excluded.artifact,
                duration_seconds = excluded.duration_seconds, outcome = excluded.outcome, error = excluded.error
            """,
            run, step.Name, step.Kind, step.Experiment, StoredJson.WriteTags(step.Tags), keyless ? null : step.Key,
            keyless ? step.RecipeJson : null, step.Artifact, step.DurationInSeconds, outcome.ToString(), error);
        RecordAccepted(connection, run, step);
    }

    public static bool Has(SqliteConnection connection, string key) =>
        connection.Number("SELECT count(*) FROM steps WHERE key = $0", key) > 0;

    public static List<StepRecord> Load(SqliteConnection connection, string run) => connection.Query("""
        SELECT s.name, s.kind, s.experiment, s.tags, s.step, coalesce(k.recipe, s.keyless_recipe), s.artifact,
               s.duration_seconds, s.outcome, s.error, a.accepted_key, a.reason, a.accepted
        FROM run_steps s
        LEFT JOIN accepted_steps a ON a.run = s.run AND a.name = s.name
        LEFT JOIN steps k ON k.key = s.step
        LEFT JOIN run_plans p ON p.run = s.run AND p.name = s.name
        WHERE s.run = $0
        ORDER BY p.position IS NULL, p.position, s.id
        """, reader => ReadStep(connection, reader), run);

    public static Dictionary<string, double> Durations(SqliteConnection connection) => connection.Query("""
        SELECT name, duration_seconds FROM run_steps
        WHERE id IN (SELECT max(id) FROM run_steps WHERE outcome IN ('Ran', 'Cached') AND duration_seconds > 0 GROUP BY name)
        ORDER BY name
        """, reader => (Name: reader.GetString(0), Seconds: reader.GetDouble(1))).ToDictionary(row => row.Name, row => row.Seconds);

    private static void RecordAccepted(SqliteConnection connection, string run, StepRow step)
    {
        connection.Execute("DELETE FROM accepted_steps WHERE run = $0 AND name = $1", run, step.Name);
        if (step.Accepted is { } accepted)
            connection.Execute("INSERT INTO accepted_steps (run, name, accepted_key, reason, accepted) VALUES ($0, $1, $2, $3, $4)",
                run, step.Name, accepted.Key, accepted.Reason, RunTables.WriteTime(accepted.At));
    }

    private static void RecordKey(SqliteConnection connection, StepRow step)
    {
        // A failure keeps what an earlier success of the same key left.
        connection.Execute("""
            INSERT INTO steps (key, kind, recipe, artifact, duration_seconds)
            VALUES ($0, $1, $2, $3, CASE WHEN $3 IS NULL THEN NULL ELSE $4 END)
            ON CONFLICT (key) DO UPDATE SET
                kind = excluded.kind, recipe = excluded.recipe, artifact = coalesce(excluded.artifact, artifact),
                duration_seconds = coalesce(excluded.duration_seconds, duration_seconds)
            """, step.Key, step.Kind, step.RecipeJson, step.Artifact, step.DurationInSeconds);
        connection.Execute("DELETE FROM fingerprint_parts WHERE step = $0", step.Key);
        using var parts = Statement.Insert(connection, "fingerprint_parts", "step", "position", "name", "value");
        foreach (var (position, (name, value)) in step.FingerprintParts.Index())
            parts.Run(step.Key, position, name, value);
    }

    private static StepRecord ReadStep(SqliteConnection connection, SqliteDataReader reader)
    {
        var key = reader.TextOrNull(4) ?? "";
        var outcome = Enum.Parse<StepOutcome>(reader.GetString(8));
        var step = new StepRow
        {
            Name = reader.GetString(0),
            Kind = reader.GetString(1),
            Experiment = reader.GetString(2),
            Tags = StoredJson.ReadTags(reader.GetString(3)),
            Key = key,
            RecipeJson = reader.GetString(5),
            Artifact = reader.TextOrNull(6),
            FingerprintParts = connection.Query("SELECT name, value FROM fingerprint_parts WHERE step = $0 ORDER BY position",
                row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), key),
            DurationInSeconds = reader.GetDouble(7),
            Accepted = reader.TextOrNull(10) is { } accepted ? new(accepted, reader.GetString(11), RunTables.ReadTime(reader.GetString(12))) : null,
        };
        // A step that failed in this run may have succeeded in another: those numbers are not this run's.
        return outcome is StepOutcome.Ran or StepOutcome.Cached
            ? new(step, outcome, OutputTables.Metrics(connection, key), OutputTables.Series(connection, key),
                OutputTables.Figures(connection, key), reader.TextOrNull(9))
            : new(step, outcome, [], [], [], reader.TextOrNull(9));
    }
}
