using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Database;

/// <summary>Opens the file and makes sure that it is one of ours, of a version that we know.</summary>
internal static class DatabaseFile
{
    private const int SecondsToWaitForALock = 10;

    public static SqliteConnection OpenForWriting(string path) => Open(path, SqliteOpenMode.ReadWriteCreate, connection =>
    {
        // NORMAL under WAL: a killed process loses nothing; a power cut can lose the last calls, never the file.
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON");
        Migrations.Apply(connection, path);
    });

    public static SqliteConnection OpenForReading(string path)
    {
        if (!File.Exists(path))
            throw DatabaseErrors.Missing(path);
        try
        {
            return Open(path, SqliteOpenMode.ReadOnly, connection => Migrations.RequireCurrent(connection, path));
        }
        catch (ResultsException e) when (e.Failure == ResultsFailure.Unwritable && !File.Exists(path + "-wal"))
        {
            // A reader of a WAL file needs its -shm file; on a read-only medium nobody writes, so it can do without.
            var uri = new Uri(path).AbsoluteUri + "?immutable=1";
            return Open(uri, SqliteOpenMode.ReadOnly, connection => Migrations.RequireCurrent(connection, path));
        }
    }

    private static SqliteConnection Open(string source, SqliteOpenMode mode, Action<SqliteConnection> prepare)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = source,
            Mode = mode,
            Pooling = false, // closed means closed: the folder can be moved or deleted
            DefaultTimeout = SecondsToWaitForALock,
        }.ToString());
        try
        {
            if (mode == SqliteOpenMode.ReadWriteCreate)
                Directory.CreateDirectory(Path.GetDirectoryName(source)!);
            connection.Open();
            prepare(connection);
            return connection;
        }
        catch (Exception e)
        {
            connection.Dispose();
            throw e switch
            {
                SqliteException sqlite => DatabaseErrors.Explain(sqlite, source),
                IOException or UnauthorizedAccessException => DatabaseErrors.Unwritable(source, e),
                _ => e,
            };
        }
    }
}
