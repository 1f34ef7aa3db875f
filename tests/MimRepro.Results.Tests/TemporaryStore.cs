using Microsoft.Data.Sqlite;

namespace MimRepro.Results.Tests;

/// <summary>A folder that is gone after the test, with the path of a database in it.</summary>
internal sealed class TemporaryStore : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("mimrepro-results-");

    public string Database => Path.Combine(folder.FullName, "results.db");

    /// <summary>The text with the folder taken out: fit for a snapshot.</summary>
    public string Anonymous(string text) => text.Replace(folder.FullName, "/store");

    /// <summary>Plain SQLite, without any of our checks.</summary>
    public SqliteConnection Raw()
    {
        var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        return connection;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
