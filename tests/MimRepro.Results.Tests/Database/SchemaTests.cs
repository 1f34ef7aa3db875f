using MimRepro.Results.Claims;
using MimRepro.Results.Database;

namespace MimRepro.Results.Tests.Database;

public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryStore store = new();

    public void Dispose() => store.Dispose();

    [Fact, Trait("Kind", "Snapshot")]
    public void Schema_NewDatabase_IsTheStoredOne()
    {
        ResultsDatabase.Open(store.Database).Dispose();
        using var connection = store.Raw();

        var schema = connection.Query("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name", reader => reader.GetString(0));

        Snapshots.Match($"user_version {connection.Number("PRAGMA user_version")}\n\n{string.Join("\n\n", schema)}", "schema");
    }

    [Fact, Trait("Kind", "Snapshot")]
    public void Views_OneRun_ReadWithoutJoins()
    {
        using (var database = ResultsDatabase.Open(store.Database))
        {
            database.BeginRun(Samples.Run("r"), ["s", "f", "never-reached"]);
            database.RecordOutput(Samples.Key(1), null, Samples.Metrics, Samples.Series, []);
            database.RecordStep("r", Samples.Step("s", 1), StepOutcome.Ran, null);
            database.RecordStep("r", Samples.Step("f", 2) with { Artifact = null }, StepOutcome.Failed, "killed");
            database.RecordClaims("r", [ClaimEvaluator.Evaluate(Samples.Claim(Samples.Test(1)), Samples.Arms([3, 4, 4], [1, 2, 1]))]);
        }
        using var connection = store.Raw();

        var tables = new[] { "run_summary", "step_summary", "metric_values", "series_values", "claim_verdicts", "fingerprint_values" }
            .Select(view => $"{view}\n" + string.Join("\n", connection.Query($"SELECT * FROM {view}", Row)));

        Snapshots.Match(string.Join("\n\n", tables), "views");
    }

    private static string Row(Microsoft.Data.Sqlite.SqliteDataReader reader) => "  " + string.Join(" ", Enumerable.Range(0, reader.FieldCount)
        .Select(i => $"{reader.GetName(i)}={(reader.IsDBNull(i) ? "-" : reader.GetString(i).Replace(new string('0', 60), "…"))}"));
}
