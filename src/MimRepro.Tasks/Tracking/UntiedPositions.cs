using MimRepro.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

// Read next to LitingLin/SwinTrack models/methods/SwinTrack/positional_encoding/untied/absolute.py, relative.py and ../learned.py.

/// <summary>Learned places of a square map: one vector a column and one a row, added.</summary>
internal sealed class LearnedPlaces : nn.Module
{
    internal readonly Parameter w_pos, h_pos;

    public LearnedPlaces(int width, int side, double deviation) : base(nameof(LearnedPlaces))
    {
        (w_pos, h_pos) = (Drawn.Parameter([side, width], deviation), Drawn.Parameter([side, width], deviation));
        register_parameter(nameof(w_pos), w_pos);
        register_parameter(nameof(h_pos), h_pos);
    }

    /// <returns>[side², C], row by row.</returns>
    public Tensor Places()
    {
        using var scope = NewDisposeScope();
        return (w_pos.unsqueeze(0) + h_pos.unsqueeze(1)).flatten(0, 1).MoveToOuterDisposeScope();
    }
}

/// <summary>Places of a map as queries and keys of their own, apart from those of features.</summary>
internal sealed class UntiedPositions : nn.Module
{
    internal readonly LearnedPlaces pos;
    internal readonly LayerNorm norm;
    internal readonly Linear? pos_q_linear;
    internal readonly Linear pos_k_linear;

    private readonly int heads;

    public UntiedPositions(int width, int heads, int side, double deviation, bool withQueries) : base(nameof(UntiedPositions))
    {
        this.heads = heads;
        pos = new(width, side, deviation);
        norm = nn.LayerNorm(width);
        pos_q_linear = withQueries ? Drawn.Linear(width, width, deviation) : null;
        pos_k_linear = Drawn.Linear(width, width, deviation);
        register_module(nameof(pos), pos);
        register_module(nameof(norm), norm);
        if (pos_q_linear is not null) register_module(nameof(pos_q_linear), pos_q_linear);
        register_module(nameof(pos_k_linear), pos_k_linear);
    }

    /// <returns>[nH, L, C / nH], scaled.</returns>
    public Tensor Queries() => Split(pos_q_linear ?? throw new InvalidOperationException("These positions have keys only.")) * Math.Pow(norm.normalized_shape[0] / heads, -0.5);

    /// <returns>[nH, L, C / nH].</returns>
    public Tensor Keys() => Split(pos_k_linear);

    private Tensor Split(Linear projection)
    {
        using var scope = NewDisposeScope();
        var places = projection.call(norm.call(pos.Places()));
        return places.view(places.shape[0], heads, -1).transpose(0, 1).MoveToOuterDisposeScope();
    }
}

/// <summary>A bias for each offset between two tokens, told apart by which of the two pictures each is in.</summary>
internal sealed class RelativePositionTable : nn.Module
{
    internal readonly Parameter relative_position_bias_table;
    internal readonly Tensor relative_position_index;

    /// <param name="index">Query and key to entry of the table.</param>
    public RelativePositionTable(int heads, long[,] index, double deviation) : base(nameof(RelativePositionTable))
    {
        relative_position_bias_table = Drawn.Parameter([heads, index.Cast<long>().Max() + 1], deviation);
        relative_position_index = tensor(index).DetachFromDisposeScope();
        register_parameter(nameof(relative_position_bias_table), relative_position_bias_table);
        register_buffer(nameof(relative_position_index), relative_position_index);
    }

    /// <returns>[nH, queries, keys].</returns>
    public Tensor Biases()
    {
        using var scope = NewDisposeScope();
        return relative_position_bias_table.index_select(1, relative_position_index.flatten())
            .view([relative_position_bias_table.shape[0], .. relative_position_index.shape]).MoveToOuterDisposeScope();
    }

    /// <summary>Entries by offset, in the order of the reference: by rows, columns, the query's picture, the key's picture.</summary>
    /// <param name="templateSide">Tokens a side of the template, whose tokens come first among keys.</param>
    /// <param name="searchSide">Tokens a side of the search region.</param>
    /// <param name="fromSearchOnly">Queries are tokens of the search region only, not of both.</param>
    /// <returns>[queries, keys].</returns>
    public static long[,] Index(int templateSide, int searchSide, bool fromSearchOnly)
    {
        var keys = Places(templateSide, picture: 0).Concat(Places(searchSide, picture: 1)).ToArray();
        var queries = fromSearchOnly ? [.. Places(searchSide, picture: 1)] : keys;
        var offsets = new (int, int, int, int)[queries.Length, keys.Length];
        for (var q = 0; q < queries.Length; q++)
            for (var k = 0; k < keys.Length; k++)
                offsets[q, k] = (queries[q].Row - keys[k].Row, queries[q].Column - keys[k].Column, queries[q].Picture, keys[k].Picture);
        var entries = offsets.Cast<(int, int, int, int)>().Distinct().Order().Select((offset, entry) => (offset, entry)).ToDictionary(pair => pair.offset, pair => (long)pair.entry);
        var index = new long[queries.Length, keys.Length];
        for (var q = 0; q < queries.Length; q++)
            for (var k = 0; k < keys.Length; k++)
                index[q, k] = entries[offsets[q, k]];
        return index;
    }

    private static IEnumerable<(int Row, int Column, int Picture)> Places(int side, int picture) =>
        Enumerable.Range(0, side * side).Select(place => (place / side, place % side, picture));
}

/// <summary>Initial weights of the tracker, drawn from torch's global generator.</summary>
internal static class Drawn
{
    public static Parameter Parameter(long[] shape, double deviation)
    {
        using var noGradient = no_grad();
        var values = zeros(shape);
        InitialValues.DrawNormal(values, deviation, InitialValues.Uncut * deviation);
        return new Parameter(values);
    }

    /// <summary>Normal weights; biases begin at 0.</summary>
    public static Linear Linear(long inputs, long outputs, double deviation, bool bias = true)
    {
        using var noGradient = no_grad();
        var linear = nn.Linear(inputs, outputs, hasBias: bias);
        InitialValues.DrawNormal(linear.weight, deviation, InitialValues.Uncut * deviation);
        linear.bias?.zero_();
        return linear;
    }
}
