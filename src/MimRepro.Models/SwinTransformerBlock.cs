using MimRepro.Recipes;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Models;

// Read next to microsoft/Swin-Transformer models/swin_transformer.py and swin_transformer_v2.py. Maps stay [B, H, W, C];
// fields are registered by name instead of RegisterComponents(): that fixes the order of parameters.

/// <summary>Self-attention inside windows, with a position bias. The two versions differ in scores and bias.</summary>
internal abstract class WindowAttention : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly int window;
    private readonly double attentionDropRate;
    private readonly double dropRate;

    protected WindowAttention(SwinRecipe recipe, int width, int heads, int window, bool qkvBias) : base(nameof(WindowAttention))
    {
        this.window = window;
        Heads = heads;
        attentionDropRate = recipe.AttentionDropRate;
        dropRate = recipe.DropRate;
        relative_position_index = Windows.RelativePositionIndex(window);
        qkv = nn.Linear(width, 3L * width, hasBias: qkvBias);
        proj = nn.Linear(width, width);
    }

    internal readonly Tensor relative_position_index;
    internal readonly Linear qkv;
    internal readonly Linear proj;

    protected int Heads { get; }

    /// <summary>Position bias of each head and pair of a window's tokens, [nH, N, N].</summary>
    internal abstract Tensor Bias();

    protected abstract Tensor? QkvBias();

    /// <summary>How well each key fits each query, before the position bias: [B·nW, nH, N, N].</summary>
    /// <param name="query">[B·nW, nH, N, d].</param>
    /// <param name="key">[B·nW, nH, N, d].</param>
    protected abstract Tensor Scores(Tensor query, Tensor key);

    protected void RegisterShared()
    {
        register_buffer(nameof(relative_position_index), relative_position_index);
        register_module(nameof(qkv), qkv);
        register_module(nameof(proj), proj);
    }

    /// <param name="map">[B, H, W, C]; whole windows.</param>
    /// <param name="mask">Added to the scores, [nW, N, N]; null adds nothing.</param>
    /// <returns>[B, H, W, C].</returns>
    public override Tensor forward(Tensor map, Tensor? mask) => Attend(map, mask, keepProbabilities: false).Output;

    internal (Tensor Output, Tensor? Probabilities) Attend(Tensor map, Tensor? mask, bool keepProbabilities)
    {
        using DisposeScope scope = NewDisposeScope();
        long batch = map.shape[0], rows = map.shape[1] / window, columns = map.shape[2] / window, channels = map.shape[3];
        long count = (long)window * window, depth = channels / Heads;
        // One copy cuts windows and lays q, k and v out as [3, B·nW, nH, N, d]; batched products then need none.
        Tensor packed = nn.functional.linear(map, qkv.weight, QkvBias())
            .view(batch, rows, window, columns, window, 3, Heads, depth).permute(5, 0, 1, 3, 6, 2, 4, 7).contiguous()
            .view(3, batch * rows * columns, Heads, count, depth);
        Tensor scores = Scores(packed[0], packed[1]);
        AddBias(scores, mask, batch);
        Tensor probabilities = scores.softmax(-1);
        Tensor mixed = Drop(probabilities, attentionDropRate).matmul(packed[2])
            .view(batch, rows, columns, Heads, window, window, depth).permute(0, 1, 4, 2, 5, 3, 6).reshape(map.shape);
        Tensor output = Drop(proj.call(mixed), dropRate).MoveToOuterDisposeScope();
        return (output, keepProbabilities ? probabilities.to(ScalarType.Float32).MoveToOuterDisposeScope() : null);
    }

    private void AddBias(Tensor scores, Tensor? mask, long batch)
    {
        Tensor bias = Bias();
        if (mask is not null)
            bias = bias + mask.unsqueeze(1); // [nW, nH, N, N]: one pass over the scores instead of two
        // In place: neither product nor softmax needs the bare scores in the backward pass.
        Tensor perImage = mask is null ? scores : scores.view(batch, -1, Heads, scores.shape[2], scores.shape[3]);
        perImage.add_(bias.to(scores.dtype));
    }

    private Tensor Drop(Tensor x, double rate) => rate > 0 && training ? nn.functional.dropout(x, rate, training) : x;
}

/// <summary>Version 1: scaled products, and a table of biases.</summary>
internal sealed class ScaledWindowAttention : WindowAttention
{
    private readonly double queryScale;
    internal readonly Parameter relative_position_bias_table;

    public ScaledWindowAttention(SwinTransformerRecipe recipe, int width, int heads, int window)
        : base(recipe, width, heads, window, recipe.QkvBias)
    {
        queryScale = recipe.QueryScale ?? Math.Pow(width / heads, -0.5);
        relative_position_bias_table = new Parameter(zeros(Windows.TableRows(window), heads));
        register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
        RegisterShared();
    }

    internal override Tensor Bias() => RelativePositions.Bias(relative_position_bias_table, relative_position_index);

    protected override Tensor? QkvBias() => qkv.bias;

    protected override Tensor Scores(Tensor query, Tensor key) => (query * queryScale).matmul(key.transpose(-2, -1));
}

/// <summary>Version 2: cosines times a learned factor, and biases that a small network makes from log-spaced offsets.</summary>
internal sealed class CosineWindowAttention : WindowAttention
{
    private const int BiasNetworkWidth = 512;
    private const double LargestBias = 16;
    private static readonly double LargestLogitScale = Math.Log(100);

    internal readonly Parameter logit_scale;
    private readonly Parameter? q_bias;
    private readonly Parameter? v_bias;
    internal readonly Tensor relative_coords_table;
    internal readonly Sequential cpb_mlp;

    public CosineWindowAttention(SwinTransformerV2Recipe recipe, int width, int heads, int window, int pretrainedWindow)
        : base(recipe, width, heads, window, qkvBias: false)
    {
        logit_scale = new Parameter(full([heads, 1, 1], Math.Log(10), dtype: ScalarType.Float32));
        register_parameter(nameof(logit_scale), logit_scale);
        if (recipe.QkvBias)
        {
            q_bias = new Parameter(zeros(width));
            v_bias = new Parameter(zeros(width));
            register_parameter(nameof(q_bias), q_bias);
            register_parameter(nameof(v_bias), v_bias);
        }
        relative_coords_table = Windows.RelativeCoordinates(window, pretrainedWindow);
        register_buffer(nameof(relative_coords_table), relative_coords_table);
        cpb_mlp = nn.Sequential(("0", nn.Linear(2, BiasNetworkWidth)), ("1", nn.ReLU()), ("2", nn.Linear(BiasNetworkWidth, heads, hasBias: false)));
        register_module(nameof(cpb_mlp), cpb_mlp);
        RegisterShared();
    }

    internal override Tensor Bias()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor table = cpb_mlp.call(relative_coords_table).view(-1, Heads).sigmoid() * LargestBias;
        return RelativePositions.Bias(table, relative_position_index).MoveToOuterDisposeScope();
    }

    protected override Tensor? QkvBias() => q_bias is null ? null : cat([q_bias, zeros_like(q_bias), v_bias!]); // k has none

    protected override Tensor Scores(Tensor query, Tensor key)
    {
        Tensor scale = logit_scale.clamp_max(LargestLogitScale).exp();
        (Tensor unitQuery, Tensor unitKey) = (nn.functional.normalize(query, dim: -1), nn.functional.normalize(key, dim: -1).transpose(-2, -1));
        // With a gradient the factor goes to the scores, as in the reference: the sum of its gradient then keeps more digits. Without
        // one it goes to the queries, which saves a pass over the scores.
        return is_grad_enabled() ? unitQuery.matmul(unitKey) * scale : (unitQuery * scale).matmul(unitKey);
    }
}

/// <summary>Two linear layers with an exact (erf) GELU between; dropout after each.</summary>
internal sealed class SwinMlp : nn.Module<Tensor, Tensor>
{
    private readonly double dropRate;
    internal readonly Linear fc1;
    internal readonly Linear fc2;

    public SwinMlp(SwinRecipe recipe, int width) : base(nameof(SwinMlp))
    {
        dropRate = recipe.DropRate;
        long hidden = (long)(width * recipe.MlpRatio);
        fc1 = nn.Linear(width, hidden);
        fc2 = nn.Linear(hidden, width);
        register_module(nameof(fc1), fc1);
        register_module(nameof(fc2), fc2);
    }

    public override Tensor forward(Tensor map)
    {
        using DisposeScope scope = NewDisposeScope();
        return Drop(fc2.call(Drop(nn.functional.gelu(fc1.call(map))))).MoveToOuterDisposeScope();
    }

    private Tensor Drop(Tensor x) => dropRate > 0 && training ? nn.functional.dropout(x, dropRate, training) : x;
}

/// <summary>Attention inside windows and an MLP; version 1 normalises before each, version 2 after it.</summary>
internal sealed class SwinTransformerBlock : nn.Module<Tensor, Tensor?, Tensor>
{
    private readonly bool normAfter;
    private readonly double dropPath;
    internal readonly Tensor? attn_mask;
    internal readonly LayerNorm norm1;
    internal readonly WindowAttention attn;
    internal readonly LayerNorm norm2;
    internal readonly SwinMlp mlp;

    /// <param name="grid">The map's size; null accepts any, and masks then come with the map.</param>
    public SwinTransformerBlock(SwinRecipe recipe, WindowAttention attention, int width, (int Height, int Width)? grid, int window, int shift, double dropPath)
        : base(nameof(SwinTransformerBlock))
    {
        normAfter = recipe is SwinTransformerV2Recipe;
        this.dropPath = dropPath;
        Window = window;
        Shift = shift;
        attn_mask = shift > 0 && grid is (int height, int breadth) ? Windows.ShiftMask(height, breadth, window, shift) : null;
        norm1 = nn.LayerNorm(width, recipe.NormEpsilon);
        attn = attention;
        norm2 = nn.LayerNorm(width, recipe.NormEpsilon);
        mlp = new SwinMlp(recipe, width);
        if (attn_mask is not null) register_buffer(nameof(attn_mask), attn_mask);
        register_module(nameof(norm1), norm1);
        register_module(nameof(attn), attn);
        register_module(nameof(norm2), norm2);
        register_module(nameof(mlp), mlp);
    }

    internal int Window { get; }
    internal int Shift { get; }

    /// <param name="map">[B, H, W, C].</param>
    /// <param name="mask">Of shifted windows, for a block that has none of its own.</param>
    public override Tensor forward(Tensor map, Tensor? mask)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor attended = attn.call(ToWindows(map), MaskOf(mask));
        return Finish(map, attended).MoveToOuterDisposeScope();
    }

    /// <summary>The same result, with what <see cref="BackboneTaps"/> needs.</summary>
    internal Tensor Tap(Tensor map, Tensor? mask, out Tensor probabilities)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor attended, Tensor? kept) = attn.Attend(ToWindows(map), MaskOf(mask), keepProbabilities: true);
        probabilities = kept!.MoveToOuterDisposeScope();
        return Finish(map, attended).MoveToOuterDisposeScope();
    }

    private Tensor? MaskOf(Tensor? mask) => Shift == 0 ? null : attn_mask ?? mask;

    /// <summary>The map as attention sees it: normed in version 1, padded with zeros to whole windows, shifted.</summary>
    private Tensor ToWindows(Tensor map)
    {
        Tensor input = normAfter ? map : norm1.call(map);
        long bottom = (Window - map.shape[1] % Window) % Window, right = (Window - map.shape[2] % Window) % Window;
        if (bottom + right > 0)
            input = nn.functional.pad(input, [0, 0, 0, right, 0, bottom]);
        return Shift > 0 ? input.roll([-Shift, -Shift], [1, 2]) : input;
    }

    private Tensor Finish(Tensor map, Tensor attended)
    {
        Tensor placed = Shift > 0 ? attended.roll([Shift, Shift], [1, 2]) : attended;
        if (placed.shape[1] != map.shape[1] || placed.shape[2] != map.shape[2])
            placed = placed.narrow(1, 0, map.shape[1]).narrow(2, 0, map.shape[2]);
        Tensor middle = StochasticDepth.Add(map, normAfter ? norm1.call(placed) : placed, dropPath, training);
        Tensor changed = normAfter ? norm2.call(mlp.call(middle)) : mlp.call(norm2.call(middle));
        return StochasticDepth.Add(middle, changed, dropPath, training);
    }
}
