using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to microsoft/SimMIM models/vision_transformer.py. Fields are registered by name instead of RegisterComponents():
// that fixes the order of parameters, which reflection does not promise.

/// <summary>Multi-head self-attention with an additive position bias.</summary>
internal sealed class Attention : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly int heads;
    private readonly double queryScale;
    private readonly double attentionDropRate;
    private readonly double dropRate;
    private readonly Parameter? q_bias;
    private readonly Parameter? v_bias;

    public Attention(VisionTransformerRecipe recipe, (int Height, int Width) grid) : base(nameof(Attention))
    {
        heads = recipe.Heads;
        queryScale = recipe.QueryScale ?? Math.Pow(recipe.EmbedDim / recipe.Heads, -0.5);
        attentionDropRate = recipe.AttentionDropRate;
        dropRate = recipe.DropRate;
        qkv = nn.Linear(recipe.EmbedDim, 3L * recipe.EmbedDim, hasBias: false);
        proj = nn.Linear(recipe.EmbedDim, recipe.EmbedDim);
        if (recipe.QkvBias)
        {
            q_bias = new Parameter(zeros(recipe.EmbedDim));
            v_bias = new Parameter(zeros(recipe.EmbedDim));
            register_parameter(nameof(q_bias), q_bias);
            register_parameter(nameof(v_bias), v_bias);
        }
        if (recipe.RelativePositionBias)
        {
            relative_position_bias_table = new Parameter(zeros(RelativePositions.TableRows(grid.Height, grid.Width), recipe.Heads));
            relative_position_index = RelativePositions.Index(grid.Height, grid.Width);
            register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
            register_buffer(nameof(relative_position_index), relative_position_index);
        }
        register_module(nameof(qkv), qkv);
        register_module(nameof(proj), proj);
    }

    internal readonly Linear qkv;
    internal readonly Linear proj;
    internal readonly Parameter? relative_position_bias_table;
    internal Tensor? relative_position_index;

    /// <param name="tokens">[B, N, C].</param>
    /// <param name="bias">Shared position bias [nH, N, N] on top of the layer's own; null adds none.</param>
    /// <returns>[B, N, C].</returns>
    public override Tensor forward(Tensor tokens, Tensor? bias) => Attend(tokens, bias, keepProbabilities: false).Output;

    internal (Tensor Output, Tensor? Probabilities) Attend(Tensor tokens, Tensor? bias, bool keepProbabilities)
    {
        using DisposeScope scope = NewDisposeScope();
        long batch = tokens.shape[0], count = tokens.shape[1], channels = tokens.shape[2];
        // One copy lays q, k and v out as [3, B, nH, N, d]; batched products then need none.
        Tensor packed = nn.functional.linear(tokens, qkv.weight, QkvBias())
            .view(batch, count, 3, heads, channels / heads).permute(2, 0, 3, 1, 4).contiguous()
            .view(3, batch * heads, count, channels / heads);
        Tensor query = packed[0], key = packed[1], value = packed[2];      // [B·nH, N, d] each
        Tensor scores = bmm(query * queryScale, key.transpose(1, 2));      // [B·nH, N, N]
        AddBias(scores, bias);
        Tensor probabilities = scores.softmax(-1);
        Tensor dropped = Drop(probabilities, attentionDropRate);
        Tensor mixed = bmm(dropped, value).view(batch, heads, count, channels / heads).transpose(1, 2).reshape(batch, count, channels);
        Tensor output = Drop(proj.call(mixed), dropRate).MoveToOuterDisposeScope();
        return (output, keepProbabilities ? probabilities.view(batch, heads, count, count).to(ScalarType.Float32).MoveToOuterDisposeScope() : null);
    }

    private Tensor? QkvBias() => q_bias is null ? null : cat([q_bias, zeros_like(q_bias), v_bias!]); // k has none

    private void AddBias(Tensor scores, Tensor? shared)
    {
        Tensor? own = relative_position_bias_table is null ? null : RelativePositions.Bias(relative_position_bias_table, relative_position_index!);
        Tensor? bias = own is null ? shared : shared is null ? own : own + shared;
        // In place: neither product nor softmax needs the bare scores in the backward pass.
        if (bias is not null)
            scores.view(-1, heads, scores.shape[1], scores.shape[2]).add_(bias.to(scores.dtype));
    }

    private Tensor Drop(Tensor x, double rate) => rate > 0 && training ? nn.functional.dropout(x, rate, training) : x;
}

/// <summary>Two linear layers with an exact (erf) GELU between; dropout at the end only.</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly double dropRate;
    internal readonly Linear fc1;
    internal readonly Linear fc2;

    public Mlp(VisionTransformerRecipe recipe) : base(nameof(Mlp))
    {
        dropRate = recipe.DropRate;
        long hidden = (long)(recipe.EmbedDim * recipe.MlpRatio);
        fc1 = nn.Linear(recipe.EmbedDim, hidden);
        fc2 = nn.Linear(hidden, recipe.EmbedDim);
        register_module(nameof(fc1), fc1);
        register_module(nameof(fc2), fc2);
    }

    public override Tensor forward(Tensor tokens)
    {
        using Tensor hidden = fc1.call(tokens);
        using Tensor active = nn.functional.gelu(hidden);
        Tensor output = fc2.call(active);
        return dropRate > 0 && training ? nn.functional.dropout(output, dropRate, training) : output;
    }
}

/// <summary>Pre-norm transformer block with optional layer scale and stochastic depth.</summary>
internal sealed class Block : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly double dropPath;
    private readonly Parameter? gamma_1;
    private readonly Parameter? gamma_2;
    internal readonly LayerNorm norm1;
    internal readonly Attention attn;
    internal readonly LayerNorm norm2;
    internal readonly Mlp mlp;

    public Block(VisionTransformerRecipe recipe, (int Height, int Width) grid, double dropPath) : base(nameof(Block))
    {
        this.dropPath = dropPath;
        norm1 = nn.LayerNorm(recipe.EmbedDim, recipe.NormEpsilon);
        attn = new Attention(recipe, grid);
        norm2 = nn.LayerNorm(recipe.EmbedDim, recipe.NormEpsilon);
        mlp = new Mlp(recipe);
        if (recipe.LayerScaleInit is double initial)
        {
            gamma_1 = new Parameter(full(recipe.EmbedDim, initial));
            gamma_2 = new Parameter(full(recipe.EmbedDim, initial));
            register_parameter(nameof(gamma_1), gamma_1);
            register_parameter(nameof(gamma_2), gamma_2);
        }
        register_module(nameof(norm1), norm1);
        register_module(nameof(attn), attn);
        register_module(nameof(norm2), norm2);
        register_module(nameof(mlp), mlp);
    }

    public override Tensor forward(Tensor tokens, Tensor? bias)
    {
        using Tensor normed = norm1.call(tokens);
        using Tensor attended = attn.call(normed, bias);
        return Finish(tokens, attended);
    }

    /// <summary>The same result, with what <see cref="BackboneTaps"/> needs.</summary>
    internal Tensor Tap(Tensor tokens, Tensor? bias, out Tensor normed, out Tensor probabilities)
    {
        normed = norm1.call(tokens);
        (Tensor attended, Tensor? kept) = attn.Attend(normed, bias, keepProbabilities: true);
        probabilities = kept!;
        return Finish(tokens, attended);
    }

    private Tensor Finish(Tensor tokens, Tensor attended)
    {
        using Tensor middle = AddBranch(tokens, attended, gamma_1);
        using Tensor normed = norm2.call(middle);
        using Tensor changed = mlp.call(normed);
        return AddBranch(middle, changed, gamma_2);
    }

    private Tensor AddBranch(Tensor tokens, Tensor branch, Tensor? gamma)
    {
        if (dropPath > 0 && training)
        {
            using Tensor kept = empty([branch.shape[0], 1, 1], dtype: branch.dtype, device: branch.device).bernoulli_(1 - dropPath).div_(1 - dropPath);
            using Tensor scaled = gamma is null ? branch.alias() : branch * gamma;
            return addcmul(tokens, scaled, kept, 1);
        }
        return gamma is null ? tokens + branch : addcmul(tokens, branch, gamma, 1);
    }
}
