using MimRepro.Recipes;

namespace MimRepro.Models.Recognition;

/// <summary>Sizes of a ViT from the shapes of its tensors.</summary>
internal static class VisionTransformerShapes
{
    private const int UsualHeadWidth = 64;
    private const int TableRowsOfClassToken = 3;

    public static RecognizedArchitecture Read(KnownTensors tensors, ArchitectureHints hints, string prefix)
    {
        foreach (string extra in new[] { "dist_token", "reg_token", "register_tokens" })
            if (tensors.Has(extra))
                throw tensors.Fault("a class token and patches", $"'{extra}': further tokens, which this ViT does not have");
        if (!tensors.Has("cls_token"))
            throw tensors.Fault("'cls_token'", "no class token");
        var assumptions = new List<string>();
        int width = tensors.Size("patch_embed.proj.weight", 0, 4), patch = tensors.Size("patch_embed.proj.weight", 2, 4);
        int heads = Heads(tensors, hints, width, assumptions);
        string hidden = tensors.Has("blocks.0.mlp.fc1.weight") ? "blocks.0.mlp.fc1.weight" : throw tensors.Fault("'blocks.0.mlp.fc1.weight'", "another kind of MLP");
        bool meanPooling = tensors.Has("fc_norm.weight");
        return new RecognizedArchitecture(new VisionTransformerRecipe
        {
            ImageSize = Side(tensors, hints, assumptions) * patch,
            InChannels = tensors.Size("patch_embed.proj.weight", 1, 4),
            DropPath = 0,
            PatchSize = patch,
            EmbedDim = width,
            Depth = tensors.Count("blocks.#.attn.qkv.weight"),
            Heads = heads,
            MlpRatio = tensors.Size(hidden, 0, 2) / (double)width,
            QkvBias = tensors.Has("blocks.0.attn.q_bias") || tensors.Has("blocks.0.attn.qkv.bias"),
            QueryScale = null,
            LayerScaleInit = tensors.Has("blocks.0.gamma_1") || tensors.Has("blocks.0.ls1.gamma") ? 1 : null,
            AbsolutePositionEmbedding = tensors.Has("pos_embed"),
            RelativePositionBias = tensors.Has("blocks.0.attn.relative_position_bias_table"),
            SharedRelativePositionBias = tensors.Has("rel_pos_bias.relative_position_bias_table"),
            MeanPooling = meanPooling,
            DropRate = 0,
            AttentionDropRate = 0,
            NormEpsilon = 1e-6,
            InitialDeviation = 0.02,
        }, prefix, assumptions);
    }

    private static int Heads(KnownTensors tensors, ArchitectureHints hints, int width, List<string> assumptions)
    {
        foreach (string table in new[] { "blocks.0.attn.relative_position_bias_table", "rel_pos_bias.relative_position_bias_table" })
            if (tensors.Has(table))
                return tensors.Size(table, 1, 2);
        int heads = hints.Heads ?? width / UsualHeadWidth;
        if (heads < 1 || width % heads != 0)
            throw tensors.Missing("number of heads", $"vit,heads=N with an N that divides the width {width}");
        assumptions.Add(hints.Heads is null ? $"{heads} heads: no tensor says how many, {UsualHeadWidth} channels each are usual" : $"{heads} heads, as --architecture says");
        return heads;
    }

    // Patches a side.
    private static int Side(KnownTensors tensors, ArchitectureHints hints, List<string> assumptions)
    {
        if (tensors.Has("pos_embed"))
            return tensors.SquareSide(tensors.Size("pos_embed", 1, 3) - 1, "positions of patches, after one class token,");
        foreach (string table in new[] { "blocks.0.attn.relative_position_bias_table", "rel_pos_bias.relative_position_bias_table" })
            if (tensors.Has(table))
                return (tensors.SquareSide(tensors.Size(table, 0, 2) - TableRowsOfClassToken, "offsets between patches") + 1) / 2;
        int patch = tensors.Size("patch_embed.proj.weight", 2, 4);
        if (hints.Image is not { } image || image % patch != 0)
            throw tensors.Missing("image size", $"vit,image=N with a multiple of the patch size {patch}");
        assumptions.Add($"images of {image} px, as --architecture says: the model has no positions");
        return image / patch;
    }
}
