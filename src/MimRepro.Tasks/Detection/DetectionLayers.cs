using MimRepro.Models;

namespace MimRepro.Tasks.Detection;

/// <summary>Layers and weight decay of a detector's parameters.</summary>
internal sealed class DetectionLayers(Backbone backbone)
{
    private const string Prefix = "backbone.";

    /// <summary>
    /// What the reference leaves alone wherever it stands in a name (configs/swin/mask_rcnn_swin_…: norms and position tables, but not
    /// biases), and what it has no model for: the second version's position network and scales, and a Vision Transformer's tokens.
    /// </summary>
    private static readonly string[] NotDecayed =
        ["absolute_pos_embed", "relative_position_bias_table", "norm", "cpb_mlp", "logit_scale", "pos_embed", "cls_token"];

    public int LastLayer => backbone.LastLayer;

    /// <summary>As the backbone's family counts; all of neck and heads is of the last layer.</summary>
    public int LayerOf(string parameterName) =>
        parameterName.StartsWith(Prefix, StringComparison.Ordinal) ? backbone.LayerOf(parameterName[Prefix.Length..]) : LastLayer;

    public static bool SkipsWeightDecay(string parameterName, long dimensions) =>
        NotDecayed.Any(part => parameterName.Contains(part, StringComparison.Ordinal));
}
