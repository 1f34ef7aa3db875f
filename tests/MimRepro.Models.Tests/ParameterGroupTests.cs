using System.Globalization;
using System.Text.Json;
using MimRepro.Recipes;
using Xunit.Abstractions;

namespace MimRepro.Models.Tests;

/// <summary>Layers and weight decay of every parameter, as the references group them.</summary>
[Trait("Kind", "Parity")]
public sealed class ParameterGroupTests(ITestOutputHelper output)
{
    /// <summary>Groups of a named model; those of the depth and pose code follow other rules, which are not the backbone's.</summary>
    public static TheoryData<string> Cases() => [.. OfModels(ParityFolder.OfKind("param_groups"))];

    private static IEnumerable<string> OfModels(IReadOnlyList<string> names) => names.Where(name => ParityCase.Read(name).Config.TryGetProperty("model", out _));

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.True(Cases().Any<object[]>() && OfModels(ParityFolder.OfKind("param_groups", ParityFolder.Own)).Count() >= 5);

    [Theory]
    [MemberData(nameof(Cases))]
    public void LayerOf_EveryParameter_GivesTheOfficialRate(string name)
    {
        ParityCase data = ParityCase.Read(name);
        if (!data.Config.TryGetProperty("layer_decay", out JsonElement decay) || decay.ValueKind != JsonValueKind.Number)
            return;
        using Backbone model = ModelOf(data.Config);
        double largest = 0;

        foreach (JsonProperty parameter in data.Description.GetProperty("parameters").EnumerateObject())
        {
            double expected = parameter.Value.GetProperty("lr_scale").GetDouble(), got = Math.Pow(decay.GetDouble(), model.LastLayer - model.LayerOf(parameter.Name));
            Assert.Equal(expected, got, 1e-12);
            largest = Math.Max(largest, Math.Abs(got - expected));
        }
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: largest error {largest:0.0e+0} of a rate"));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SkipsWeightDecay_EveryParameter_IsTheOfficialChoice(string name)
    {
        ParityCase data = ParityCase.Read(name);
        using Backbone model = ModelOf(data.Config);

        foreach (JsonProperty parameter in data.Description.GetProperty("parameters").EnumerateObject())
        {
            bool official = parameter.Value.GetProperty("weight_decay").GetDouble() == 0;
            Assert.True(official == model.SkipsWeightDecay(parameter.Name, parameter.Value.GetProperty("shape").GetArrayLength()), parameter.Name);
        }
        data.ReportEqual(output, data.Description.GetProperty("parameters").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("rel_pos_bias.relative_position_bias_table", 4)]
    [InlineData("mask_token", 0)]
    [InlineData("blocks.2.attn.q_bias", 3)]
    [InlineData("fc_norm.weight", 4)]
    public void LayerOf_NamesTheFixtureLacks_FollowTheOfficialRule(string name, int layer) =>
        Assert.Equal(layer, VisionTransformer.LayerOf(name, depth: 3));

    [Theory]
    [InlineData("layers.1.blocks.2.attn.proj.weight", 5)]
    [InlineData("layers.0.downsample.norm.weight", 2)]
    [InlineData("absolute_pos_embed", 6)]
    [InlineData("mask_token", 0)]
    [InlineData("norm.weight", 6)]
    public void LayerOf_SwinOfTwoAndThreeBlocks_FollowsTheOfficialRule(string name, int layer) =>
        Assert.Equal(layer, SwinBackbone.LayerOf(name, [2, 3]));

    [Theory]
    [InlineData("encoder.absolute_pos_embed", 0)]
    [InlineData("backbone.layers.0.downsample.reduction.weight", 3)]  // two blocks, then a layer of its own
    [InlineData("encoder.layers.1.blocks.0.norm1.weight", 4)]
    [InlineData("encoder.norm1.weight", 7)]
    [InlineData("decoder.conv_layers.0.weight", 7)]
    public void LayerOf_DensePrediction_CountsMergings(string name, int layer) =>
        Assert.Equal(layer, DensePredictionLayers.LayerOf(name, [2, 3]));

    [Theory]
    [InlineData("encoder.layers.0.blocks.0.attn.cpb_mlp.0.weight", 2, true)]
    [InlineData("encoder.absolute_pos_embed", 3, false)] // the reference asks for the name without its prefix
    [InlineData("encoder.layers.0.blocks.0.attn.qkv.weight", 2, false)]
    public void SkipsWeightDecay_DensePrediction_FollowsTheDepthCode(string name, long dimensions, bool skips) =>
        Assert.Equal(skips, DensePredictionLayers.SkipsWeightDecay(name, dimensions));

    /// <summary>Only family and depths matter to names and layers.</summary>
    private static Backbone ModelOf(JsonElement config)
    {
        string name = config.GetProperty("model").GetString()!;
        int[] depths = config.TryGetProperty("depths", out JsonElement list) ? [.. list.EnumerateArray().Select(depth => depth.GetInt32())] : [1, 1];
        int depth = config.TryGetProperty("depth", out JsonElement single) ? single.GetInt32() : 1;
        BackboneRecipe recipe = name.StartsWith("SwinTransformerV2", StringComparison.Ordinal) ? TinyRecipes.SwinV2 with { Depths = depths, Heads = Each(1), WindowSizes = Each(1), PretrainedWindowSizes = Each(0), ShiftedWindows = Each(false), PadToWindows = true }
            : name.StartsWith("SwinTransformer", StringComparison.Ordinal) ? TinyRecipes.Swin with { Depths = depths, Heads = Each(1), WindowSizes = Each(1), ShiftedWindows = Each(false), PadToWindows = true }
            : name.StartsWith("VisionTransformer", StringComparison.Ordinal) ? TinyRecipes.Tiny with { Depth = depth }
            : throw new InvalidOperationException($"Model '{name}' is none of ours.");
        return Backbones.Create(recipe, 0);

        T[] Each<T>(T value) => [.. depths.Select(_ => value)];
    }
}
