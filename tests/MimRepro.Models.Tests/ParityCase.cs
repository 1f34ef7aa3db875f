using System.Text.Json;
using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests;

/// <summary>One case of the parity data: its description, its tensors and its own tolerances.</summary>
internal sealed class ParityCase
{
    private readonly JsonElement description;
    private readonly IReadOnlyDictionary<string, Tensor> tensors;

    private ParityCase(JsonElement description, IReadOnlyDictionary<string, Tensor> tensors)
    {
        this.description = description;
        this.tensors = tensors;
    }

    public JsonElement Config => description.GetProperty("config");

    public static string Folder(string item)
    {
        string? root = Environment.GetEnvironmentVariable("MIMREPRO_PARITY_DIR");
        if (root is null)
        {
            DirectoryInfo? folder = new(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "MimRepro.sln")))
                folder = folder.Parent;
            root = Path.Combine(folder!.FullName, "tests", "Parity");
        }
        return Path.Combine(root, item);
    }

    /// <summary>Names of the cases of a folder whose model is one of ours.</summary>
    public static TheoryData<string> Named(string item, string modelClass)
    {
        var names = new TheoryData<string>();
        foreach (string file in Directory.GetFiles(Folder(item), "*.json").Order(StringComparer.Ordinal))
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(file));
            if (document.RootElement.TryGetProperty("config", out JsonElement config)
                && config.TryGetProperty("class", out JsonElement found) && found.GetString() == modelClass)
                names.Add(Path.GetFileNameWithoutExtension(file));
        }
        return names;
    }

    public static ParityCase Read(string item, string name)
    {
        string path = Path.Combine(Folder(item), name + ".json");
        JsonElement description = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        return new ParityCase(description, Safetensors.Read(Path.ChangeExtension(path, ".safetensors")));
    }

    public Tensor this[string name] => tensors[name];

    public IEnumerable<string> Names(string prefix) =>
        tensors.Keys.Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).Select(key => key[prefix.Length..]).Order(StringComparer.Ordinal);

    /// <summary>Copies <c>w/</c> into a model; the keys must be the model's, all of them, and <c>buf/</c> must equal its buffers.</summary>
    public void LoadInto(nn.Module model)
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> state = model.state_dict();
        Assert.Equal(Names("w/").Concat(Names("buf/")).Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        foreach (string key in Names("w/"))
            state[key].copy_(tensors["w/" + key]);
        foreach (string key in Names("buf/"))
            Assert.True(state[key].eq(tensors["buf/" + key]).all().item<bool>(), $"buffer {key} differs");
    }

    public void AssertClose(string name, Tensor got)
    {
        Tensor expected = tensors[name];
        JsonElement tolerance = description.GetProperty("tolerance");
        double atol = description.GetProperty("tensors").GetProperty(name).TryGetProperty("atol", out JsonElement own)
            ? own.GetDouble() : tolerance.GetProperty("atol").GetDouble();
        Assert.Equal(expected.shape, got.shape);
        using Tensor gap = (got - expected).abs() - expected.abs() * tolerance.GetProperty("rtol").GetDouble();
        double worst = gap.max().item<float>();
        Assert.True(worst <= atol, $"{name} is off by {worst} beyond rtol, allowed {atol}");
    }

    /// <summary>The norm of every parameter's gradient, also of those too large to be stored.</summary>
    public void AssertGradientNorms(nn.Module model)
    {
        JsonElement norms = description.GetProperty("grad_l2_norm_of_every_parameter");
        JsonElement tolerance = description.GetProperty("tolerance");
        Dictionary<string, double> got = model.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter.grad is { } gradient ? gradient.norm().item<float>() : 0.0);
        foreach (JsonProperty norm in norms.EnumerateObject())
        {
            double expected = norm.Value.GetDouble();
            double allowed = tolerance.GetProperty("atol").GetDouble() + tolerance.GetProperty("rtol").GetDouble() * expected;
            Assert.True(Math.Abs(got[norm.Name] - expected) <= allowed, $"norm of {norm.Name}'s gradient is {got[norm.Name]}, expected {expected} ± {allowed}");
        }
    }

    public VisionTransformerRecipe Recipe() => TinyRecipes.Tiny with
    {
        ImageSize = ImageSize().Height,
        PatchSize = Config.GetProperty("patch_size").GetInt32(),
        InChannels = Config.GetProperty("in_chans").GetInt32(),
        EmbedDim = Config.GetProperty("embed_dim").GetInt32(),
        Depth = Config.GetProperty("depth").GetInt32(),
        Heads = Config.GetProperty("num_heads").GetInt32(),
        MlpRatio = Config.GetProperty("mlp_ratio").GetDouble(),
        QkvBias = Config.GetProperty("qkv_bias").GetBoolean(),
        LayerScaleInit = Config.GetProperty("init_values") is { ValueKind: JsonValueKind.Number } initial ? initial.GetDouble() : null,
        AbsolutePositionEmbedding = Config.GetProperty("use_abs_pos_emb").GetBoolean(),
        RelativePositionBias = Config.GetProperty("use_rel_pos_bias").GetBoolean(),
        SharedRelativePositionBias = Config.GetProperty("use_shared_rel_pos_bias").GetBoolean(),
        MeanPooling = Config.GetProperty("use_mean_pooling").GetBoolean(),
        NormEpsilon = Config.TryGetProperty("layer_norm_eps", out JsonElement epsilon) ? epsilon.GetDouble() : 1e-6,
        InitialDeviation = 0.02,
    };

    public (int Height, int Width) ImageSize()
    {
        JsonElement size = Config.GetProperty("img_size");
        return size.ValueKind == JsonValueKind.Array ? (size[0].GetInt32(), size[1].GetInt32()) : (size.GetInt32(), size.GetInt32());
    }

    public double? QueryScale() =>
        Config.TryGetProperty("qk_scale", out JsonElement scale) && scale.ValueKind == JsonValueKind.Number ? scale.GetDouble() : null;
}
