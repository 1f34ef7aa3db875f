namespace MimRepro.Tests.BuildHost.Completion;

public sealed class BuildSchemaTests : IDisposable
{
    private readonly BuildUnderTest _test = new();

    private string SchemaFile => Path.Combine(_test.Root, ".nuke", "build.schema.json");

    public void Dispose() => _test.Dispose();

    [Fact]
    [Trait("Kind", "Snapshot")]
    public void Schema_OfABuild_HasItsTargetsAndParameters()
    {
        Assert.Equal(0, _test.Run<SampleBuild>(["Hidden"]));

        Snapshots.Match(File.ReadAllText(SchemaFile), "schema");
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Schema_ThatIsCurrent_IsNotWrittenAgain()
    {
        _test.Run<SampleBuild>(["Hidden"]);
        var written = File.GetLastWriteTimeUtc(SchemaFile);
        File.Delete(Path.Combine(_test.Root, ".nuke", "temp", "build.schema.stamp"));

        _test.Run<SampleBuild>(["Hidden"]);

        Assert.Equal(written, File.GetLastWriteTimeUtc(SchemaFile));
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Schema_ThatWasEdited_IsWrittenAgain()
    {
        _test.Run<SampleBuild>(["Hidden"]);
        var right = File.ReadAllText(SchemaFile);
        File.WriteAllText(SchemaFile, "{}");

        _test.Run<SampleBuild>(["Hidden"]);

        Assert.Equal(right, File.ReadAllText(SchemaFile));
    }
}
