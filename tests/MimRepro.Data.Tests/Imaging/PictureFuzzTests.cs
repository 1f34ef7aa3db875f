using MimRepro.Bench.Fuzzing;
using MimRepro.Bench.Fuzzing.Pictures;

namespace MimRepro.Data.Tests.Imaging;

/// <summary>The first inputs of the long run, which is <c>dotnet run -c Release --project bench -- fuzz</c>.</summary>
[Trait("Kind", "Unit")]
public sealed class PictureFuzzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fuzz").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_BrokenPictures_KeepTheRules(int seed)
    {
        FuzzCorpus corpus = PictureCorpus.Create();
        string path = Path.Combine(folder, "input");
        int read = 0;

        for (int index = 0; index < 300; index++)
        {
            File.WriteAllBytes(path, corpus.Input(seed, index));
            string? broken = FuzzVerdict.Of(path, PictureTarget.Read, fault => fault is DataFormatException, out string? reason);
            Assert.True(broken is null, $"seed {seed}, input {index}: {broken}");
            read += reason is null ? 1 : 0;
        }
        Assert.InRange(read, 20, 280); // neither is everything refused, nor nothing
    }
}
