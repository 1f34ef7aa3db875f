using MimRepro.Models;
using MimRepro.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

// Read next to LitingLin/SwinTrack models/methods/SwinTrack/network.py, modules/encoder and decoder/concatenated_fusion, models/head/mlp.py.

/// <summary>Tokens of template and search region, side by side, through layers of self-attention.</summary>
internal sealed class FusionEncoder : nn.Module<Tensor, Tensor>
{
    internal readonly ModuleList<SelfAttentionBlock> layers;
    internal readonly UntiedPositions z_untied_pos_enc, x_untied_pos_enc;
    internal readonly RelativePositionTable rpe_bias_table;

    public FusionEncoder(TrackerRecipe recipe, int templateSide, int searchSide) : base(nameof(FusionEncoder))
    {
        layers = new([.. Enumerable.Range(0, recipe.EncoderLayers).Select(_ => new SelfAttentionBlock(recipe))]);
        z_untied_pos_enc = new(recipe.Width, recipe.Heads, templateSide, recipe.InitialDeviation, withQueries: true);
        x_untied_pos_enc = new(recipe.Width, recipe.Heads, searchSide, recipe.InitialDeviation, withQueries: true);
        rpe_bias_table = new(recipe.Heads, RelativePositionTable.Index(templateSide, searchSide, fromSearchOnly: false), recipe.InitialDeviation);
        register_module(nameof(layers), layers);
        register_module(nameof(z_untied_pos_enc), z_untied_pos_enc);
        register_module(nameof(x_untied_pos_enc), x_untied_pos_enc);
        register_module(nameof(rpe_bias_table), rpe_bias_table);
    }

    /// <param name="tokens">[B, Lz + Lx, C], those of the template first.</param>
    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var queries = cat([z_untied_pos_enc.Queries(), x_untied_pos_enc.Queries()], 1);
        var keys = cat([z_untied_pos_enc.Keys(), x_untied_pos_enc.Keys()], 1);
        var positions = matmul(queries, keys.transpose(-2, -1)) + rpe_bias_table.Biases(); // [nH, L, L]
        return layers.Aggregate(tokens, (current, layer) => layer.call(current, positions)).MoveToOuterDisposeScope();
    }
}

/// <summary>Tokens of the search region read those of both pictures.</summary>
internal sealed class FusionDecoder : nn.Module<Tensor, Tensor, Tensor>
{
    internal readonly ModuleList<CrossAttentionBlock> layers;
    internal readonly UntiedPositions z_untied_pos_enc, x_untied_pos_enc;
    internal readonly RelativePositionTable rpe_bias_table;

    public FusionDecoder(TrackerRecipe recipe, int templateSide, int searchSide) : base(nameof(FusionDecoder))
    {
        layers = new([.. Enumerable.Range(0, recipe.DecoderLayers).Select(_ => new CrossAttentionBlock(recipe))]);
        z_untied_pos_enc = new(recipe.Width, recipe.Heads, templateSide, recipe.InitialDeviation, withQueries: false);
        x_untied_pos_enc = new(recipe.Width, recipe.Heads, searchSide, recipe.InitialDeviation, withQueries: true);
        rpe_bias_table = new(recipe.Heads, RelativePositionTable.Index(templateSide, searchSide, fromSearchOnly: true), recipe.InitialDeviation);
        register_module(nameof(layers), layers);
        register_module(nameof(z_untied_pos_enc), z_untied_pos_enc);
        register_module(nameof(x_untied_pos_enc), x_untied_pos_enc);
        register_module(nameof(rpe_bias_table), rpe_bias_table);
    }

    /// <param name="template">[B, Lz, C].</param>
    /// <param name="search">[B, Lx, C].</param>
    /// <returns>[B, Lx, C].</returns>
    public override Tensor forward(Tensor template, Tensor search)
    {
        using var scope = NewDisposeScope();
        var keys = cat([z_untied_pos_enc.Keys(), x_untied_pos_enc.Keys()], 1);
        var positions = matmul(x_untied_pos_enc.Queries(), keys.transpose(-2, -1)) + rpe_bias_table.Biases(); // [nH, Lx, L]
        return layers.Aggregate(search, (current, layer) => layer.call(current, cat([template, current], 1), positions)).MoveToOuterDisposeScope();
    }
}

/// <summary>Three linear layers with GELU between.</summary>
internal sealed class HeadMlp : nn.Module<Tensor, Tensor>
{
    internal readonly ModuleList<Linear> layers;

    public HeadMlp(int width, int outputs, double deviation) : base(nameof(HeadMlp))
    {
        layers = new(Drawn.Linear(width, width, deviation), Drawn.Linear(width, width, deviation), Drawn.Linear(width, outputs, deviation));
        register_module(nameof(layers), layers);
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return layers[2].call(nn.functional.gelu(layers[1].call(nn.functional.gelu(layers[0].call(tokens))))).MoveToOuterDisposeScope();
    }
}

/// <summary>A score and a box for each cell.</summary>
internal sealed class ScoreAndBoxHead : nn.Module<Tensor, (Tensor Scores, Tensor Boxes)>
{
    internal readonly HeadMlp cls_mlp, reg_mlp;

    public ScoreAndBoxHead(TrackerRecipe recipe) : base(nameof(ScoreAndBoxHead))
    {
        (cls_mlp, reg_mlp) = (new(recipe.Width, 1, recipe.InitialDeviation), new(recipe.Width, 4, recipe.InitialDeviation));
        register_module(nameof(cls_mlp), cls_mlp);
        register_module(nameof(reg_mlp), reg_mlp);
    }

    public override (Tensor Scores, Tensor Boxes) forward(Tensor tokens) => (cls_mlp.call(tokens).squeeze(-1), reg_mlp.call(tokens).sigmoid());
}

/// <summary>Finds in a search region what a template shows, with features of one backbone for both.</summary>
/// <remarks>
/// LitingLin/SwinTrack (Lin et al. 2022), concatenation-based fusion with untied positions. State-dict keys outside of the backbone are
/// its, but for the tables' indices, which it does not keep, and <c>feature_norm</c>, which lies in its backbone. Initial values,
/// dropout and drop path are drawn from torch's global generator.
/// </remarks>
public sealed class SwinTrack : nn.Module<Tensor, Tensor, (Tensor Scores, Tensor Boxes)>
{
    internal readonly Backbone backbone;
    internal readonly LayerNorm? feature_norm;
    internal readonly Linear? z_input_projection, x_input_projection;
    internal readonly FusionEncoder encoder;
    internal readonly FusionDecoder decoder;
    internal readonly LayerNorm out_norm;
    internal readonly ScoreAndBoxHead head;

    private readonly TrackerRecipe recipe;

    /// <param name="model">Any family; a Swin Transformer with PadToWindows takes templates of another size than search regions.</param>
    /// <param name="recipe">Sizes of what follows the backbone.</param>
    /// <param name="templateSize">Side in pixels.</param>
    /// <param name="searchSize">Side in pixels.</param>
    /// <exception cref="ShapeException">The backbone does not fit the image size.</exception>
    public SwinTrack(BackboneRecipe model, TrackerRecipe recipe, int templateSize, int searchSize) : base(nameof(SwinTrack))
    {
        this.recipe = recipe;
        var (stride, width) = (DerivedNumbers.StageStride(model, recipe.Stage), DerivedNumbers.StageWidth(model, recipe.Stage));
        SearchSide = searchSize / stride;
        backbone = Backbones.Create(model, classes: 0, (searchSize, searchSize));
        // A backbone's last map comes normalised, those of earlier stages do not.
        feature_norm = recipe.Stage < DerivedNumbers.Stages(model) - 1 ? nn.LayerNorm(width) : null;
        if (width != recipe.Width)
            (z_input_projection, x_input_projection) = (Drawn.Linear(width, recipe.Width, recipe.InitialDeviation), Drawn.Linear(width, recipe.Width, recipe.InitialDeviation));
        (encoder, decoder) = (new(recipe, templateSize / stride, SearchSide), new(recipe, templateSize / stride, SearchSide));
        (out_norm, head) = (nn.LayerNorm(recipe.Width), new(recipe));
        RegisterInOrder();
    }

    /// <summary>Load pre-trained weights into it.</summary>
    public Backbone Encoder => backbone;

    /// <summary>Cells a side of the score map.</summary>
    public int SearchSide { get; }

    /// <summary>Switches stochastic depth of the fusion layers; it begins switched off.</summary>
    public void DropLayers(bool on)
    {
        var all = recipe.EncoderLayers + recipe.DecoderLayers;
        for (var i = 0; i < recipe.EncoderLayers; i++)
            encoder.layers[i].DropPath = on ? StochasticDepth.Rate(recipe.DropPath, i, all) : 0;
        for (var i = 0; i < recipe.DecoderLayers; i++)
            decoder.layers[i].DropPath = on ? StochasticDepth.Rate(recipe.DropPath, recipe.EncoderLayers + i, all) : 0;
    }

    /// <param name="template">[B, 3, template size, template size], normalised.</param>
    /// <param name="search">[B, 3, search size, search size], normalised.</param>
    /// <returns>Logits of scores [B, L] and boxes [B, L, 4] as centre x, centre y, width, height in shares of the search region, 0…1; cells row by row.</returns>
    public override (Tensor Scores, Tensor Boxes) forward(Tensor template, Tensor search)
    {
        using var tokens = Template(template);
        return Find(tokens, search);
    }

    /// <summary>What a template gives; the same for all frames of a sequence.</summary>
    /// <param name="template">[B, 3, template size, template size], normalised.</param>
    /// <returns>[B, Lz, C].</returns>
    public Tensor Template(Tensor template) => Features(template, z_input_projection);

    /// <param name="template">Of <see cref="Template"/>.</param>
    /// <param name="search">[B, 3, search size, search size], normalised.</param>
    /// <inheritdoc cref="forward"/>
    public (Tensor Scores, Tensor Boxes) Find(Tensor template, Tensor search)
    {
        using var scope = NewDisposeScope();
        var length = template.shape[1];
        var fused = encoder.call(cat([template, Features(search, x_input_projection)], 1));
        var decoded = decoder.call(fused[.., ..(int)length], fused[.., (int)length..]);
        var (scores, boxes) = head.call(out_norm.call(decoded));
        if (recipe.CentresFromCells)
            boxes = FromCells(boxes);
        return (scores.MoveToOuterDisposeScope(), boxes.MoveToOuterDisposeScope());
    }

    // From −½ … ½ of the search region around the cell's own centre.
    private Tensor FromCells(Tensor boxes)
    {
        var centres = (arange(SearchSide, ScalarType.Float32, boxes.device) + 0.5) / SearchSide;
        var (x, y) = (centres.repeat(SearchSide), centres.repeat_interleave(SearchSide));
        return cat([boxes[.., .., ..2] - 0.5 + stack([x, y], -1), boxes[.., .., 2..]], -1);
    }

    /// <summary>Whether a parameter belongs to the backbone's blocks, which train more slowly; patch embedding and norms do not.</summary>
    /// <remarks>The reference's rule is <c>^backbone.stages</c>; its patch embedding and output norm train at the full rate.</remarks>
    public static bool IsSlow(string parameterName) => parameterName.Split('.') is ["backbone", var part, ..]
        && part is not ("patch_embed" or "norm" or "fc_norm" or "cls_token" or "mask_token" or "pos_embed" or "absolute_pos_embed");

    // [B, L, C].
    private Tensor Features(Tensor images, Linear? projection)
    {
        using var scope = NewDisposeScope();
        var tokens = backbone.StageMaps(images)[recipe.Stage].flatten(2).transpose(1, 2);
        if (feature_norm is not null)
            tokens = feature_norm.call(tokens);
        return (projection is null ? tokens.contiguous() : projection.call(tokens)).MoveToOuterDisposeScope();
    }

    private void RegisterInOrder()
    {
        register_module(nameof(backbone), backbone);
        if (feature_norm is not null) register_module(nameof(feature_norm), feature_norm);
        if (z_input_projection is not null) register_module(nameof(z_input_projection), z_input_projection);
        if (x_input_projection is not null) register_module(nameof(x_input_projection), x_input_projection);
        register_module(nameof(encoder), encoder);
        register_module(nameof(decoder), decoder);
        register_module(nameof(out_norm), out_norm);
        register_module(nameof(head), head);
    }
}
