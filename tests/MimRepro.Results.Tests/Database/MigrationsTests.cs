using MimRepro.Results.Database;

namespace MimRepro.Results.Tests.Database;

[Trait("Kind", "Unit")]
public sealed class MigrationsTests : IDisposable
{
    private readonly TemporaryStore store = new();

    public void Dispose() => store.Dispose();

    [Fact]
    public void Open_FileOfVersion1_KeepsItsRowsAndGainsTheViews()
    {
        MakeVersion1();

        using (var database = ResultsDatabase.Open(store.Database))
            Assert.Equal("old", database.LatestRunId("smoke"));

        using var connection = store.Raw();
        Assert.Equal(Migrations.CurrentVersion, connection.Number("PRAGMA user_version"));
        Assert.Equal(1, connection.Number("SELECT count(*) FROM run_summary"));
    }

    [Fact]
    public void Open_TwiceInARow_ChangesNothing()
    {
        ResultsDatabase.Open(store.Database).Dispose();
        var before = File.ReadAllBytes(store.Database);

        ResultsDatabase.Open(store.Database).Dispose();

        Assert.Equal(before, File.ReadAllBytes(store.Database));
    }

    [Fact]
    public void OpenReadOnly_FileOfVersion1_IsRefusedAndLeftAlone()
    {
        MakeVersion1();

        var error = Assert.Throws<ResultsException>(() => ResultsDatabase.OpenReadOnly(store.Database));

        Assert.Equal(ResultsFailure.OlderVersion, error.Failure);
        using var connection = store.Raw();
        Assert.Equal(1, connection.Number("PRAGMA user_version"));
    }

    [Fact]
    public void Open_ByManyProcessesAtOnce_MigratesOnce()
    {
        MakeVersion1();

        Parallel.For(0, 4, _ => ResultsDatabase.Open(store.Database).Dispose());

        using var connection = store.Raw();
        Assert.Equal(Migrations.CurrentVersion, connection.Number("PRAGMA user_version"));
    }

    [Fact]
    public void Open_EmptyFile_BecomesADatabase()
    {
        File.WriteAllBytes(store.Database, []);

        using var database = ResultsDatabase.Open(store.Database);

        Assert.Empty(database.ListRuns());
    }

    private void MakeVersion1()
    {
        using var connection = store.Raw();
        Migrations.Apply(connection, store.Database, 1);
        connection.Execute("INSERT INTO runs VALUES ('old', 'smoke', '2023-01-01T00:00:00.0000000Z', NULL)");
    }
}
