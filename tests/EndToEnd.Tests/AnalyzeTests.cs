using System.Buffers.Binary;
using System.Text;

namespace EndToEnd.Tests;

/// <summary>Two checkpoints under official keys, from files to report. Their weights are drawn here: they show nothing but that the line works.</summary>
[Trait("Kind", "EndToEnd")]
public sealed class AnalyzeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Analyze_TwoCheckpoints_EndsWithAReportOfBothAndThenDoesNothing()
    {
        WriteVit(folder["one.safetensors"], seed: 1);
        WriteVit(folder["two.safetensors"], seed: 2);
        string[] command = ["Analyze", "--checkpoint", folder["one.safetensors"], "--checkpoint", folder["two.safetensors"], "--architecture", "vit,heads=2", "--store", folder["store"]];

        var first = DriverProcess.Run(folder.Path, command);
        var before = FolderState.Of(folder["store"]);
        var again = DriverProcess.Run(folder.Path, command);

        Assert.True(first.ExitCode == 0, first.Output);
        Assert.True(again.ExitCode == 0, again.Output);
        Assert.Equal(before, FolderState.Of(folder["store"]));
        Assert.Contains("1: one: Taken for: ViT, 4 blocks of width 16 with 2 heads, patches of 8 px, images of 32 px.", first.Output, StringComparison.Ordinal);
        var metrics = File.ReadAllText(Path.Combine(folder["store"], "reports", "analyze", "metrics.csv"));
        foreach (var name in new[] { "attention_distance", "attention_entropy", "head_diversity", "cka", "cka_between" })
        {
            Assert.Contains($",{name},", metrics, StringComparison.Ordinal);
        }

        Assert.Contains("2: two", File.ReadAllText(Path.Combine(folder["store"], "reports", "analyze", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_AFileThatIsNoCheckpoint_SaysSoAndEndsWithTwo()
    {
        File.WriteAllText(folder["page.pth"], "<html>not found</html>");

        var result = DriverProcess.Run(folder.Path, "Analyze", "--checkpoint", folder["page.pth"], "--store", folder["store"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("It looks like a web page", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Analyze_NoSuchFile_SaysSoBeforeAnythingIsMade()
    {
        var result = DriverProcess.Run(folder.Path, "Analyze", "--checkpoint", folder["missing.pth"], "--store", folder["store"]);

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("no such file", result.Output, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder["store"]));
    }

    private static void WriteVit(string path, int seed)
    {
        const int width = 16, side = 4, patch = 8, blocks = 4;
        var shapes = new List<(string Name, int[] Shape)>
        {
            ("cls_token", [1, 1, width]), ("pos_embed", [1, 1 + side * side, width]), ("patch_embed.proj.weight", [width, 3, patch, patch]), ("patch_embed.proj.bias", [width]),
            ("norm.weight", [width]), ("norm.bias", [width]),
        };
        for (var block = 0; block < blocks; block++)
        {
            var name = $"blocks.{block}.";
            shapes.AddRange([
                (name + "norm1.weight", [width]), (name + "norm1.bias", [width]), (name + "attn.qkv.weight", [3 * width, width]), (name + "attn.qkv.bias", [3 * width]),
                (name + "attn.proj.weight", [width, width]), (name + "attn.proj.bias", [width]), (name + "norm2.weight", [width]), (name + "norm2.bias", [width]),
                (name + "mlp.fc1.weight", [4 * width, width]), (name + "mlp.fc1.bias", [4 * width]), (name + "mlp.fc2.weight", [width, 4 * width]), (name + "mlp.fc2.bias", [width]),
            ]);
        }

        var (random, data, header) = (new Random(seed), new MemoryStream(), new StringBuilder("{"));
        foreach (var (name, shape) in shapes)
        {
            var begin = data.Length;
            for (var i = shape.Aggregate(1, (product, size) => product * size); i > 0; i--)
            {
                data.Write(BitConverter.GetBytes((float)(random.NextDouble() - 0.5)));
            }

            header.Append(header.Length > 1 ? "," : "").Append($"\"{name}\":{{\"dtype\":\"F32\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{data.Length}]}}");
        }

        var json = Encoding.UTF8.GetBytes(header.Append('}').ToString());
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        File.WriteAllBytes(path, [.. length, .. json, .. data.ToArray()]);
    }
}
