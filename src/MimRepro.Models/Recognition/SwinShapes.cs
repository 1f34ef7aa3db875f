using MimRepro.Recipes;

namespace MimRepro.Models.Recognition;

/// <summary>Sizes of a Swin Transformer, either version, from the shapes of its tensors.</summary>
internal static class SwinShapes
{
    /// <summary>Offsets are scaled to −8 … 8 before the logarithm: microsoft/Swin-Transformer models/swin_transformer_v2.py.</summary>
    private const double CoordinateScale = 8;

    public static RecognizedArchitecture ReadV1(KnownTensors tensors, ArchitectureHints hints, string prefix)
    {
        var assumptions = new List<string>();
        int[] depths = Depths(tensors);
        int[] windows = [.. depths.Select((_, stage) => (tensors.SquareSide(tensors.Size(Table(stage), 0, 2), "offsets inside a window") + 1) / 2)];
        return new RecognizedArchitecture(new SwinTransformerRecipe
        {
            ImageSize = ImageSize(tensors, hints, windows, assumptions),
            InChannels = tensors.Size("patch_embed.proj.weight", 1, 4),
            DropPath = 0,
            PatchSize = Patch(tensors),
            EmbedDim = Width(tensors),
            Depths = depths,
            Heads = [.. depths.Select((_, stage) => tensors.Size(Table(stage), 1, 2))],
            WindowSizes = windows,
            ShiftedWindows = [.. depths.Select(_ => true)],
            PadToWindows = false,
            MlpRatio = MlpRatio(tensors),
            QkvBias = tensors.Has("layers.0.blocks.0.attn.qkv.bias"),
            AbsolutePositionEmbedding = tensors.Has("absolute_pos_embed"),
            PatchNorm = tensors.Has("patch_embed.norm.weight"),
            DropRate = 0,
            AttentionDropRate = 0,
            NormEpsilon = 1e-5,
            InitialDeviation = 0.02,
            QueryScale = null,
        }, prefix, assumptions);
    }

    /// <param name="tensors">Shapes.</param>
    /// <param name="largest">Largest value of a tensor, by its own key.</param>
    /// <param name="hints">What the user knows.</param>
    /// <param name="prefix">What stands before the backbone's keys.</param>
    public static RecognizedArchitecture ReadV2(KnownTensors tensors, Func<string, double> largest, ArchitectureHints hints, string prefix)
    {
        var assumptions = new List<string>();
        int[] depths = Depths(tensors);
        int[] windows = [.. depths.Select((_, stage) => WindowV2(tensors, hints, stage, assumptions))];
        return new RecognizedArchitecture(new SwinTransformerV2Recipe
        {
            ImageSize = ImageSize(tensors, hints, windows, assumptions),
            InChannels = tensors.Size("patch_embed.proj.weight", 1, 4),
            DropPath = 0,
            PatchSize = Patch(tensors),
            EmbedDim = Width(tensors),
            Depths = depths,
            Heads = [.. depths.Select((_, stage) => tensors.Size($"layers.{stage}.blocks.0.attn.logit_scale", 0, 3))],
            WindowSizes = windows,
            ShiftedWindows = [.. depths.Select(_ => true)],
            PadToWindows = false,
            MlpRatio = MlpRatio(tensors),
            QkvBias = tensors.Has("layers.0.blocks.0.attn.q_bias"),
            AbsolutePositionEmbedding = tensors.Has("absolute_pos_embed"),
            PatchNorm = tensors.Has("patch_embed.norm.weight"),
            DropRate = 0,
            AttentionDropRate = 0,
            NormEpsilon = 1e-5,
            InitialDeviation = 0.02,
            PretrainedWindowSizes = [.. windows.Select((window, stage) => PretrainedWindow(tensors, largest, window, stage))],
        }, prefix, assumptions);
    }

    private static int[] Depths(KnownTensors tensors) =>
        [.. Enumerable.Range(0, tensors.Count("layers.#.blocks.0.attn.qkv.weight")).Select(stage => tensors.Count($"layers.{stage}.blocks.#.attn.qkv.weight"))];

    private static int Width(KnownTensors tensors) => tensors.Size("patch_embed.proj.weight", 0, 4);

    private static int Patch(KnownTensors tensors) => tensors.Size("patch_embed.proj.weight", 2, 4);

    private static double MlpRatio(KnownTensors tensors) => tensors.Size("layers.0.blocks.0.mlp.fc1.weight", 0, 2) / (double)Width(tensors);

    private static string Table(int stage) => $"layers.{stage}.blocks.0.attn.relative_position_bias_table";

    private static int WindowV2(KnownTensors tensors, ArchitectureHints hints, int stage, List<string> assumptions)
    {
        string attention = $"layers.{stage}.blocks.0.attn.";
        if (tensors.Has(attention + "relative_position_index"))
            return tensors.SquareSide(tensors.Size(attention + "relative_position_index", 0, 2), "tokens of a window");
        if (tensors.Has(attention + "relative_coords_table"))
            return (tensors.Size(attention + "relative_coords_table", 1, 4) + 1) / 2;
        if (hints.Window is not { } window)
            throw tensors.Missing("window size", "swinv2,window=N,image=N");
        if (stage == 0)
            assumptions.Add($"windows of {window} tokens a side, as --architecture says");
        int map = hints.Image is { } image ? Math.Max(1, image / (Patch(tensors) << stage)) : window;
        return Math.Min(window, map);
    }

    /// <summary>The window that position biases were learned with; 0 if it is the stage's own, or if nothing tells.</summary>
    private static int PretrainedWindow(KnownTensors tensors, Func<string, double> largest, int window, int stage)
    {
        string table = $"layers.{stage}.blocks.0.attn.relative_coords_table";
        if (window < 2 || !tensors.Has(table))
            return 0;
        double offset = Math.Pow(CoordinateScale, largest(table)) - 1; // 8 (w − 1) / (pre-trained w − 1)
        double pretrained = CoordinateScale * (window - 1) / offset + 1;
        int rounded = double.IsFinite(pretrained) && pretrained is > 1 and < 10_000 ? (int)Math.Round(pretrained) : window;
        return rounded == window ? 0 : rounded;
    }

    private static int ImageSize(KnownTensors tensors, ArchitectureHints hints, int[] windows, List<string> assumptions)
    {
        int patch = Patch(tensors);
        if (tensors.Has("absolute_pos_embed"))
            return patch * tensors.SquareSide(tensors.Size("absolute_pos_embed", 1, 3), "positions");
        for (int stage = 0; stage < windows.Length; stage++)
            if (tensors.Has($"layers.{stage}.blocks.1.attn_mask"))
                return (patch << stage) * windows[stage] * tensors.SquareSide(tensors.Size($"layers.{stage}.blocks.1.attn_mask", 0, 3), "windows of an image");
        int image = hints.Image ?? (patch << (windows.Length - 1)) * windows[^1];
        assumptions.Add(hints.Image is null
            ? $"images of {image} px: no tensor says so, one window over the last map is usual"
            : $"images of {image} px, as --architecture says");
        return image;
    }
}
