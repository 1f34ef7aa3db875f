using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

/// <summary>Every stored attention map, whole and windowed.</summary>
[Trait("Kind", "Parity")]
public sealed class AttentionParityTests
{
    public static TheoryData<string> Cases() => ParityCase.OfKind("attention_analysis");

    [Theory]
    [MemberData(nameof(Cases))]
    public void Entropy_StoredAttention_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);

        data.AssertClose("out/entropy", AttentionEntropy.Of(data["in/attn"]));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void HeadDiversity_StoredAttention_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var floor = data.Config.GetProperty("kl_eps").GetDouble();

        data.AssertClose("out/kl_matrix", HeadDiversity.Matrix(data["in/attn"], floor));
        data.AssertClose("out/kl_per_head", HeadDiversity.Of(data["in/attn"], floor));
        data.AssertClose("out/kl_mean_pairwise", HeadDiversity.Of(data["in/attn"], floor).mean());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Distance_StoredAttention_IsTheReference(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var stride = data.Config.GetProperty("patch_size").GetDouble();

        if (data.Config.GetProperty("layout").GetString() == "swin")
            AssertWindowedDistance(data, stride);
        else
            AssertDistance(data, stride);
    }

    private static void AssertDistance(ParityCase data, double stride)
    {
        var attention = data["in/attn"];
        var side = data.Sizes("grid");
        var grid = tensor(Attention.Grid(side[0], side[1]));
        if (!data.Config.GetProperty("cls_token").GetBoolean())
        {
            data.AssertClose("out/distance_raw", AttentionDistance.Of(attention, grid, stride));
            return;
        }
        data.AssertClose("out/distance_renorm", AttentionDistance.Of(PatchAttention.Of(attention), grid, stride));
        data.AssertClose("out/distance_raw", AttentionDistance.Of(attention[.., .., 1.., 1..], grid, stride));
    }

    private static void AssertWindowedDistance(ParityCase data, double stride)
    {
        var attention = data["in/attn"];
        var window = data.Config.GetProperty("window").GetInt32();
        var shift = data.Config.GetProperty("shift").GetInt32();
        var map = data.Sizes("feature_map");
        var inside = Attention.Grid(window, window);

        data.AssertClose("out/distance_window", AttentionDistance.Of(attention, tensor(inside), stride));

        var (down, across) = (map[0] / window, map[1] / window);
        var windows = attention.reshape(-1, down * across, attention.shape[1], window * window, window * window);
        var onImage = Enumerable.Range(0, down * across).Select(index =>
        {
            var places = tensor(inside) + tensor(new long[] { index / across * window + shift, index % across * window + shift });
            return AttentionDistance.Of(windows[.., index], places.remainder(tensor(new long[] { map[0], map[1] })), stride);
        });
        data.AssertClose("out/distance_image", stack(onImage).mean([0]));
    }
}
