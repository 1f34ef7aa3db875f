namespace MimRepro.Results.Tests;

public sealed class SnapshotsTests
{
    private const string Text = "first \"line\"\nsecond line: 1 < 2 & ü\nthird line\n";

    [Fact, Trait("Kind", "Snapshot")]
    public void Match_StoredText_Passes() => Snapshots.Match(Text, "text");

    [Fact, Trait("Kind", "Unit")]
    public void Match_OtherLineEndings_Passes() => Snapshots.Match(Text.Replace("\n", "\r\n"), "text");

    [Fact, Trait("Kind", "Unit")]
    public void Match_ChangedText_FailsWithDiffAndCure()
    {
        if (Updating) return;

        var failure = Assert.ThrowsAny<Exception>(() => Snapshots.Match(Text.Replace("second", "2nd"), "text"));

        Assert.Contains("-     2 second line", failure.Message);
        Assert.Contains("+     2 2nd line", failure.Message);
        Assert.Contains("UPDATE_SNAPSHOTS=1", failure.Message);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Match_MissingSnapshot_Fails()
    {
        if (Updating) return;

        var failure = Assert.ThrowsAny<Exception>(() => Snapshots.Match(Text, "never-stored"));

        Assert.Contains("'SnapshotsTests.never-stored.snap' is missing", failure.Message);
    }

    // These would write what they expect to be absent or different.
    private static bool Updating => Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1";
}
