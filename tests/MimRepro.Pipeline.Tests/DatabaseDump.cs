using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MimRepro.Pipeline.Tests;

/// <summary>Every table of a database, row by row, as text.</summary>
internal static class DatabaseDump
{
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        connection.Open();
        List<string> tables = [.. Rows(connection, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")];
        return tables.ToDictionary(table => table, table => (IReadOnlyList<string>)[.. Rows(connection, $"SELECT * FROM {table} ORDER BY {Order(table)}")]);
    }

    // Where the order of rows means something it is the order in which they were written, within what they belong to.
    private static string Order(string table) => table switch
    {
        "metrics" or "series" or "figures" => "step, rowid",
        "run_steps" => "id",
        "runs" => "rowid",
        "environment" or "run_plans" or "claims" => "run, position",
        "claim_tests" => "run, claim, position",
        "claim_seeds" => "run, claim, test, seed",
        "fingerprint_parts" => "step, position",
        _ => "1",
    };

    private static IEnumerable<string> Rows(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
            yield return string.Join(" | ", Enumerable.Range(0, reader.FieldCount).Select(column => Text(reader.GetValue(column))));
    }

    private static string Text(object value) => value switch
    {
        DBNull => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
