using System.Text;
using System.Text.Json.Nodes;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Pipeline.Tests.Worker;

public sealed class ProtocolTests
{
    [Fact, Trait("Kind", "Unit")]
    public void Request_SavedAndLoaded_IsTheSame()
    {
        string path = Path.GetTempFileName();
        StepRequest request = new()
        {
            Format = StepRequest.CurrentFormat, Step = "a", Kind = "k", Recipe = JsonNode.Parse("""{"rate":0.1,"text":"é+<"}""")!.AsObject(),
            Inputs = new Dictionary<string, string> { ["data"] = "/x/y+z" }, Files = new Dictionary<string, string> { ["ab"] = "/f" }, Output = "/o", Log = "/l", Device = "cpu", Threads = 1, DataRoot = null, DataCache = "/c",
        };

        request.Save(path);
        StepRequest loaded = StepRequest.Load(path);
        File.Delete(path);

        Assert.Equal(request.Recipe.ToJsonString(), loaded.Recipe.ToJsonString());
        Assert.Equal(request.Inputs, loaded.Inputs);
        Assert.Equal(request.Files, loaded.Files);
        Assert.Equal(request with { Recipe = loaded.Recipe, Inputs = loaded.Inputs, Files = loaded.Files }, loaded);
    }

    [Theory, Trait("Kind", "Unit")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Request_ThatIsNone_IsRefused(string text)
    {
        string path = Path.GetTempFileName();
        File.WriteAllText(path, text);

        Assert.Throws<PipelineInputException>(() => StepRequest.Load(path));
        File.Delete(path);
    }

    [Fact, Trait("Kind", "Unit")]
    public void Progress_ManyReports_AreThrottledAndTheLastGetsThrough()
    {
        using var output = new MemoryStream();
        var progress = new ProgressWriter(output);

        for (int done = 0; done <= 10_000; done++) progress.Report(done, 10_000, double.NaN, "files", "line\nbreak");

        string[] lines = Encoding.UTF8.GetString(output.ToArray()).TrimEnd('\n').Split('\n');
        Assert.InRange(lines.Length, 2, 50);
        Assert.Equal(new WorkerMessage("progress", 10_000, 10_000, null, "files", "line\nbreak"), WorkerMessageParser.Parse(lines[^1]));
    }

    [Fact, Trait("Kind", "Unit")]
    public async Task BoundedLines_EndlessLine_IsCutAndTheNextIsRead()
    {
        var lines = new List<string>();

        await BoundedLines.ReadAsync(new StringReader(new string('x', 1_000_000) + "\nnext\r\nlast"), lines.Add);

        Assert.Equal(64 << 10, lines[0].Length);
        Assert.Equal(["next", "last"], lines.Skip(1));
    }
}
