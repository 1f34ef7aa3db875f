using MimRepro.Bench.Fuzzing;
using MimRepro.Models.Checkpoints;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>The first inputs of the long run, which is <c>dotnet run -c Release --project bench -- fuzz</c>.</summary>
[Trait("Kind", "Unit")]
public sealed class CheckpointFuzzTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("fuzz").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Open_BrokenCheckpoints_KeepTheRules(int seed)
    {
        FuzzCorpus corpus = CheckpointCorpus.Of(CheckpointCase.In("valid"));
        string path = Path.Combine(folder, "input");

        for (int index = 0; index < 300; index++)
        {
            File.WriteAllBytes(path, corpus.Input(seed, index));
            string? broken = FuzzVerdict.Of(path, CheckpointTarget.Read, fault => fault is CheckpointException, out _);
            Assert.True(broken is null, $"seed {seed}, input {index}: {broken}");
        }
        Assert.Single(Directory.GetFileSystemEntries(folder));
    }
}
