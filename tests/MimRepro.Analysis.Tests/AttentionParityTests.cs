using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Analysis.Tests;

/// <summary>Every stored attention map, whole and windowed.</summary>
[Trait("Kind", "Parity")]
public sealed class AttentionParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases() => ParityCase.OfKind("attention_analysis");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.NotEmpty(Cases());

    [Theory]
    [MemberData(nameof(Cases))]
    public void Statistics_StoredAttention_AreTheReferences(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var floor = data.Config.GetProperty("kl_eps").GetDouble();
        var attention = data["in/attn"];

        data.AssertClose("out/entropy", AttentionEntropy.Of(attention));
        data.AssertClose("out/kl_matrix", HeadDiversity.Matrix(attention, floor));
        data.AssertClose("out/kl_per_head", HeadDiversity.Of(attention, floor));
        data.AssertClose("out/kl_mean_pairwise", HeadDiversity.Of(attention, floor).mean());
        AssertDistance(data, attention, data.Config.GetProperty("patch_size").GetDouble());
        data.AssertComplete(output);
    }

    private static void AssertDistance(ParityCase data, Tensor attention, double stride)
    {
        switch (data.Config.GetProperty("layout").GetString())
        {
            case "swin":
                data.AssertOptions("layout", "feature_map", "window", "shift", "patch_size", "batch", "heads", "cross_seam_weights_are_zero", "kl_eps");
                AssertWindowed(data, attention, stride);
                break;
            case "vit":
                data.AssertOptions("layout", "grid", "patch_size", "cls_token", "batch", "heads", "kl_eps");
                AssertWhole(data, attention, stride);
                break;
            case var other:
                throw new InvalidOperationException($"Layout '{other}' is none of ours.");
        }
    }

    private static void AssertWhole(ParityCase data, Tensor attention, double stride)
    {
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

    private static void AssertWindowed(ParityCase data, Tensor attention, double stride)
    {
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
