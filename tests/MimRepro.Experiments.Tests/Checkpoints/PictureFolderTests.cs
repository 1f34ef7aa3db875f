using MimRepro.Experiments.Checkpoints;
using MimRepro.Pipeline;

namespace MimRepro.Experiments.Tests.Checkpoints;

[Trait("Kind", "Unit")]
public sealed class PictureFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("mimrepro-pictures-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Make(int count)
    {
        Directory.CreateDirectory(Path.Combine(folder, "inner"));
        for (var i = 0; i < count; i++)
            File.WriteAllText(Path.Combine(folder, i % 2 == 0 ? "inner" : "", $"{i:000}.JPG"), "");
        File.WriteAllText(Path.Combine(folder, "notes.txt"), "");
    }

    [Fact]
    public void Choose_MoreThanWanted_SpreadsOverAllInTheSameWayEachTime()
    {
        Make(100);

        var chosen = PictureFolder.Choose(folder, 10);

        Assert.Equal(10, chosen.Distinct().Count());
        Assert.Equal(chosen, PictureFolder.Choose(folder, 10));
        Assert.Equal(5, chosen.Count(path => path.Contains("inner", StringComparison.Ordinal)));
        Assert.Equal(100, PictureFolder.Choose(folder, 10_000).Count);
    }

    [Theory]
    [InlineData(3, 64, "too few pictures")]
    [InlineData(10, 3, "cannot be used")]
    public void Choose_TooFew_IsRefused(int there, int wanted, string fault)
    {
        Make(there);

        Assert.Contains(fault, Assert.Throws<PipelineInputException>(() => PictureFolder.Choose(folder, wanted)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NoFolder_IsRefused() =>
        Assert.Contains("--images", Assert.Throws<PipelineInputException>(() => PictureFolder.Choose(Path.Combine(folder, "missing"), 64)).Message, StringComparison.Ordinal);
}
