using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>A prepared statement with positional parameters <c>$0</c>, <c>$1</c>, …</summary>
internal sealed class Statement : IDisposable
{
    private readonly SqliteCommand command;

    public Statement(SqliteConnection connection, string sql, int parameters)
    {
        command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter { ParameterName = Name(i) });
    }

    public static Statement Insert(SqliteConnection connection, string table, params string[] columns) => new(connection,
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select((_, i) => Name(i)))})",
        columns.Length);

    public int Run(params object?[] values)
    {
        Bind(values);
        return command.ExecuteNonQuery();
    }

    public SqliteDataReader Read(params object?[] values)
    {
        Bind(values);
        return command.ExecuteReader();
    }

    public void Dispose() => command.Dispose();

    private void Bind(object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
    }

    private static string Name(int index) => "$" + index.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Short ways to run SQL, always with parameters.</summary>
internal static class Statements
{
    public static int Execute(this SqliteConnection connection, string sql, params object?[] values)
    {
        using var statement = new Statement(connection, sql, values.Length);
        return statement.Run(values);
    }

    public static List<T> Query<T>(this SqliteConnection connection, string sql, Func<SqliteDataReader, T> row, params object?[] values)
    {
        using var statement = new Statement(connection, sql, values.Length);
        using var reader = statement.Read(values);
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(row(reader));
        return rows;
    }

    public static long Number(this SqliteConnection connection, string sql, params object?[] values) =>
        connection.Query(sql, reader => reader.GetInt64(0), values)[0];

    public static string? TextOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetString(column);

    public static double? DoubleOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetDouble(column);

    public static int? IntOrNull(this SqliteDataReader reader, int column) =>
        reader.IsDBNull(column) ? null : reader.GetInt32(column);
}
