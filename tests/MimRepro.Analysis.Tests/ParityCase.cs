using System.Globalization;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

/// <summary>One stored case of the analyses, with its own tolerances.</summary>
internal sealed class ParityCase
{
    private readonly string name;
    private readonly IReadOnlyDictionary<string, Tensor> tensors;
    private readonly HashSet<string> compared = [];
    private (double Error, string Name) worst = (0, "none");

    private ParityCase(string name)
    {
        this.name = name;
        var path = ParityFolder.PathOf(name) + ".json";
        Description = Describe(path);
        tensors = Safetensors.Read(Path.ChangeExtension(path, ".safetensors"));
    }

    public JsonElement Description { get; }

    public JsonElement Config => Description.GetProperty("config");

    public Tensor this[string tensor] => tensors[tensor];

    public static ParityCase Read(string name) => new(name);

    /// <summary>Every case of a kind, in whatever folder it lies.</summary>
    public static TheoryData<string> OfKind(string kind) =>
        [.. ParityFolder.OfKind(kind)];

    public int[] Sizes(string option) => [.. Config.GetProperty(option).EnumerateArray().Select(size => size.GetInt32())];

    /// <summary>Fails where the case has an option that the test does not know: it would be tested as something else.</summary>
    public void AssertOptions(params string[] known)
    {
        var unknown = Config.EnumerateObject().Select(option => option.Name).Except(known).ToArray();
        Assert.True(unknown.Length == 0, $"{name}: unknown options {string.Join(", ", unknown)}");
    }

    public void AssertClose(string tensor, Tensor got)
    {
        var expected = tensors[tensor].to(ScalarType.Float64);
        var tolerance = Description.GetProperty("tolerance");
        var atol = (Description.GetProperty("tensors").GetProperty(tensor).TryGetProperty("atol", out var own) ? own : tolerance.GetProperty("atol")).GetDouble();
        Assert.Equal(expected.shape, got.shape);
        var gap = (got.to(ScalarType.Float64) - expected).abs();
        var excess = (gap - expected.abs() * tolerance.GetProperty("rtol").GetDouble()).max().item<double>();
        Assert.True(excess <= atol, $"{name}: {tensor} is off by {excess} beyond rtol, allowed {atol}"); // false for NaN too
        var (largest, scale) = (gap.max().item<double>(), expected.abs().max().item<double>());
        if (compared.Add(tensor) && largest / Math.Max(scale, double.Epsilon) > worst.Error)
            worst = (largest / scale, tensor);
    }

    /// <summary>Fails where an expected tensor was not compared; then one line for the test's output.</summary>
    public void AssertComplete(ITestOutputHelper output)
    {
        var forgotten = tensors.Keys.Where(key => key.StartsWith("out/", StringComparison.Ordinal)).Except(compared).ToArray();
        Assert.True(forgotten.Length == 0, $"{name}: not compared: {string.Join(", ", forgotten)}");
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {compared.Count} comparisons, largest error {worst.Error:0.0e+0} of the largest value ({worst.Name})"));
    }

    private static JsonElement Describe(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        return document.RootElement.Clone();
    }
}
