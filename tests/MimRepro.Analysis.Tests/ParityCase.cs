using System.Text.Json;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

/// <summary>One stored case of the analyses, with its own tolerances.</summary>
internal sealed class ParityCase
{
    private readonly JsonElement description;
    private readonly IReadOnlyDictionary<string, Tensor> tensors;

    private ParityCase(string path)
    {
        description = Describe(path);
        tensors = Safetensors.Read(Path.ChangeExtension(path, ".safetensors"));
    }

    public JsonElement Config => description.GetProperty("config");

    public Tensor this[string name] => tensors[name];

    public static ParityCase Read(string name) => new(Path.Combine(Folder(), name + ".json"));

    /// <summary>Names of all stored cases of one kind.</summary>
    public static TheoryData<string> OfKind(string kind) =>
        [.. Directory.GetFiles(Folder(), "*.json").Where(file => Describe(file).GetProperty("kind").GetString() == kind)
            .Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    public int[] Sizes(string name) => [.. Config.GetProperty(name).EnumerateArray().Select(size => size.GetInt32())];

    public void AssertClose(string name, Tensor got)
    {
        var expected = tensors[name].to(ScalarType.Float64);
        var tolerance = description.GetProperty("tolerance");
        var atol = (description.GetProperty("tensors").GetProperty(name).TryGetProperty("atol", out var own) ? own : tolerance.GetProperty("atol")).GetDouble();
        Assert.Equal(expected.shape, got.shape);
        var excess = (got - expected).abs() - expected.abs() * tolerance.GetProperty("rtol").GetDouble();
        var worst = excess.max().item<double>();
        Assert.True(worst <= atol, $"{name} is off by {worst} beyond rtol, allowed {atol}"); // false for NaN too
    }

    private static string Folder()
    {
        var root = Environment.GetEnvironmentVariable("MIMREPRO_PARITY_DIR");
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); root is null; folder = folder.Parent!)
            if (File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
                root = Path.Combine(folder.FullName, "tests", "Parity");
        return Path.Combine(root, "e_analysis");
    }

    private static JsonElement Describe(string path) => JsonDocument.Parse(File.ReadAllText(path)).RootElement;
}
