using System.Globalization;
using System.Text.Json;
using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Models.Tests.Checkpoints;

/// <summary>Every stored resizing of position tables, and every stored way from a pre-training checkpoint into a classifier.</summary>
[Trait("Kind", "Parity")]
public sealed class PretrainedParityTests(ITestOutputHelper output)
{
    private const string GeometricMethod = "geometric positions + bicubic spline (scipy interp2d, kind cubic)";
    private const string BicubicMethod = "torch bicubic interpolate, align_corners False";

    public static TheoryData<string> Tables => ParityCase.OfKind("remap_relative_position_bias");
    public static TheoryData<string> Checkpoints => ParityCase.OfKind("load_pretrained_end_to_end");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Tables.Any<object[]>() && Checkpoints.Any<object[]>());

    [Theory]
    [MemberData(nameof(Tables))]
    public void Resize_EveryTable_IsTheOfficialOne(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        AssertOptions(data, "source_window", "target_window", "num_heads", "method");
        long target = Windows.TableRows(data.Config.GetProperty("target_window").GetInt32());
        TableResizing method = data.Config.GetProperty("method").GetString() switch
        {
            GeometricMethod => TableResizing.Geometric,
            BicubicMethod => TableResizing.Bicubic,
            var other => throw new InvalidOperationException($"Method '{other}' is none of ours."),
        };

        foreach (string key in data.Names("in/"))
            data.AssertClose("out/" + key, PositionTables.Resize(data["in/" + key], target, extra: 0, method)!);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Tables))]
    public void Places_OfEveryGeometricTable_AreTheOfficialOnes(string name)
    {
        ParityCase data = ParityCase.Read(name);
        if (!data.Description.TryGetProperty("q", out JsonElement factor))
            return;
        int source = Side("source_window"), target = Side("target_window");
        double largest = 0;

        Assert.Equal(factor.GetDouble(), GeometricPositions.Factor(source / 2, target / 2), 1e-14);
        AssertPlaces("source_positions", GeometricPositions.Source(source, target));
        AssertPlaces("target_positions", GeometricPositions.Target(target));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: largest error {largest:0.0e+0} places"));

        int Side(string window) => 2 * data.Config.GetProperty(window).GetInt32() - 1;

        void AssertPlaces(string expected, double[] got)
        {
            double[] places = [.. data.Description.GetProperty(expected).EnumerateArray().Select(place => place.GetDouble())];
            Assert.Equal(places.Length, got.Length);
            for (int index = 0; index < places.Length; index++)
            {
                Assert.Equal(places[index], got[index], 1e-12);
                largest = Math.Max(largest, Math.Abs(places[index] - got[index]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Load_PretrainingCheckpoint_GivesTheOfficialWeightsLogitsAndReport(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        using Backbone model = Backbones.Create(FineTuned(data), (int)data["ft_after/head.bias"].shape[0]);
        SetTo(model, data, "ft_before/");
        model.eval();

        LoadedWeights loaded = BackboneWeights.Load(model, data.Names("ckpt/").ToDictionary(key => key, key => data["ckpt/" + key]), name, Remapping.SimMim);

        foreach ((string key, Tensor value) in model.state_dict())
            data.AssertClose("ft_after/" + key, value);
        Assert.Equal(data.Names("ft_after/"), model.state_dict().Keys.Order(StringComparer.Ordinal));
        data.AssertClose("out/logits", model.call(data["in/x"]));
        Assert.Equal(Keys("missing_keys").Where(IsLearned), loaded.Fresh);
        Assert.Equal(Keys("unexpected_keys"), loaded.Ignored);
        Assert.Equal(model.state_dict().Keys.Where(key => IsLearned(key) && IsTable(key)).Order(StringComparer.Ordinal), loaded.Resized);
        data.Report(output);

        string[] Keys(string list) => [.. data.Description.GetProperty(list).EnumerateArray().Select(key => key.GetString()!).Order(StringComparer.Ordinal)];

        bool IsTable(string key) => key.EndsWith("relative_position_bias_table", StringComparison.Ordinal)
            && data.Config.GetProperty("src").GetInt32() != data.Config.GetProperty("dst").GetInt32();
    }

    private static bool IsLearned(string key) =>
        !key.EndsWith("relative_position_index", StringComparison.Ordinal) && !key.EndsWith("relative_coords_table", StringComparison.Ordinal) && !key.EndsWith("attn_mask", StringComparison.Ordinal);

    /// <summary>The fine-tuned model's recipe; what the case does not say follows from the keys of its state dict.</summary>
    private static BackboneRecipe FineTuned(ParityCase data)
    {
        string kind = data.Config.GetProperty("kind").GetString()!;
        AssertOptions(data, "kind", "src", "dst", "depth", "depths", "patch_size", "embed_dim", "num_heads", "mlp_ratio", "qkv_bias", "init_values", "use_abs_pos_emb",
            "file_uses_rpe_mlp_names", "ape", "pretrained_window_sizes", "use_mean_pooling");
        int window = data.Config.GetProperty("dst").GetInt32(), side = (int)data["in/x"].shape[2], channels = (int)data["in/x"].shape[1];
        int patch = data.Config.GetProperty("patch_size").GetInt32(), width = data.Config.GetProperty("embed_dim").GetInt32();
        double ratio = data.Config.GetProperty("mlp_ratio").GetDouble();
        HashSet<string> keys = [.. data.Names("ft_after/")];
        if (kind == "vit")
            return TinyRecipes.Tiny with
            {
                ImageSize = side, PatchSize = patch, InChannels = channels, EmbedDim = width, MlpRatio = ratio,
                Depth = data.Config.GetProperty("depth").GetInt32(),
                Heads = data.Config.GetProperty("num_heads").GetInt32(),
                QkvBias = keys.Contains("blocks.0.attn.q_bias"),
                LayerScaleInit = keys.Contains("blocks.0.gamma_1") ? 1 : null,
                AbsolutePositionEmbedding = keys.Contains("pos_embed"),
                RelativePositionBias = keys.Contains("blocks.0.attn.relative_position_bias_table"),
                SharedRelativePositionBias = keys.Contains("rel_pos_bias.relative_position_bias_table"),
                MeanPooling = keys.Contains("fc_norm.weight"),
            };
        int[] depths = Ints("depths"), heads = Ints("num_heads"), windows = [.. depths.Select(_ => window)];
        bool[] shifted = [.. depths.Select(_ => true)];
        return kind switch
        {
            "swin" => TinyRecipes.Swin with
            {
                ImageSize = side, PatchSize = patch, InChannels = channels, EmbedDim = width, MlpRatio = ratio, Depths = depths, Heads = heads,
                WindowSizes = windows, ShiftedWindows = shifted, AbsolutePositionEmbedding = keys.Contains("absolute_pos_embed"),
                QkvBias = keys.Contains("layers.0.blocks.0.attn.qkv.bias"),
            },
            "swinv2" => TinyRecipes.SwinV2 with
            {
                ImageSize = side, PatchSize = patch, InChannels = channels, EmbedDim = width, MlpRatio = ratio, Depths = depths, Heads = heads,
                WindowSizes = windows, ShiftedWindows = shifted, AbsolutePositionEmbedding = keys.Contains("absolute_pos_embed"),
                QkvBias = keys.Contains("layers.0.blocks.0.attn.q_bias"),
                PretrainedWindowSizes = [.. depths.Select((_, stage) => PretrainedWindow(data[$"ft_after/layers.{stage}.blocks.0.attn.relative_coords_table"]))],
            },
            _ => throw new InvalidOperationException($"Kind '{kind}' is none of ours."),
        };

        int[] Ints(string name) => [.. data.Config.GetProperty(name).EnumerateArray().Select(value => value.GetInt32())];
    }

    /// <summary>From the largest log-spaced coordinate, log8(1 + 8 (w − 1) / (p − 1)); 0 where the window is its own measure.</summary>
    private static int PretrainedWindow(Tensor coordinates)
    {
        double window = (coordinates.shape[1] + 1) / 2.0;
        double pretrained = 1 + 8 * (window - 1) / (Math.Pow(8, coordinates.max().item<float>()) - 1);
        return (int)Math.Round(pretrained) == (int)window ? 0 : (int)Math.Round(pretrained);
    }

    private static void SetTo(Backbone model, ParityCase data, string prefix)
    {
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> state = model.state_dict();
        foreach (string key in data.Names(prefix).Where(IsLearned))
            state[key].copy_(data[prefix + key]);
    }

    private static void AssertOptions(ParityCase data, params string[] known)
    {
        string[] unknown = [.. data.Config.EnumerateObject().Select(option => option.Name).Except(known)];
        Assert.True(unknown.Length == 0, $"{data.Name}: unknown options {string.Join(", ", unknown)}");
    }
}
