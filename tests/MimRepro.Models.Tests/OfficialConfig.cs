using System.Text.Json;
using MimRepro.Recipes;

namespace MimRepro.Models.Tests;

/// <summary>A constructor call of an official model as a recipe of ours. An option that nobody asked for fails the test.</summary>
/// <param name="EncoderStride">Side of the squares that SimMIM's decoder predicts; 0 for a classifier.</param>
/// <param name="TargetWindow">Window of SimMIM's local target normalisation; null has none.</param>
internal sealed record OfficialConfig(BackboneRecipe Recipe, (int Height, int Width) ImageSize, int Classes, int EncoderStride, int? TargetWindow)
{
    private const string MaskedSuffix = "ForSimMIM";

    public static OfficialConfig Of(JsonElement config)
    {
        var reader = new OfficialOptions(config);
        JsonElement size = config.GetProperty("img_size");
        (int Height, int Width) imageSize = size.ValueKind == JsonValueKind.Array ? (size[0].GetInt32(), size[1].GetInt32()) : (size.GetInt32(), size.GetInt32());
        string name = config.GetProperty("class").GetString()!;
        bool masked = name.EndsWith(MaskedSuffix, StringComparison.Ordinal);
        BackboneRecipe recipe = (masked ? name[..^MaskedSuffix.Length] : name) switch
        {
            "VisionTransformer" => reader.VisionTransformer(imageSize.Height),
            "SwinTransformer" => reader.SwinTransformer(imageSize.Height),
            "SwinTransformerV2" => reader.SwinTransformerV2(imageSize.Height),
            _ => throw new InvalidOperationException($"Class '{name}' is none of ours."),
        };
        var result = new OfficialConfig(
            recipe, imageSize, reader.Int("num_classes", 1000),
            masked ? reader.Int("encoder_stride", 0) : 0, masked ? reader.OptionalInt("norm_target_patch_size") : null);
        Assert.True(reader.Unread.Length == 0, $"Options of {name} that no recipe of ours has: {string.Join(", ", reader.Unread)}");
        return result;
    }
}

/// <summary>Reads options by their official names and defaults, and knows which ones nobody has read.</summary>
internal sealed class OfficialOptions(JsonElement config)
{
    private readonly HashSet<string> read = new(StringComparer.Ordinal) { "class", "img_size" };

    public string[] Unread => [.. config.EnumerateObject().Select(option => option.Name).Except(read)];

    public VisionTransformerRecipe VisionTransformer(int imageSize) => new()
    {
        ImageSize = imageSize,
        PatchSize = Int("patch_size", 16),
        InChannels = Int("in_chans", 3),
        EmbedDim = Int("embed_dim", 768),
        Depth = Int("depth", 12),
        Heads = Int("num_heads", 12),
        MlpRatio = Number("mlp_ratio", 4),
        QkvBias = Flag("qkv_bias", false),
        QueryScale = OptionalNumber("qk_scale"),
        LayerScaleInit = OptionalNumber("init_values"),
        AbsolutePositionEmbedding = Flag("use_abs_pos_emb", true),
        RelativePositionBias = Flag("use_rel_pos_bias", false),
        SharedRelativePositionBias = Flag("use_shared_rel_pos_bias", false),
        MeanPooling = Flag("use_mean_pooling", true),
        DropRate = Number("drop_rate", 0),
        AttentionDropRate = Number("attn_drop_rate", 0),
        DropPath = Number("drop_path_rate", 0),
        NormEpsilon = Number("layer_norm_eps", 1e-6),
        InitialDeviation = 0.02,
    };

    public SwinTransformerRecipe SwinTransformer(int imageSize) => new()
    {
        ImageSize = imageSize,
        PatchSize = Int("patch_size", 4),
        InChannels = Int("in_chans", 3),
        EmbedDim = Int("embed_dim", 96),
        Depths = Ints("depths", [2, 2, 6, 2]),
        Heads = Ints("num_heads", [3, 6, 12, 24]),
        WindowSizes = Windows(),
        ShiftedWindows = Shifted(),
        PadToWindows = false,
        MlpRatio = Number("mlp_ratio", 4),
        QkvBias = Flag("qkv_bias", true),
        QueryScale = OptionalNumber("qk_scale"),
        AbsolutePositionEmbedding = Flag("ape", false),
        PatchNorm = Flag("patch_norm", true),
        DropRate = Number("drop_rate", 0),
        AttentionDropRate = Number("attn_drop_rate", 0),
        DropPath = Number("drop_path_rate", 0.1),
        NormEpsilon = Number("layer_norm_eps", 1e-5),
        InitialDeviation = 0.02,
    };

    public SwinTransformerV2Recipe SwinTransformerV2(int imageSize) => new()
    {
        ImageSize = imageSize,
        PatchSize = Int("patch_size", 4),
        InChannels = Int("in_chans", 3),
        EmbedDim = Int("embed_dim", 96),
        Depths = Ints("depths", [2, 2, 6, 2]),
        Heads = Ints("num_heads", [3, 6, 12, 24]),
        WindowSizes = Windows(),
        ShiftedWindows = Shifted(),
        PretrainedWindowSizes = Ints("pretrained_window_sizes", new int[Stages])[..Stages],
        PadToWindows = false,
        MlpRatio = Number("mlp_ratio", 4),
        QkvBias = Flag("qkv_bias", true),
        AbsolutePositionEmbedding = Flag("ape", false),
        PatchNorm = Flag("patch_norm", true),
        DropRate = Number("drop_rate", 0),
        AttentionDropRate = Number("attn_drop_rate", 0),
        DropPath = Number("drop_path_rate", 0.1),
        NormEpsilon = Number("layer_norm_eps", 1e-5),
        InitialDeviation = 0.02,
    };

    private int Stages => Ints("depths", [2, 2, 6, 2]).Length;

    private int[] Windows() => [.. Enumerable.Repeat(Int("window_size", 7), Stages)];

    private bool[] Shifted() => [.. Enumerable.Repeat(true, Stages)];

    private JsonElement? Option(string name)
    {
        read.Add(name);
        return config.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    /// <param name="imageSize">For the record: this family takes images of any size.</param>
    public RepLkNetRecipe RepLkNet(int imageSize) => new()
    {
        ImageSize = imageSize,
        InChannels = Int("in_channels", 3),
        KernelSizes = Ints("large_kernel_sizes", []),
        Depths = Ints("layers", []),
        Channels = Ints("channels", []),
        DropPath = Number("drop_path_rate", 0),
        SmallKernel = OptionalInt("small_kernel"),
        LargeKernelRatio = Number("dw_ratio", 1),
        FeedForwardRatio = Number("ffn_ratio", 4),
        Merged = Flag("small_kernel_merged", false),
        Norms = Flag("norm_intermediate_features", false) ? MapNorms.EveryStage : IsNull("num_classes") ? MapNorms.None : MapNorms.Last,
    };

    /// <summary>Whether an option is given as null, which is not the same as its default.</summary>
    public bool IsNull(string name)
    {
        read.Add(name);
        return config.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Null;
    }

    /// <summary>Whether a case was computed in training mode.</summary>
    public bool Mode() => Option("mode")?.GetString() switch
    {
        "train" => true,
        "eval" or null => false,
        string other => throw new InvalidOperationException($"Mode '{other}' is neither train nor eval."),
    };

    public int Int(string name, int otherwise) => Option(name)?.GetInt32() ?? otherwise;
    public int? OptionalInt(string name) => Option(name)?.GetInt32();
    private double Number(string name, double otherwise) => Option(name)?.GetDouble() ?? otherwise;
    private double? OptionalNumber(string name) => Option(name)?.GetDouble();
    private bool Flag(string name, bool otherwise) => Option(name)?.GetBoolean() ?? otherwise;
    public int[] Ints(string name, int[] otherwise) => Option(name) is { } list ? [.. list.EnumerateArray().Select(value => value.GetInt32())] : otherwise;
}
