using System.Globalization;

namespace MimRepro.Models;

/// <summary>Layers and weight decay of a model for dense tasks around a Swin Transformer: each merging of patches is a layer of its own.</summary>
/// <remarks>
/// SwinTransformer/MIM-Depth-Estimation models/optimizer.py, whose rule the pose code shares. Names begin with <c>encoder.</c> or
/// <c>backbone.</c>; all others belong to the head. Unlike SimMIM's rule an absolute position embedding is of the first layer, and
/// is decayed, since the reference asks for its name without the prefix.
/// </remarks>
public static class DensePredictionLayers
{
    /// <summary>What the reference leaves alone wherever it stands in a name; <c>cpb_mlp</c> is our name of its <c>rpe_mlp</c>.</summary>
    private static readonly string[] NotDecayed = ["relative_position_bias_table", "rpe_mlp", "cpb_mlp", "logit_scale"];

    /// <summary>The head's layer: blocks and mergings of all stages, and one more.</summary>
    public static int LastLayer(IReadOnlyList<int> depths) => depths.Sum() + depths.Count;

    /// <param name="parameterName">Key in the whole model.</param>
    /// <param name="depths">Blocks of each stage.</param>
    /// <returns>0 … <see cref="LastLayer"/>.</returns>
    public static int LayerOf(string parameterName, IReadOnlyList<int> depths) => parameterName.Split('.') switch
    {
        ["encoder" or "backbone", "cls_token" or "mask_token" or "pos_embed" or "absolute_pos_embed"] => 0,
        ["encoder" or "backbone", "patch_embed", ..] => 0,
        ["encoder" or "backbone", "layers", var stage, "blocks", var block, ..] => Before(Index(stage), depths) + Index(block) + 1,
        ["encoder" or "backbone", "layers", var stage, "downsample", ..] => Before(Index(stage) + 1, depths),
        _ => LastLayer(depths),
    };

    /// <summary>Whether weight decay leaves a parameter alone: vectors, biases, position biases and logit scales.</summary>
    public static bool SkipsWeightDecay(string parameterName, long dimensions) =>
        dimensions == 1 || parameterName.EndsWith(".bias", StringComparison.Ordinal) || parameterName == "absolute_pos_embed"
        || NotDecayed.Any(part => parameterName.Contains(part, StringComparison.Ordinal));

    /// <summary>The layer of the merging in front of a stage.</summary>
    private static int Before(int stage, IReadOnlyList<int> depths) => depths.Take(stage).Sum() + stage;

    private static int Index(string part) => int.Parse(part, CultureInfo.InvariantCulture);
}
