using CsCheck;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

[Trait("Kind", "Unit")]
public sealed class AttentionEntropyTests
{
    [Fact]
    public void Of_UniformAttention_IsLogN()
    {
        using var scope = NewDisposeScope();

        Assert.All(Attention.Values(AttentionEntropy.Of(Attention.Uniform(3, 196))), value => Assert.Equal(Math.Log(196), value, 1e-5));
    }

    [Fact]
    public void Of_OneHotAttention_IsZero()
    {
        using var scope = NewDisposeScope();

        Assert.Equal([0, 0], Attention.Values(AttentionEntropy.Of(Attention.Diagonal(2, 16))));
    }

    [Fact]
    public void Of_HalfAndHalf_IsLogTwo()
    {
        using var scope = NewDisposeScope();
        var attention = zeros(1, 1, 4, 4);
        attention[.., .., .., ..2] = 0.5f;

        Assert.Equal(Math.Log(2), Attention.Values(AttentionEntropy.Of(attention))[0], 1e-7);
    }

    [Fact]
    public void Of_PermutedTokens_StaysTheSame() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Int[2, 20]).Sample((seed, tokens) =>
        {
            using var scope = NewDisposeScope();
            var attention = Attention.Random(2, 3, tokens, seed);
            var order = randperm(tokens);

            var before = Attention.Values(AttentionEntropy.Of(attention));
            var after = Attention.Values(AttentionEntropy.Of(attention.index_select(2, order).index_select(3, order)));

            return before.Zip(after).All(pair => Math.Abs(pair.First - pair.Second) < 1e-5 && pair.First >= 0 && pair.First <= Math.Log(tokens) + 1e-5);
        }, iter: 50, threads: 1);
}
