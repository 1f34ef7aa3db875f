using System.Globalization;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using TorchSharp;
using TorchSharp.Modules;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

/// <summary>One case of the parity data: its description, its tensors and its own tolerances.</summary>
internal sealed class ParityCase
{
    private readonly JsonElement description;
    private readonly IReadOnlyDictionary<string, Tensor> tensors;
    private readonly double rtol;
    private readonly double atol;
    private (double Error, string Name) worst = (0, "none");
    private double worstShare;
    private int compared;

    private ParityCase(string name, JsonElement description, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Name = name;
        this.description = description;
        this.tensors = tensors;
        JsonElement tolerance = description.GetProperty("tolerance");
        rtol = tolerance.GetProperty("rtol").GetDouble();
        atol = tolerance.GetProperty("atol").GetDouble();
    }

    /// <summary>Folder and file: <c>a_swin/v2_basic</c>.</summary>
    public string Name { get; }

    public JsonElement Description => description;

    public JsonElement Config => description.GetProperty("config");

    public Tensor this[string name] => tensors[name];

    /// <summary>Every case of a kind, in whatever folder it lies.</summary>
    public static TheoryData<string> OfKind(string kind) => [.. ParityFolder.OfKind(kind)];

    public static ParityCase Read(string name)
    {
        string path = ParityFolder.PathOf(name) + ".json";
        JsonElement description = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        string data = Path.ChangeExtension(path, ".safetensors");
        return new ParityCase(name, description, File.Exists(data) ? Safetensors.Read(data) : new Dictionary<string, Tensor>());
    }

    public IEnumerable<string> Names(string prefix) =>
        tensors.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>Copies <c>w/</c> into a model; the keys must be the model's, all of them, and <c>buf/</c> must be its buffers.</summary>
    public void LoadInto(nn.Module model)
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> state = model.state_dict();
        Assert.Equal(Names("w/").Concat(Names("buf/")).Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (string key in Names("w/"))
            state[key].copy_(tensors["w/" + key]);
        foreach (string key in Names("buf/"))
            AssertClose("buf/" + key, state[key]);
    }

    /// <summary>As <see cref="LoadInto"/>, and then computes in double precision, as the expected values were: what differs is the model, not rounding.</summary>
    /// <remarks>
    /// Norms after small sums (Swin V2) and gradients of cosines amplify rounding so much that the official code itself, in float32 on
    /// another processor, is several times farther off than the figure that tolerances are made of.
    /// </remarks>
    public void LoadExactly(nn.Module model)
    {
        LoadInto(model);
        model.to(ScalarType.Float64);
    }

    /// <summary>A tensor in double precision.</summary>
    public Tensor Exact(string name) => tensors[name].to(ScalarType.Float64);

    public void AssertClose(string name, Tensor got)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor expected = tensors[name];
        Assert.True(expected.shape.SequenceEqual(got.shape), $"{name} is [{string.Join(", ", got.shape)}], expected [{string.Join(", ", expected.shape)}]");
        Assert.Equal(expected.is_floating_point(), got.is_floating_point());
        JsonElement entry = description.GetProperty("tensors").GetProperty(name);
        double allowed = entry.TryGetProperty("atol", out JsonElement own) ? own.GetDouble() : atol;
        Tensor exact = expected.to(ScalarType.Float64), precise = got.to(ScalarType.Float64);
        Tensor bothNaN = exact.isnan().logical_and(precise.isnan()); // which the cases count as equal
        (exact, precise) = (exact.masked_fill(bothNaN, 0), precise.masked_fill(bothNaN, 0));
        Tensor gap = (precise - exact).abs();
        Tensor share = gap / (exact.abs() * rtol + allowed);
        Note(name, gap.max().item<double>(), exact.abs().max().item<double>(), share.max().item<double>());
    }

    public void AssertClose(string what, double expected, double got)
    {
        double gap = double.IsNaN(expected) && double.IsNaN(got) ? 0 : Math.Abs(got - expected); // which the cases count as equal
        Note(what, gap, Math.Abs(expected), gap == 0 ? 0 : gap / (atol + rtol * Math.Abs(expected)));
    }

    /// <summary>The norm of every parameter's gradient, also of those too large to be stored.</summary>
    public void AssertGradients(nn.Module model)
    {
        Dictionary<string, Parameter> parameters = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        foreach (string name in Names("grad/"))
            AssertClose("grad/" + name, parameters[name].grad ?? zeros_like(parameters[name]));
        JsonElement norms = description.GetProperty("grad_l2_norm_of_every_parameter");
        Assert.Equal(parameters.Keys.Order(StringComparer.Ordinal), norms.EnumerateObject().Select(norm => norm.Name).Order(StringComparer.Ordinal));
        foreach (JsonProperty norm in norms.EnumerateObject())
        {
            double expected = norm.Value.GetDouble();
            double got = parameters[norm.Name].grad is { } gradient ? gradient.to(ScalarType.Float64).norm().item<double>() : 0;
            AssertClose($"norm of {norm.Name}'s gradient", expected, got);
        }
    }

    /// <summary>One line for the test's output: how far the farthest tensor was, relative to its largest value.</summary>
    public void Report(ITestOutputHelper output) => output.WriteLine(string.Create(CultureInfo.InvariantCulture,
        $"{Name}: {compared} comparisons, largest relative error {worst.Error:0.0e+0} ({worst.Name}), at most {worstShare:0.00} of a tolerance"));

    /// <summary>The line of a case whose values have to be the official ones to the last bit.</summary>
    public void ReportEqual(ITestOutputHelper output, int values) => output.WriteLine($"{Name}: {values} values, all equal");

    private void Note(string name, double gap, double scale, double share)
    {
        compared++;
        worstShare = Math.Max(worstShare, share);
        // Of a tensor that is zero everywhere the gap itself.
        double relative = scale > 0 ? gap / scale : gap;
        // A gradient that is zero but for rounding has no meaningful relative error; its tolerance decides.
        if (relative > worst.Error && scale > atol)
            worst = (relative, name);
        Assert.True(share <= 1, string.Create(CultureInfo.InvariantCulture, $"{Name}: {name} is off by up to {gap:0.0e+0}, {share:0.0} times what is allowed"));
    }
}
