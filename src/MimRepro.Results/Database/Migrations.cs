using System.Globalization;
using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>Brings a file to the current schema. A published migration is never edited: a change is a new one at the end.</summary>
internal static class Migrations
{
    /// <summary>"MIMR": tells our files from other programs' (PRAGMA application_id).</summary>
    public const int ApplicationId = 0x4D494D52;

    private static readonly string[] Steps = [Schema.Tables, Schema.Views, Schema.AcceptedSteps];

    public static int CurrentVersion => Steps.Length;

    public static void Apply(SqliteConnection connection, string path) => Apply(connection, path, CurrentVersion);

    /// <summary>Applies the migrations up to <paramref name="version"/>, all in one transaction.</summary>
    internal static void Apply(SqliteConnection connection, string path, int version)
    {
        if (RequireKnown(connection, path) >= version)
            return;
        using var transaction = connection.BeginTransaction(deferred: false);
        for (var next = connection.Number("PRAGMA user_version"); next < version; next++) // again: another process may have been first
            connection.Execute(Steps[next]);
        connection.Execute(string.Create(CultureInfo.InvariantCulture,
            $"PRAGMA user_version = {version}; PRAGMA application_id = {ApplicationId}"));
        transaction.Commit();
    }

    public static void RequireCurrent(SqliteConnection connection, string path)
    {
        var version = RequireKnown(connection, path);
        if (version < CurrentVersion)
            throw DatabaseErrors.OlderVersion(path, version, CurrentVersion);
    }

    private static long RequireKnown(SqliteConnection connection, string path)
    {
        var objects = connection.Number("SELECT count(*) FROM sqlite_master"); // the first read finds out whether this is SQLite
        if (objects > 0 && connection.Number("PRAGMA application_id") != ApplicationId)
            throw DatabaseErrors.NotOurs(path, objects);
        var version = connection.Number("PRAGMA user_version");
        return version > CurrentVersion ? throw DatabaseErrors.NewerVersion(path, version, CurrentVersion) : version;
    }
}
