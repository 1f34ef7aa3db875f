using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to microsoft/SimMIM models/vision_transformer.py. Fields are registered by name instead of RegisterComponents():
// that fixes the order of parameters, which reflection does not promise.

/// <summary>Cuts images into patches and projects each by a convolution whose stride is its kernel.</summary>
internal sealed class PatchEmbed : nn.Module<Tensor, Tensor>
{
    private readonly (int Height, int Width) imageSize;
    private readonly int channels;
    private readonly int patch;
    internal readonly Conv2d proj;

    public PatchEmbed(VisionTransformerRecipe recipe, (int Height, int Width) imageSize) : base(nameof(PatchEmbed))
    {
        this.imageSize = imageSize;
        channels = recipe.InChannels;
        patch = recipe.PatchSize;
        proj = nn.Conv2d(recipe.InChannels, recipe.EmbedDim, kernel_size: recipe.PatchSize, stride: recipe.PatchSize);
        register_module(nameof(proj), proj);
    }

    /// <returns>[B, L, C]. One matrix product over cut-out patches: for a kernel equal to its stride that is the convolution.</returns>
    public override Tensor forward(Tensor images)
    {
        if (images.dim() != 4 || images.shape[1] != channels || images.shape[2] != imageSize.Height || images.shape[3] != imageSize.Width)
            throw new ShapeException($"images are [{string.Join(", ", images.shape)}], expected [B, {channels}, {imageSize.Height}, {imageSize.Width}].");
        using DisposeScope scope = NewDisposeScope();
        long rows = imageSize.Height / patch, columns = imageSize.Width / patch;
        Tensor patches = images.reshape(images.shape[0], channels, rows, patch, columns, patch).permute(0, 2, 4, 1, 3, 5)
            .reshape(images.shape[0], rows * columns, (long)channels * patch * patch);
        return nn.functional.linear(patches, proj.weight!.view(proj.weight!.shape[0], -1), proj.bias).MoveToOuterDisposeScope();
    }
}

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
public sealed class VisionTransformer : nn.Module<Tensor, Tensor>
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
        : this(recipe, classes, (recipe.ImageSize, recipe.ImageSize), queryScale: null, masked: false) { }

    internal VisionTransformer(VisionTransformerRecipe recipe, int classes, (int Height, int Width) imageSize, double? queryScale, bool masked)
        : base(nameof(VisionTransformer))
    {
        this.recipe = recipe;
        grid = (imageSize.Height / recipe.PatchSize, imageSize.Width / recipe.PatchSize);
        long width = recipe.EmbedDim;
        patch_embed = new PatchEmbed(recipe, imageSize);
        cls_token = new Parameter(zeros(1, 1, width));
        pos_embed = recipe.AbsolutePositionEmbedding ? new Parameter(zeros(1, 1 + grid.Height * grid.Width, width)) : null;
        mask_token = masked ? new Parameter(zeros(1, 1, width)) : null;
        rel_pos_bias = recipe.SharedRelativePositionBias ? new SharedRelativePositionBias(recipe.Heads, grid) : null;
        blocks = new ModuleList<Block>([.. Enumerable.Range(0, recipe.Depth).Select(NewBlock)]);
        norm = recipe.MeanPooling ? null : nn.LayerNorm(width, recipe.NormEpsilon);
        fc_norm = recipe.MeanPooling ? nn.LayerNorm(width, recipe.NormEpsilon) : null;
        head = classes > 0 ? nn.Linear(width, classes) : null;
        RegisterInOrder();
        Initialise(cut: masked ? recipe.InitialDeviation : 6 * recipe.InitialDeviation); // SimMIM's encoder cuts at one standard deviation; the classifier at 100, where only a rounding error could land

        Block NewBlock(int index) =>
            new(recipe, queryScale, grid, recipe.Depth == 1 ? 0 : recipe.DropPath * index / (recipe.Depth - 1));
    }

    internal readonly PatchEmbed patch_embed;

    internal bool HasBlockTables => recipe.RelativePositionBias;
    internal int Depth => recipe.Depth;
    internal (int Height, int Width) Grid => grid;

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>Logits [B, K], or pooled features [B, EmbedDim] where there is no head.</returns>
    /// <exception cref="ShapeException">The images are not of the recipe's size.</exception>
    public override Tensor forward(Tensor images)
    {
        if (head is null)
            return Features(images);
        using Tensor features = Features(images);
        return head.call(features);
    }

    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>Pooled features before the head, [B, EmbedDim].</returns>
    /// <exception cref="ShapeException">The images are not of the recipe's size.</exception>
    public Tensor Features(Tensor images)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = RunBlocks(Embed(images, mask: null));
        Tensor pooled = fc_norm is null ? norm!.call(tokens)[.., 0] : fc_norm.call(tokens[.., 1..].mean([1]));
        return pooled.MoveToOuterDisposeScope();
    }

    /// <summary>Patch tokens after the final norm; where the mask is 1 the mask token stands for the patch.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <param name="mask">[B, H/p, W/p], bool or 0/1.</param>
    /// <returns>[B, L, EmbedDim].</returns>
    internal Tensor PatchTokens(Tensor images, Tensor mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor tokens = RunBlocks(Embed(images, mask));
        return (norm is null ? tokens : norm.call(tokens))[.., 1..].MoveToOuterDisposeScope();
    }

    /// <summary>Attention of every block, and features: the output of each block's first norm, then of the final norm.</summary>
    /// <param name="images">[B, C, H, W], normalised.</param>
    /// <returns>Depth attention taps and Depth + 1 feature taps, in order. With mean pooling the final norm is the pooling norm, on each token.</returns>
    /// <exception cref="ShapeException">The images are not of the recipe's size.</exception>
    /// <remarks>PAPER.md 2.4. No gradient is kept. Dropout and drop path are off only after <c>eval()</c>.</remarks>
    public BackboneTaps Tap(Tensor images)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        var attention = new List<AttentionTap>();
        var features = new List<FeatureTap>();
        Tensor tokens = Embed(images, mask: null);
        Tensor? bias = SharedBias();
        for (int index = 0; index < recipe.Depth; index++)
        {
            tokens = blocks[index].Tap(tokens, bias, out Tensor normed, out Tensor probabilities);
            attention.Add(new AttentionTap($"blocks.{index}.attn", probabilities.MoveToOuterDisposeScope(), HasClassToken: true, Places(), recipe.PatchSize));
            features.Add(new FeatureTap($"blocks.{index}.norm1", PatchesOnly(normed)));
        }
        features.Add(norm is null
            ? new FeatureTap("fc_norm", PatchesOnly(fc_norm!.call(tokens)))
            : new FeatureTap("norm", PatchesOnly(norm.call(tokens))));
        return new BackboneTaps(attention, features);

        static Tensor PatchesOnly(Tensor values) => values[.., 1..].to(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
    }

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
    public static bool SkipsWeightDecay(string parameterName, long dimensions) =>
        dimensions == 1 || parameterName.EndsWith(".bias", StringComparison.Ordinal)
        || parameterName is "pos_embed" or "cls_token" or "encoder.pos_embed" or "encoder.cls_token";

    private Tensor Embed(Tensor images, Tensor? mask)
    {
        Tensor patches = patch_embed.call(images);
        if (mask is not null)
            patches = where(MaskOf(mask, patches), mask_token ?? throw new InvalidOperationException("Only an encoder of SimMim has a mask token."), patches);
        Tensor tokens = cat([cls_token.expand(patches.shape[0], 1, -1), patches], 1);
        if (pos_embed is not null)
            tokens = tokens + pos_embed;
        return recipe.DropRate > 0 && training ? nn.functional.dropout(tokens, recipe.DropRate, training) : tokens;
    }

    private Tensor MaskOf(Tensor mask, Tensor patches)
    {
        if (mask.dim() != 3 || mask.shape[0] != patches.shape[0] || mask.shape[1] != grid.Height || mask.shape[2] != grid.Width)
            throw new ShapeException($"mask is [{string.Join(", ", mask.shape)}], expected [{patches.shape[0]}, {grid.Height}, {grid.Width}].");
        return mask.to(ScalarType.Bool).flatten(1).unsqueeze(-1);
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

    private long[,] Places()
    {
        var places = new long[grid.Height * grid.Width, 2];
        for (int token = 0; token < grid.Height * grid.Width; token++)
            (places[token, 0], places[token, 1]) = Math.DivRem(token, (long)grid.Width);
        return places;
    }

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

    /// <summary>Normal values of the recipe's deviation between ±<paramref name="cut"/>, by the inverse of the distribution function.</summary>
    private void DrawNormal(Tensor values, double cut)
    {
        double bound = Erf(cut / (recipe.InitialDeviation * Math.Sqrt(2)));
        values.uniform_(-bound, bound).erfinv_().mul_(recipe.InitialDeviation * Math.Sqrt(2)).clamp_(-cut, cut);
    }

    private static double Erf(double x) => tensor(x, ScalarType.Float64).erf().item<double>();
}
