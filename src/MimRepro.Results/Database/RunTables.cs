using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>Rows of runs, their environments and their planned order.</summary>
internal static class RunTables
{
    private const string Columns = "SELECT id, profile, started, ended FROM runs";
    private const string LatestFirst = " ORDER BY started DESC, rowid DESC";
    private const int RunsNamedInAnError = 5;

    public static void Begin(SqliteConnection connection, RunRow run, IReadOnlyList<string> graphOrder)
    {
        using var runs = Statement.Insert(connection, "runs", "id", "profile", "started", "ended");
        runs.Run(run.Id, run.Profile, WriteTime(run.Started), run.Ended is { } ended ? WriteTime(ended) : null);
        using var environment = Statement.Insert(connection, "environment", "run", "position", "name", "value");
        foreach (var (position, (name, value)) in run.Environment.Index())
            environment.Run(run.Id, position, name, value);
        using var plans = Statement.Insert(connection, "run_plans", "run", "position", "name");
        foreach (var (position, name) in graphOrder.Index())
            plans.Run(run.Id, position, name);
    }

    public static void End(SqliteConnection connection, string id, DateTimeOffset ended)
    {
        if (connection.Execute("UPDATE runs SET ended = $1 WHERE id = $0", id, WriteTime(ended)) == 0)
            throw new ArgumentException($"Run '{id}' cannot end: it has not begun.", nameof(id));
    }

    public static RunRecord Load(SqliteConnection connection, string id, string path)
    {
        using var snapshot = connection.BeginTransaction(deferred: true); // one state of the file for all queries
        var run = connection.Query(Columns + " WHERE id = $0", reader => ReadRun(connection, reader), id).SingleOrDefault()
            ?? throw Unknown(connection, id, path);
        return new(run, StepTables.Load(connection, id), ClaimTables.Load(connection, id));
    }

    public static List<RunRow> List(SqliteConnection connection) =>
        connection.Query(Columns + LatestFirst, reader => ReadRun(connection, reader));

    public static string? Latest(SqliteConnection connection, string profile) =>
        connection.Query($"SELECT id FROM runs WHERE profile = $0 {LatestFirst} LIMIT 1", reader => reader.GetString(0), profile)
            .SingleOrDefault();

    private static RunRow ReadRun(SqliteConnection connection, SqliteDataReader reader)
    {
        var id = reader.GetString(0);
        var environment = connection.Query("SELECT name, value FROM environment WHERE run = $0 ORDER BY position",
            row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), id);
        return new()
        {
            Id = id,
            Profile = reader.GetString(1),
            Started = ReadTime(reader.GetString(2)),
            Ended = reader.TextOrNull(3) is { } ended ? ReadTime(ended) : null,
            Environment = new OrderedDictionary<string, string>(environment),
        };
    }

    private static ResultsException Unknown(SqliteConnection connection, string id, string path)
    {
        var known = connection.Query($"SELECT id FROM runs {LatestFirst} LIMIT {RunsNamedInAnError}", reader => reader.GetString(0));
        var latest = known.Count == 0 ? "no run at all" : string.Join(", ", known);
        return new(ResultsFailure.UnknownRun,
            $"There is no run '{id}'.\n  file:     {path}\n  latest:   {latest}\n  Name one of the runs recorded there.");
    }

    // One zone and a fixed width, so that the order of the text is the order in time.
    internal static string WriteTime(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    internal static DateTimeOffset ReadTime(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);
}
