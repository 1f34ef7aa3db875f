using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to microsoft/SimMIM models/vision_transformer.py. Fields are registered by name instead of RegisterComponents():
// that fixes the order of parameters, which reflection does not promise.

/// <summary>One table of relative position biases for all blocks.</summary>
internal sealed class SharedRelativePositionBias : nn.Module
{
    internal readonly Parameter relative_position_bias_table;
    internal readonly Tensor relative_position_index;

    public SharedRelativePositionBias(int heads, (int Height, int Width) grid) : base(nameof(SharedRelativePositionBias))
    {
        relative_position_bias_table = new Parameter(zeros(RelativePositions.TableRows(grid.Height, grid.Width), heads));
        relative_position_index = RelativePositions.Index(grid.Height, grid.Width);
        register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
        register_buffer(nameof(relative_position_index), relative_position_index);
    }
}

/// <summary>SimMIM's Vision Transformer: class token, relative or absolute positions, layer scale, mean or class-token pooling.</summary>
/// <remarks>
/// State-dict keys and initialisation are those of microsoft/SimMIM models/vision_transformer.py. Initial values, dropout and
/// drop path are drawn from torch's global generator.
/// </remarks>
public sealed class VisionTransformer : Backbone
{
    private const double InitialHeadScale = 0.001;

    private readonly VisionTransformerRecipe recipe;
    private readonly (int Height, int Width) grid;
    private readonly Parameter cls_token;
    private readonly Parameter? pos_embed;
    private readonly Parameter? mask_token;
    private readonly SharedRelativePositionBias? rel_pos_bias;
    private readonly ModuleList<Block> blocks;
    private readonly LayerNorm? norm;
    private readonly LayerNorm? fc_norm;
    private readonly Linear? head;

    /// <param name="recipe">Sizes and variants.</param>
    /// <param name="classes">Outputs of the head; 0 builds none.</param>
    public VisionTransformer(VisionTransformerRecipe recipe, int classes)
        : this(recipe, classes, (recipe.ImageSize, recipe.ImageSize), masked: false) { }

    internal VisionTransformer(VisionTransformerRecipe recipe, int classes, (int Height, int Width) imageSize, bool masked)
        : base(nameof(VisionTransformer), recipe)
    {
        this.recipe = recipe;
        grid = (imageSize.Height / recipe.PatchSize, imageSize.Width / recipe.PatchSize);
        long width = recipe.EmbedDim;
        patch_embed = new PatchEmbed(recipe.InChannels, recipe.EmbedDim, recipe.PatchSize, imageSize);
        cls_token = new Parameter(zeros(1, 1, width));
        pos_embed = recipe.AbsolutePositionEmbedding ? new Parameter(zeros(1, 1 + grid.Height * grid.Width, width)) : null;
        mask_token = masked ? new Parameter(zeros(1, 1, width)) : null;
        rel_pos_bias = recipe.SharedRelativePositionBias ? new SharedRelativePositionBias(recipe.Heads, grid) : null;
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, recipe.Depth).Select(NewBlock)]);
        norm = recipe.MeanPooling ? null : nn.LayerNorm(width, recipe.NormEpsilon);
        fc_norm = recipe.MeanPooling ? nn.LayerNorm(width, recipe.NormEpsilon) : null;
        head = classes > 0 ? nn.Linear(width, classes) : null;
        RegisterInOrder();
        Initialise(cut: masked ? recipe.InitialDeviation : InitialValues.Uncut * recipe.InitialDeviation); // SimMIM's encoder cuts at one standard deviation

        Block NewBlock(int index) =>
            new(recipe, grid, StochasticDepth.Rate(recipe.DropPath, index, recipe.Depth));
    }

    internal readonly PatchEmbed patch_embed;

    public override int Width => recipe.EmbedDim;

    public override int LastLayer => recipe.Depth + 1;

    public override Tensor forward(Tensor images)
    {
        if (head is null)
            return Features(images);
        using Tensor features = Features(images);
        return head.call(features);
    }

    public override Tensor Features(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = RunBlocks(Embed(images, mask: null));
        Tensor pooled = fc_norm is null ? norm!.call(tokens)[.., 0] : fc_norm.call(tokens[.., 1..].mean([1]));
        return pooled.MoveToOuterDisposeScope();
    }

    /// <remarks>With mean pooling there is no final norm: the pooling norm acts on the mean.</remarks>
    /// <inheritdoc/>
    public override Tensor Tokens(Tensor images, Tensor? mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = RunBlocks(Embed(images, mask));
        return (norm is null ? tokens : norm.call(tokens))[.., 1..].MoveToOuterDisposeScope();
    }

    public override IReadOnlyList<Tensor> StageMaps(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = Tokens(images, mask: null);
        return [tokens.transpose(1, 2).reshape(tokens.shape[0], Width, grid.Height, grid.Width).MoveToOuterDisposeScope()];
    }

    /// <summary>Attention of every block, and features: the output of each block's first norm, then of the final norm.</summary>
    /// <inheritdoc/>
    /// <returns>Depth attention taps and Depth + 1 feature taps, in order. With mean pooling the final norm is the pooling norm, on each token.</returns>
    /// <remarks>PAPER.md 2.4.</remarks>
    public override IReadOnlyList<FeatureTap> Tap(Tensor images, Func<AttentionTap, bool> keep)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var features = new List<FeatureTap>();
        Tensor tokens = Embed(images, mask: null);
        Tensor? bias = SharedBias();
        for (int index = 0; index < recipe.Depth; index++)
        {
            tokens = blocks[index].Tap(tokens, bias, out Tensor normed, out Tensor probabilities);
            Show(new AttentionTap($"blocks.{index}.attn", probabilities, HasClassToken: true, Windows.Places(grid.Height, grid.Width), recipe.PatchSize), keep);
            features.Add(new FeatureTap($"blocks.{index}.norm1", PatchesOnly(normed)));
        }
        features.Add(norm is null
            ? new FeatureTap("fc_norm", PatchesOnly(fc_norm!.call(tokens)))
            : new FeatureTap("norm", PatchesOnly(norm.call(tokens))));
        return features;

        static Tensor PatchesOnly(Tensor values) => values[.., 1..].to(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
    }

    public override int LayerOf(string parameterName) => LayerOf(parameterName, recipe.Depth);

    /// <summary>The layer of a parameter for layer decay: 0 for embeddings, 1…depth for blocks, depth + 1 for the rest.</summary>
    /// <remarks>microsoft/SimMIM optimizer.py; its shared position bias belongs to the top layer, as there.</remarks>
    public static int LayerOf(string parameterName, int depth) => parameterName.Split('.') switch
    {
        ["cls_token" or "mask_token" or "pos_embed"] => 0,
        ["patch_embed", ..] => 0,
        ["blocks", var index, ..] => int.Parse(index, System.Globalization.CultureInfo.InvariantCulture) + 1,
        _ => depth + 1,
    };

    /// <summary>Whether weight decay leaves a parameter alone: vectors, biases, class token and positions.</summary>
    /// <remarks>microsoft/SimMIM optimizer.py. The mask token and the tables of relative position biases are decayed, as there.</remarks>
    public override bool SkipsWeightDecay(string parameterName, long dimensions) =>
        IsVectorOrBias(parameterName, dimensions) || parameterName is "pos_embed" or "cls_token" or "encoder.pos_embed" or "encoder.cls_token";

    internal override int ClassTokens => 1;

    /// <summary>One shared table of position biases is copied into every block that has its own (microsoft/SimMIM utils.py).</summary>
    internal override void AdaptKeys(SortedDictionary<string, Tensor> source)
    {
        AdaptForeignNames(source);
        if (!recipe.RelativePositionBias || !source.Remove("rel_pos_bias.relative_position_bias_table", out Tensor? shared))
            return;
        for (int block = 0; block < recipe.Depth; block++)
            source[$"blocks.{block}.attn.relative_position_bias_table"] = shared;
    }

    /// <summary>timm's names, which DeiT, MAE, MoCo v3 and DINO have too: one bias for queries, keys and values, and another word for layer scale.</summary>
    private static void AdaptForeignNames(SortedDictionary<string, Tensor> source)
    {
        const string bias = ".attn.qkv.bias";
        foreach (string key in source.Keys.Where(key => key.EndsWith(bias, StringComparison.Ordinal) && source[key].shape is [var length] && length % 3 == 0).ToArray())
        {
            source.Remove(key, out Tensor? all);
            // The keys' share adds the same number to all logits of a query: softmax does not see it.
            Tensor[] parts = all!.chunk(3, 0);
            string attention = key[..^(bias.Length - ".attn.".Length)];
            (source[attention + "q_bias"], source[attention + "v_bias"]) = (parts[0], parts[2]);
        }
        foreach (string key in source.Keys.Where(key => key.EndsWith(".gamma", StringComparison.Ordinal)).ToArray())
        {
            string renamed = key.Replace(".ls1.gamma", ".gamma_1", StringComparison.Ordinal).Replace(".ls2.gamma", ".gamma_2", StringComparison.Ordinal);
            if (renamed != key && source.Remove(key, out Tensor? scale))
                source[renamed] = scale;
        }
    }

    private Tensor Embed(Tensor images, Tensor? mask)
    {
        Tensor patches = patch_embed.call(images);
        if (mask is not null)
            patches = where(TokenMask(mask, patches.shape[0], grid.Height, grid.Width), mask_token ?? throw NoMaskToken(), patches);
        Tensor tokens = cat([cls_token.expand(patches.shape[0], 1, -1), patches], 1);
        if (pos_embed is not null)
            tokens = tokens + pos_embed;
        return recipe.DropRate > 0 && training ? nn.functional.dropout(tokens, recipe.DropRate, training) : tokens;
    }

    private Tensor RunBlocks(Tensor tokens)
    {
        Tensor? bias = SharedBias();
        foreach (Block block in blocks)
        {
            using Tensor input = tokens;
            tokens = block.call(input, bias);
        }
        return tokens;
    }

    private Tensor? SharedBias() =>
        rel_pos_bias is null ? null : RelativePositions.Bias(rel_pos_bias.relative_position_bias_table, rel_pos_bias.relative_position_index);

    private void RegisterInOrder()
    {
        register_parameter(nameof(cls_token), cls_token);
        if (pos_embed is not null) register_parameter(nameof(pos_embed), pos_embed);
        if (mask_token is not null) register_parameter(nameof(mask_token), mask_token);
        register_module(nameof(patch_embed), patch_embed);
        if (rel_pos_bias is not null) register_module(nameof(rel_pos_bias), rel_pos_bias);
        register_module(nameof(blocks), blocks);
        if (norm is not null) register_module(nameof(norm), norm);
        if (fc_norm is not null) register_module(nameof(fc_norm), fc_norm);
        if (head is not null) register_module(nameof(head), head);
    }

    private void Initialise(double cut)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        if (pos_embed is not null) DrawNormal(pos_embed, cut);
        DrawNormal(cls_token, cut);
        DrawNormal(patch_embed.proj.weight!, cut);
        patch_embed.proj.bias!.zero_();
        for (int index = 0; index < recipe.Depth; index++)
        {
            Block block = blocks[index];
            foreach (Linear linear in new[] { block.attn.qkv, block.attn.proj, block.mlp.fc1, block.mlp.fc2 })
                InitialiseLinear(linear, cut);
            block.attn.proj.weight.div_(Math.Sqrt(2.0 * (index + 1)));
            block.mlp.fc2.weight.div_(Math.Sqrt(2.0 * (index + 1)));
        }
        if (head is not null)
        {
            InitialiseLinear(head, cut);
            head.weight.mul_(InitialHeadScale);
        }
        if (mask_token is not null) DrawNormal(mask_token, cut);
    }

    private void InitialiseLinear(Linear linear, double cut)
    {
        DrawNormal(linear.weight, cut);
        linear.bias?.zero_();
    }

    private void DrawNormal(Tensor values, double cut) => InitialValues.DrawNormal(values, recipe.InitialDeviation, cut);
}
