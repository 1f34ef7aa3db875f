namespace MimRepro.Tests.BuildHost;

[Trait("Kind", "Unit")]
public class AbsolutePathTests
{
    private static readonly AbsolutePath s_folder = AbsolutePath.Create("/a/b");

    [Fact]
    public void Path_WithPartsAdded_GoesDownAndUp()
    {
        Assert.Equal("/a/b/c.txt", s_folder / "c.txt");
        Assert.Equal("/a", s_folder / "..");
        Assert.Equal("/a", s_folder.Parent!);
        Assert.Equal("/a/b.old", s_folder + ".old");
        Assert.Null(AbsolutePath.Create("/").Parent);
    }

    [Fact]
    public void Paths_OfTheSameText_AreEqual()
    {
        Assert.True(s_folder == AbsolutePath.Create("/a/x/../b/"));
        Assert.True(s_folder != AbsolutePath.Create("/a/B"));
    }

    [Fact]
    public void Path_ThatIsNotRooted_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => AbsolutePath.Create("a/b"));
        Assert.Throws<ArgumentException>(() => s_folder / "/etc");
    }

    [Fact]
    public void Folder_WithReadOnlyFiles_IsDeleted()
    {
        var folder = AbsolutePath.Create(Directory.CreateTempSubdirectory().FullName);
        (folder / "inner" / "file").WriteAllText("text");
        File.SetAttributes(folder / "inner" / "file", FileAttributes.ReadOnly);

        Assert.Equal(["file"], folder.GetFiles(depth: 2).Select(file => file.Name));
        Assert.Equal("text\n", (folder / "inner" / "file").ReadAllText());
        folder.DeleteDirectory();

        Assert.False(folder.DirectoryExists());
    }
}
