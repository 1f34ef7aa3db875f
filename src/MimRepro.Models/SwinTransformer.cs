using System.Globalization;
using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to microsoft/Swin-Transformer models/swin_transformer.py and swin_transformer_v2.py, and, for padded windows,
// to SwinTransformer/MIM-Depth-Estimation models/swin_transformer_v2.py.

/// <summary>Makes one token of each 2 x 2, with twice the channels; version 1 normalises before, version 2 after it.</summary>
internal sealed class PatchMerging : nn.Module<Tensor, Tensor>
{
    private readonly bool normAfter;
    internal readonly Linear reduction;
    internal readonly LayerNorm norm;

    public PatchMerging(SwinRecipe recipe, int width) : base(nameof(PatchMerging))
    {
        normAfter = recipe is SwinTransformerV2Recipe;
        reduction = nn.Linear(4L * width, 2L * width, hasBias: false);
        norm = nn.LayerNorm(normAfter ? 2L * width : 4L * width, recipe.NormEpsilon);
        register_module(nameof(reduction), reduction);
        register_module(nameof(norm), norm);
    }

    /// <returns>[B, H, W, C] to [B, H/2, W/2, 2C], rounded up: odd maps get a row or column of zeros.</returns>
    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        long oddRows = map.shape[1] % 2, oddColumns = map.shape[2] % 2;
        Tensor even = oddRows + oddColumns > 0 ? nn.functional.pad(map, [0, 0, 0, oddColumns, 0, oddRows]) : map;
        long rows = even.shape[1] / 2, columns = even.shape[2] / 2, channels = even.shape[3];
        Tensor merged = even.view(even.shape[0], rows, 2, columns, 2, channels).permute(0, 1, 3, 4, 2, 5) // column parity first
            .reshape(even.shape[0], rows, columns, 4 * channels);
        return (normAfter ? norm.call(reduction.call(merged)) : reduction.call(norm.call(merged))).MoveToOuterDisposeScope();
    }
}

/// <summary>Blocks on maps of one size, then a downsampling but for the last stage.</summary>
internal sealed class SwinStage : nn.Module<Tensor, Tensor>
{
    internal readonly ModuleList<SwinTransformerBlock> blocks;
    internal readonly PatchMerging? downsample;

    /// <param name="newBlock">The block of an index within the stage.</param>
    public SwinStage(SwinRecipe recipe, int stage, Func<int, SwinTransformerBlock> newBlock) : base(nameof(SwinStage))
    {
        blocks = new ModuleList<SwinTransformerBlock>([.. Enumerable.Range(0, recipe.Depths[stage]).Select(newBlock)]);
        downsample = stage < recipe.Depths.Length - 1 ? new PatchMerging(recipe, recipe.EmbedDim << stage) : null;
        register_module(nameof(blocks), blocks);
        if (downsample is not null) register_module(nameof(downsample), downsample);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor output = RunBlocks(map);
        return (downsample is null ? output : downsample.call(output)).MoveToOuterDisposeScope();
    }

    /// <summary>The stage's output before it is downsampled.</summary>
    public Tensor RunBlocks(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor? mask = MaskFor(map);
        Tensor output = map;
        foreach (SwinTransformerBlock block in blocks)
        {
            Tensor input = output;
            output = block.call(input, mask);
            if (!ReferenceEquals(input, map)) input.Dispose();
        }
        return output.MoveToOuterDisposeScope();
    }

    /// <summary>The mask of shifted windows for blocks that have none of their own, because their maps' size is not fixed.</summary>
    public Tensor? MaskFor(Tensor map)
    {
        SwinTransformerBlock? shifted = blocks.FirstOrDefault(block => block.Shift > 0);
        if (shifted is null || shifted.attn_mask is not null)
            return null;
        return Windows.ShiftMask(Whole(map.shape[1]), Whole(map.shape[2]), shifted.Window, shifted.Shift, map.device);

        int Whole(long size) => (int)((size + shifted.Window - 1) / shifted.Window * shifted.Window);
    }
}

/// <summary>What both versions of the Swin Transformer share: stages of windowed attention, mean pooling, one linear head.</summary>
/// <remarks>
/// State-dict keys, buffers and initialisation are the references'. Initial values, dropout and drop path are drawn from torch's
/// global generator. With <see cref="SwinRecipe.PadToWindows"/> images may have any size; keys stay those of the classifier
/// (the depth code says <c>rpe_mlp</c> for <c>cpb_mlp</c> and <c>norm3</c> for <c>norm</c>) and there is no mask buffer.
/// </remarks>
public abstract class SwinBackbone : Backbone
{
    internal readonly PatchEmbed patch_embed;
    internal readonly Parameter? absolute_pos_embed;
    internal readonly Parameter? mask_token;
    internal readonly ModuleList<SwinStage> layers;
    internal readonly LayerNorm norm;
    internal readonly Linear? head;

    private readonly SwinRecipe recipe;
    private readonly (int Height, int Width)? grid;

    private protected SwinBackbone(string name, SwinRecipe recipe, int classes, (int Height, int Width) imageSize, bool masked) : base(name, recipe)
    {
        this.recipe = recipe;
        grid = recipe.PadToWindows ? null : (imageSize.Height / recipe.PatchSize, imageSize.Width / recipe.PatchSize);
        patch_embed = new PatchEmbed(recipe.InChannels, recipe.EmbedDim, recipe.PatchSize, recipe.PadToWindows ? null : imageSize, recipe.PatchNorm ? recipe.NormEpsilon : null);
        absolute_pos_embed = recipe.AbsolutePositionEmbedding && grid is (int rows, int columns) ? new Parameter(zeros(1, rows * columns, recipe.EmbedDim)) : null;
        mask_token = masked ? new Parameter(zeros(1, 1, recipe.EmbedDim)) : null;
        layers = new ModuleList<SwinStage>([.. Enumerable.Range(0, recipe.Depths.Length).Select(NewStage)]);
        norm = nn.LayerNorm(Width, recipe.NormEpsilon);
        head = classes > 0 ? nn.Linear(Width, classes) : null;
        RegisterInOrder();
        Initialise();
    }

    private protected abstract WindowAttention NewAttention(int stage, int width, int heads, int window);

    public override int Width => ((SwinRecipe)Recipe).EmbedDim << (((SwinRecipe)Recipe).Depths.Length - 1);

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
        return norm.call(Run(images, mask: null)).mean([1, 2]).MoveToOuterDisposeScope();
    }

    public override Tensor Tokens(Tensor images, Tensor? mask)
    {
        using DisposeScope scope = NewDisposeScope();
        return norm.call(Run(images, mask)).flatten(1, 2).MoveToOuterDisposeScope();
    }

    public override IReadOnlyList<Tensor> StageMaps(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        var maps = new List<Tensor>();
        Tensor map = Embed(images, mask: null);
        foreach (SwinStage stage in layers)
        {
            Tensor output = stage.RunBlocks(map);
            bool last = stage.downsample is null;
            maps.Add((last ? norm.call(output) : output).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope());
            map = last ? output : stage.downsample!.call(output);
        }
        return maps;
    }

    /// <summary>Attention and output of every block, then of the final norm; attention has one entry a window, windows of an image in a row.</summary>
    /// <inheritdoc/>
    /// <remarks>PAPER.md 2.1. Positions are those inside a window; in shifted windows, tokens from opposite edges have no weight for each other.</remarks>
    public override IReadOnlyList<FeatureTap> Tap(Tensor images, Func<AttentionTap, bool> keep)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var features = new List<FeatureTap>();
        Tensor map = Embed(images, mask: null);
        for (int stage = 0; stage < recipe.Depths.Length; stage++)
        {
            Tensor? mask = layers[stage].MaskFor(map);
            for (int index = 0; index < recipe.Depths[stage]; index++)
            {
                SwinTransformerBlock block = layers[stage].blocks[index];
                map = block.Tap(map, mask, out Tensor probabilities);
                string name = $"layers.{stage}.blocks.{index}";
                Show(new AttentionTap(name + ".attn", probabilities, HasClassToken: false,
                    Windows.Places(block.Window, block.Window), recipe.PatchSize << stage, (int)(probabilities.shape[0] / images.shape[0])), keep);
                features.Add(FeaturesOf(name, map));
            }
            map = layers[stage].downsample?.call(map) ?? map;
        }
        features.Add(FeaturesOf("norm", norm.call(map)));
        return features;

        static FeatureTap FeaturesOf(string name, Tensor map) => new(name, map.flatten(1, 2).to(ScalarType.Float32, copy: true).MoveToOuterDisposeScope());
    }

    /// <summary>Blocks of all stages, and the head.</summary>
    public override int LastLayer => recipe.Depths.Sum() + 1;

    public override int LayerOf(string parameterName) => LayerOf(parameterName, recipe.Depths);

    /// <summary>The layer of a parameter: 0 for patch embedding and mask token, one for each block over all stages, a merging with its stage's last block.</summary>
    /// <remarks>microsoft/SimMIM optimizer.py, get_swin_layer; an absolute position embedding belongs to the top layer, as there.</remarks>
    public static int LayerOf(string parameterName, IReadOnlyList<int> depths) => parameterName.Split('.') switch
    {
        ["mask_token"] or ["patch_embed", ..] => 0,
        ["layers", var stage, "blocks", var block, ..] => depths.Take(Index(stage)).Sum() + Index(block) + 1,
        ["layers", var stage, ..] => depths.Take(Index(stage) + 1).Sum(),
        _ => depths.Sum() + 1,
    };

    /// <summary>Vectors, biases and absolute positions; a classifier also skips what makes position biases and logit scales, SimMIM its mask token.</summary>
    /// <remarks>
    /// microsoft/Swin-Transformer optimizer.py. Its SimMIM looks for <c>encoder.cpb_mlp</c> and the like, which no name contains,
    /// so pre-training decays them; we do as it does.
    /// </remarks>
    public override bool SkipsWeightDecay(string parameterName, long dimensions) =>
        IsVectorOrBias(parameterName, dimensions)
        || parameterName is "absolute_pos_embed" or "encoder.absolute_pos_embed" or "encoder.mask_token"
        || (!parameterName.StartsWith("encoder.", StringComparison.Ordinal)
            && parameterName.Split('.').Any(part => part is "cpb_mlp" or "logit_scale" or "relative_position_bias_table"));

    private static int Index(string part) => int.Parse(part, CultureInfo.InvariantCulture);

    private Tensor Run(Tensor images, Tensor? mask)
    {
        Tensor map = Embed(images, mask);
        foreach (SwinStage stage in layers)
        {
            using Tensor input = map;
            map = stage.call(input);
        }
        return map;
    }

    /// <returns>[B, H, W, C].</returns>
    private Tensor Embed(Tensor images, Tensor? mask)
    {
        Tensor tokens = patch_embed.call(images);
        (long rows, long columns) = patch_embed.Grid(images);
        if (mask is not null)
            tokens = where(TokenMask(mask, tokens.shape[0], rows, columns), mask_token ?? throw NoMaskToken(), tokens);
        if (absolute_pos_embed is not null)
            tokens = tokens + absolute_pos_embed;
        if (recipe.DropRate > 0 && training)
            tokens = nn.functional.dropout(tokens, recipe.DropRate, training);
        return tokens.view(tokens.shape[0], rows, columns, tokens.shape[2]);
    }

    private SwinStage NewStage(int stage)
    {
        int width = recipe.EmbedDim << stage, window = recipe.WindowSizes[stage];
        int shift = recipe.ShiftedWindows[stage] ? window / 2 : 0;
        (int Height, int Width)? map = null;
        if (grid is (int rows, int columns))
        {
            map = (rows >> stage, columns >> stage);
            int smaller = Math.Min(map.Value.Height, map.Value.Width);
            if (smaller <= window)
                (window, shift) = (smaller, 0);
            CheckMap(stage, map.Value, window, rows, columns);
        }
        int first = recipe.Depths.Take(stage).Sum();
        return new SwinStage(recipe, stage, index => new SwinTransformerBlock(
            recipe, NewAttention(stage, width, recipe.Heads[stage], window), width, map, window, index % 2 == 0 ? 0 : shift,
            StochasticDepth.Rate(recipe.DropPath, first + index, recipe.Depths.Sum())));
    }

    private void CheckMap(int stage, (int Height, int Width) map, int window, int rows, int columns)
    {
        if (map.Height << stage != rows || map.Width << stage != columns)
            throw new ShapeException($"map of {rows} x {columns} tokens cannot be halved {stage} times, as stage {stage} of {recipe.Depths.Length} needs.");
        if (map.Height % window != 0 || map.Width % window != 0)
            throw new ShapeException($"map of stage {stage} has {map.Height} x {map.Width} tokens, expected multiples of the window of {window}, or PadToWindows.");
    }

    private void RegisterInOrder()
    {
        if (absolute_pos_embed is not null) register_parameter(nameof(absolute_pos_embed), absolute_pos_embed);
        if (mask_token is not null) register_parameter(nameof(mask_token), mask_token);
        register_module(nameof(patch_embed), patch_embed);
        register_module(nameof(layers), layers);
        register_module(nameof(norm), norm);
        if (head is not null) register_module(nameof(head), head);
    }

    /// <summary>Linear layers, tables and tokens are drawn; convolution and norms keep their defaults, but version 2's blocks begin as the identity.</summary>
    private void Initialise()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        if (absolute_pos_embed is not null) Draw(absolute_pos_embed);
        foreach (nn.Module module in modules())
            switch (module)
            {
                case Linear linear:
                    Draw(linear.weight);
                    linear.bias?.zero_();
                    break;
                case ScaledWindowAttention attention:
                    Draw(attention.relative_position_bias_table);
                    break;
                case SwinTransformerBlock block when recipe is SwinTransformerV2Recipe:
                    block.norm1.weight!.zero_();
                    block.norm2.weight!.zero_();
                    break;
            }
        if (mask_token is not null) Draw(mask_token);

        void Draw(Tensor values) => InitialValues.DrawNormal(values, recipe.InitialDeviation, InitialValues.Uncut * recipe.InitialDeviation);
    }
}

/// <summary>Swin Transformer: scaled products, a table of position biases, norms before attention and MLP.</summary>
/// <inheritdoc/>
public sealed class SwinTransformer : SwinBackbone
{
    /// <param name="recipe">Sizes and variants.</param>
    /// <param name="classes">Outputs of the head; 0 builds none.</param>
    public SwinTransformer(SwinTransformerRecipe recipe, int classes) : this(recipe, classes, (recipe.ImageSize, recipe.ImageSize), masked: false) { }

    internal SwinTransformer(SwinTransformerRecipe recipe, int classes, (int Height, int Width) imageSize, bool masked)
        : base(nameof(SwinTransformer), recipe, classes, imageSize, masked) { }

    private protected override WindowAttention NewAttention(int stage, int width, int heads, int window) =>
        new ScaledWindowAttention((SwinTransformerRecipe)Recipe, width, heads, window);
}

/// <summary>Swin Transformer V2: cosine attention, position biases from log-spaced offsets, norms after attention and MLP.</summary>
/// <inheritdoc/>
public sealed class SwinTransformerV2 : SwinBackbone
{
    /// <param name="recipe">Sizes and variants.</param>
    /// <param name="classes">Outputs of the head; 0 builds none.</param>
    public SwinTransformerV2(SwinTransformerV2Recipe recipe, int classes) : this(recipe, classes, (recipe.ImageSize, recipe.ImageSize), masked: false) { }

    internal SwinTransformerV2(SwinTransformerV2Recipe recipe, int classes, (int Height, int Width) imageSize, bool masked)
        : base(nameof(SwinTransformerV2), recipe, classes, imageSize, masked) { }

    /// <summary>The first published weights say <c>rpe_mlp</c> for <c>cpb_mlp</c> (microsoft/Swin-Transformer utils_simmim.py).</summary>
    internal override void AdaptKeys(SortedDictionary<string, Tensor> source)
    {
        foreach (string key in source.Keys.Where(key => key.Contains(".rpe_mlp.", StringComparison.Ordinal)).ToArray())
            if (source.Remove(key, out Tensor? value))
                source[key.Replace(".rpe_mlp.", ".cpb_mlp.", StringComparison.Ordinal)] = value;
    }

    private protected override WindowAttention NewAttention(int stage, int width, int heads, int window) =>
        new CosineWindowAttention((SwinTransformerV2Recipe)Recipe, width, heads, window, ((SwinTransformerV2Recipe)Recipe).PretrainedWindowSizes[stage]);
}
