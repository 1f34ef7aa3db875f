using MimRepro.Models;
using MimRepro.Recipes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

// Read next to LitingLin/SwinTrack models/methods/SwinTrack/modules/: self_attention, cross_attention, their blocks, mlp.

/// <summary>Multi-head attention whose logits get a bias by position.</summary>
internal sealed class FusionAttention : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    internal readonly Linear? qkv, q, kv;
    internal readonly Linear proj;

    private readonly TrackerRecipe recipe;

    /// <param name="cross">Whether queries come from another list of tokens than keys and values: they then have a projection of their own.</param>
    public FusionAttention(TrackerRecipe recipe, bool cross) : base(nameof(FusionAttention))
    {
        this.recipe = recipe;
        var (width, deviation) = (recipe.Width, recipe.InitialDeviation);
        if (cross)
        {
            (q, kv) = (Drawn.Linear(width, width, deviation, recipe.QkvBias), Drawn.Linear(width, 2L * width, deviation, recipe.QkvBias));
            register_module(nameof(q), q);
            register_module(nameof(kv), kv);
        }
        else
        {
            qkv = Drawn.Linear(width, 3L * width, deviation, recipe.QkvBias);
            register_module(nameof(qkv), qkv);
        }
        proj = Drawn.Linear(width, width, deviation);
        register_module(nameof(proj), proj);
    }

    /// <param name="queries">[B, Lq, C].</param>
    /// <param name="keys">[B, Lk, C]; the same tensor without cross attention.</param>
    /// <param name="positions">[nH, Lq, Lk].</param>
    /// <returns>[B, Lq, C].</returns>
    public override Tensor forward(Tensor queries, Tensor keys, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var (query, key, value) = Project(queries, keys);
        var weights = (matmul(query, key.transpose(-2, -1)) * Math.Pow(recipe.Width / recipe.Heads, -0.5) + positions).softmax(-1);
        weights = Dropped(weights, recipe.AttentionDropRate);
        var mixed = matmul(weights, value).transpose(1, 2).reshape(queries.shape);
        return Dropped(proj.call(mixed), recipe.DropRate).MoveToOuterDisposeScope();
    }

    // Each [B, nH, L, C / nH].
    private (Tensor Query, Tensor Key, Tensor Value) Project(Tensor queries, Tensor keys)
    {
        if (qkv is not null)
        {
            var all = Heads(qkv.call(queries), 3);
            return (all[0], all[1], all[2]);
        }
        var both = Heads(kv!.call(keys), 2);
        return (Heads(q!.call(queries), 1)[0], both[0], both[1]);
    }

    private Tensor Heads(Tensor tokens, int parts) => tokens.view(tokens.shape[0], tokens.shape[1], parts, recipe.Heads, -1).permute(2, 0, 3, 1, 4);

    private Tensor Dropped(Tensor values, double rate) => rate > 0 && training ? nn.functional.dropout(values, rate, training) : values;
}

/// <summary>Two linear layers with GELU between.</summary>
internal sealed class FusionMlp : nn.Module<Tensor, Tensor>
{
    internal readonly Linear fc1, fc2;

    private readonly double dropRate;

    public FusionMlp(TrackerRecipe recipe) : base(nameof(FusionMlp))
    {
        dropRate = recipe.DropRate;
        var hidden = (int)(recipe.Width * recipe.MlpRatio);
        (fc1, fc2) = (Drawn.Linear(recipe.Width, hidden, recipe.InitialDeviation), Drawn.Linear(hidden, recipe.Width, recipe.InitialDeviation));
        register_module(nameof(fc1), fc1);
        register_module(nameof(fc2), fc2);
    }

    public override Tensor forward(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return Dropped(fc2.call(Dropped(nn.functional.gelu(fc1.call(tokens))))).MoveToOuterDisposeScope();
    }

    private Tensor Dropped(Tensor values) => dropRate > 0 && training ? nn.functional.dropout(values, dropRate, training) : values;
}

/// <summary>A layer in which all tokens read all tokens.</summary>
internal sealed class SelfAttentionBlock : nn.Module<Tensor, Tensor, Tensor>
{
    internal readonly LayerNorm norm1, norm2;
    internal readonly FusionAttention attn;
    internal readonly FusionMlp mlp;

    public SelfAttentionBlock(TrackerRecipe recipe) : base(nameof(SelfAttentionBlock))
    {
        (norm1, attn, norm2, mlp) = (nn.LayerNorm(recipe.Width), new(recipe, cross: false), nn.LayerNorm(recipe.Width), new(recipe));
        register_module(nameof(norm1), norm1);
        register_module(nameof(attn), attn);
        register_module(nameof(norm2), norm2);
        register_module(nameof(mlp), mlp);
    }

    /// <summary>Stochastic depth rate of this layer at this time of the training.</summary>
    public double DropPath { get; set; }

    /// <param name="tokens">[B, L, C].</param>
    /// <param name="positions">[nH, L, L].</param>
    public override Tensor forward(Tensor tokens, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var normed = norm1.call(tokens);
        var mixed = StochasticDepth.Add(tokens, attn.call(normed, normed, positions), DropPath, training);
        return StochasticDepth.Add(mixed, mlp.call(norm2.call(mixed)), DropPath, training).MoveToOuterDisposeScope();
    }
}

/// <summary>A layer in which tokens of the search region read all tokens.</summary>
internal sealed class CrossAttentionBlock : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    internal readonly LayerNorm norm1_q, norm1_kv, norm2;
    internal readonly FusionAttention attn;
    internal readonly FusionMlp mlp;

    public CrossAttentionBlock(TrackerRecipe recipe) : base(nameof(CrossAttentionBlock))
    {
        (norm1_q, norm1_kv, norm2) = (nn.LayerNorm(recipe.Width), nn.LayerNorm(recipe.Width), nn.LayerNorm(recipe.Width));
        (attn, mlp) = (new(recipe, cross: true), new(recipe));
        register_module(nameof(norm1_q), norm1_q);
        register_module(nameof(norm1_kv), norm1_kv);
        register_module(nameof(attn), attn);
        register_module(nameof(norm2), norm2);
        register_module(nameof(mlp), mlp);
    }

    /// <inheritdoc cref="SelfAttentionBlock.DropPath"/>
    public double DropPath { get; set; }

    /// <param name="tokens">[B, Lq, C].</param>
    /// <param name="all">[B, Lk, C].</param>
    /// <param name="positions">[nH, Lq, Lk].</param>
    /// <returns>[B, Lq, C].</returns>
    public override Tensor forward(Tensor tokens, Tensor all, Tensor positions)
    {
        using var scope = NewDisposeScope();
        var mixed = StochasticDepth.Add(tokens, attn.call(norm1_q.call(tokens), norm1_kv.call(all), positions), DropPath, training);
        return StochasticDepth.Add(mixed, mlp.call(norm2.call(mixed)), DropPath, training).MoveToOuterDisposeScope();
    }
}
