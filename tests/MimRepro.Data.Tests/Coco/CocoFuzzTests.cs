using MimRepro.Bench.Fuzzing;
using MimRepro.Bench.Fuzzing.Coco;
using MimRepro.Data.Coco;

namespace MimRepro.Data.Tests.Coco;

/// <summary>The first inputs of the long run, which is <c>dotnet run -c Release --project bench -- fuzz</c>.</summary>
[Trait("Kind", "Unit")]
public sealed class CocoFuzzTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Read_BrokenFiles_KeepTheRules(int seed)
    {
        var corpus = CocoCorpus.Create();
        var path = folder.File("input");
        var read = 0;

        for (var index = 0; index < 300; index++)
        {
            File.WriteAllBytes(path, corpus.Input(seed, index));
            var broken = FuzzVerdict.Of(path, CocoTarget.Read, fault => fault is DataFormatException, out var reason);
            Assert.True(broken is null, $"seed {seed}, input {index}: {broken}");
            read += reason is null ? 1 : 0;
        }

        Assert.InRange(read, 20, 280); // neither is everything refused, nor nothing
    }

    [Theory]
    [InlineData("""{"id": 1, "file_name": "a\ud800.jpg", "width": 1, "height": 1}""", "file_name is ")]
    [InlineData("{\"id\": 1, \"file_name\": \"\u00ff.jpg\", \"width\": 1, \"height\": 1}", "file_name is ")]
    [InlineData("{\"id\": \"\u00ff\", \"file_name\": \"a.jpg\", \"width\": 1, \"height\": 1}", "id is ")]
    public void Read_TextThatIsNone_IsABadRecord(string image, string fault)
    {
        var path = folder.File("damaged.json");
        // One byte a character, so that the last one is no UTF-8.
        File.WriteAllText(path, $$"""{"images": [{{image}}], "categories": [], "annotations": []}""", System.Text.Encoding.Latin1);

        var message = Assert.Throws<DataFormatException>(() => CocoFile.Read(path)).Message;

        Assert.Contains("images[0]", message, StringComparison.Ordinal);
        Assert.Contains(fault, message, StringComparison.Ordinal);
    }
}
