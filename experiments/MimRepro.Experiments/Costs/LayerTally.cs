namespace MimRepro.Experiments.Costs;

/// <summary>Adds up layers as a model goes through them with one sample.</summary>
internal sealed class LayerTally
{
    private long parameters;
    private double multiplyAdds, narrow, wide;

    public ModelCost Cost => new(parameters, multiplyAdds, narrow, wide);

    /// <summary>Tables, tokens and factors that no layer below counts.</summary>
    public void Parameters(long count) => parameters += count;

    /// <summary>Values that an activation or a product needs again on the way back.</summary>
    public void Keep(double values) => narrow += values;

    /// <summary>The same layers with another input: no parameters of their own.</summary>
    public void Again(ModelCost other) => (multiplyAdds, narrow, wide) = (multiplyAdds + other.MultiplyAdds, narrow + other.NarrowValues, wide + other.WideValues);

    /// <param name="places">Tokens or pixels at which it is applied.</param>
    public void Linear(long from, long to, double places, bool bias = true)
    {
        parameters += from * to + (bias ? to : 0);
        multiplyAdds += places * from * to;
        narrow += places * from;
    }

    /// <param name="places">Pixels of the output.</param>
    /// <param name="stride">Pixels of the input a side for one of the output.</param>
    public void Convolution(long from, long to, long kernel, double places, bool bias, long groups = 1, int stride = 1)
    {
        var weights = kernel * kernel * (from / groups) * to;
        parameters += weights + (bias ? to : 0);
        multiplyAdds += places * weights;
        narrow += places * stride * stride * from;
    }

    /// <param name="places">Pixels of the input; each adds to kernel x kernel of the output.</param>
    public void TransposedConvolution(long from, long to, long kernel, double places, bool bias)
    {
        parameters += kernel * kernel * from * to + (bias ? to : 0);
        multiplyAdds += places * kernel * kernel * from * to;
        narrow += places * from;
    }

    /// <summary>Factor and offset of each channel; computed in float32.</summary>
    public void LayerNorm(long channels, double places)
    {
        parameters += 2 * channels;
        wide += places * channels;
    }

    /// <summary>Factor and offset of each channel; means and variances are no parameters.</summary>
    public void BatchNorm(long channels, double places)
    {
        parameters += 2 * channels;
        narrow += places * channels;
    }

    /// <summary>Products of queries with keys and of attention with values; projections are layers of their own.</summary>
    /// <param name="cosine">Swin V2's: queries and keys of length 1, and a learned factor on the scores.</param>
    public void Attention(double queries, double keys, long width, long heads, double windows = 1, bool cosine = false)
    {
        var scores = windows * queries * keys * heads;
        multiplyAdds += windows * 2 * queries * keys * width;
        wide += scores;
        narrow += scores + windows * (2 * queries + 2 * keys) * width;
        if (cosine)
            narrow += scores + windows * (queries + keys) * width;
    }

    /// <summary>Two linear layers with an activation between.</summary>
    public void Mlp(long width, long hidden, double places)
    {
        Linear(width, hidden, places);
        Keep(places * hidden);
        Linear(hidden, width, places);
    }
}
