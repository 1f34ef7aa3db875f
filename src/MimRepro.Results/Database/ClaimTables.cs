using Microsoft.Data.Sqlite;
using MimRepro.Results.Claims;

namespace MimRepro.Results.Database;

/// <summary>Verdicts of a run, with the definition by which each was judged.</summary>
internal static class ClaimTables
{
    public static void Replace(SqliteConnection connection, string run, IReadOnlyList<ClaimResult> results)
    {
        connection.Execute("DELETE FROM claims WHERE run = $0", run); // tests and seeds follow by ON DELETE CASCADE
        using var claims = Statement.Insert(connection, "claims", "run", "position", "claim", "title", "verdict", "definition");
        using var tests = Statement.Insert(connection, "claim_tests",
            "run", "claim", "position", "test", "verdict", "mean_effect", "low", "high", "unit");
        using var seeds = Statement.Insert(connection, "claim_seeds",
            "run", "claim", "test", "seed", "left_value", "right_value", "effect");
        foreach (var (position, result) in results.Index())
        {
            var claim = result.Claim;
            claims.Run(run, position, claim.Id, claim.Title, result.Verdict.ToString(), StoredJson.WriteClaim(claim));
            foreach (var (testPosition, test) in result.Tests.Index())
            {
                tests.Run(run, claim.Id, testPosition, test.Test.Id, test.Verdict.ToString(), test.MeanEffect, test.Low, test.High, test.Test.Unit);
                foreach (var seed in test.Seeds)
                    seeds.Run(run, claim.Id, test.Test.Id, seed.Seed, seed.Left, seed.Right, seed.Effect);
            }
        }
    }

    public static List<ClaimResult> Load(SqliteConnection connection, string run) => connection.Query(
        "SELECT definition, verdict FROM claims WHERE run = $0 ORDER BY position",
        reader => ReadClaim(connection, run, StoredJson.ReadClaim(reader.GetString(0)), Enum.Parse<Verdict>(reader.GetString(1))), run);

    private static ClaimResult ReadClaim(SqliteConnection connection, string run, ClaimDefinition claim, Verdict verdict)
    {
        var definitions = claim.Tests.ToDictionary(test => test.Id);
        var tests = connection.Query(
            "SELECT test, verdict, mean_effect, low, high FROM claim_tests WHERE run = $0 AND claim = $1 ORDER BY position",
            reader => new TestResult(definitions[reader.GetString(0)], Enum.Parse<Verdict>(reader.GetString(1)),
                Seeds(connection, run, claim.Id, reader.GetString(0)),
                reader.DoubleOrNull(2), reader.DoubleOrNull(3), reader.DoubleOrNull(4)),
            run, claim.Id);
        return new(claim, verdict, tests);
    }

    private static List<SeedEffect> Seeds(SqliteConnection connection, string run, string claim, string test) => connection.Query(
        "SELECT seed, left_value, right_value, effect FROM claim_seeds WHERE run = $0 AND claim = $1 AND test = $2 ORDER BY seed",
        reader => new SeedEffect(reader.GetInt32(0), reader.GetDouble(1), reader.GetDouble(2), reader.GetDouble(3)),
        run, claim, test);
}
