using Microsoft.Data.Sqlite;
using MimRepro.Results.Database;

namespace MimRepro.Results.Tests.Database;

/// <summary>Files that are not what they should be: each gives its own message, and none is changed.</summary>
[Trait("Kind", "Snapshot")]
public sealed class DatabaseFileTests : IDisposable
{
    private readonly TemporaryStore store = new();

    public void Dispose() => store.Dispose();

    [Theory]
    [InlineData("short", 5)]
    [InlineData("long", 50_000)]
    public void Open_TextFile_SaysItIsNotSqlite(string _, int length)
    {
        File.WriteAllText(store.Database, new string('x', length));

        ExpectError(ResultsFailure.NotADatabase, "not-sqlite", () => ResultsDatabase.Open(store.Database));

        Assert.Equal(new string('x', length), File.ReadAllText(store.Database));
    }

    [Fact]
    public void Open_OtherProgramsDatabase_IsRefusedUnchanged()
    {
        using (var other = store.Raw())
            other.Execute("CREATE TABLE bookmarks (url TEXT)");

        ExpectError(ResultsFailure.NotOurs, "not-ours", () => ResultsDatabase.Open(store.Database));

        using var connection = store.Raw();
        Assert.Equal(1, connection.Number("SELECT count(*) FROM sqlite_master"));
    }

    [Fact]
    public void Open_NewerVersion_IsRefused()
    {
        ResultsDatabase.Open(store.Database).Dispose();
        using (var connection = store.Raw())
            connection.Execute("PRAGMA user_version = 99");

        ExpectError(ResultsFailure.NewerVersion, "newer", () => ResultsDatabase.Open(store.Database));
        Assert.Throws<ResultsException>(() => ResultsDatabase.OpenReadOnly(store.Database));
    }

    [Fact]
    public void OpenReadOnly_OlderVersion_IsRefused()
    {
        using (var connection = store.Raw())
            Migrations.Apply(connection, store.Database, 1);

        ExpectError(ResultsFailure.OlderVersion, "older", () => ResultsDatabase.OpenReadOnly(store.Database));
    }

    [Fact]
    public void OpenReadOnly_NoFile_SaysHowToGetOneAndMakesNone()
    {
        ExpectError(ResultsFailure.Missing, "missing", () => ResultsDatabase.OpenReadOnly(store.Database));

        Assert.False(File.Exists(store.Database));
    }

    [Fact]
    public void Open_PathIsAFolder_SaysItCannotBeWritten()
    {
        Directory.CreateDirectory(store.Database);

        ExpectError(ResultsFailure.Unwritable, "folder", () => ResultsDatabase.Open(store.Database));
    }

    [Fact]
    public void Open_ParentIsAFile_SaysItCannotBeWritten()
    {
        File.WriteAllText(store.Database, "");

        var error = Assert.Throws<ResultsException>(() => ResultsDatabase.Open(Path.Combine(store.Database, "results.db")));

        Assert.Equal(ResultsFailure.Unwritable, error.Failure);
    }

    [Fact]
    public void LoadRun_PagesOverwritten_SaysDamaged()
    {
        using (var database = ResultsDatabase.Open(store.Database))
            database.BeginRun(Samples.Run("r"));
        using (var file = File.OpenWrite(store.Database))
        {
            file.Position = 4096; // the schema on the first page stays whole
            file.Write(new byte[file.Length - 4096]);
        }

        ExpectError(ResultsFailure.Damaged, "damaged", () =>
        {
            using var database = ResultsDatabase.Open(store.Database);
            database.LoadRun("r");
        });
    }

    [Fact]
    public void Open_CutOff_SaysWhy()
    {
        using (var database = ResultsDatabase.Open(store.Database))
            database.BeginRun(Samples.Run("r"));
        using (var file = File.OpenWrite(store.Database))
            file.SetLength(6000);

        var error = Assert.Throws<ResultsException>(() =>
        {
            using var database = ResultsDatabase.Open(store.Database);
            database.LoadRun("r");
        });

        Assert.Equal(ResultsFailure.Damaged, error.Failure);
    }

    [Fact]
    public void Error_DiskFull_SaysNothingIsLost() =>
        ExpectError(ResultsFailure.DiskFull, "disk-full", () => throw DatabaseErrors.Explain(new SqliteException("full", 13), store.Database));

    [Fact]
    public void Error_Locked_SaysByWhom() =>
        ExpectError(ResultsFailure.Busy, "locked", () => throw DatabaseErrors.Explain(new SqliteException("locked", 5), store.Database));

    [Fact]
    public void LoadRun_UnknownRun_ListsTheLatest()
    {
        using var database = ResultsDatabase.Open(store.Database);
        for (var i = 0; i < 7; i++)
            database.BeginRun(Samples.Run($"run-{i}", minute: i));

        ExpectError(ResultsFailure.UnknownRun, "unknown-run", () => database.LoadRun("run-77"));
    }

    private void ExpectError(ResultsFailure failure, string snapshot, Action act)
    {
        var error = Assert.Throws<ResultsException>(act);

        Assert.Equal(failure, error.Failure);
        Snapshots.Match(store.Anonymous(error.Message), snapshot);
    }
}
