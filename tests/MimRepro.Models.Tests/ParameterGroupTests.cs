using System.Text.Json;

namespace MimRepro.Models.Tests;

/// <summary>Layers and weight decay of every parameter, as microsoft/SimMIM groups them.</summary>
[Trait("Kind", "Parity")]
public sealed class ParameterGroupTests
{
    [Fact]
    public void LayerOf_EveryParameter_GivesTheOfficialRate()
    {
        JsonElement data = Read("layer_decay_vit");
        int depth = data.GetProperty("config").GetProperty("depth").GetInt32();
        double decay = data.GetProperty("config").GetProperty("layer_decay").GetDouble();

        foreach (JsonProperty parameter in data.GetProperty("parameters").EnumerateObject())
        {
            double scale = Math.Pow(decay, depth + 1 - VisionTransformer.LayerOf(parameter.Name, depth));
            Assert.Equal(parameter.Value.GetProperty("lr_scale").GetDouble(), scale, 1e-12);
        }
    }

    [Theory]
    [InlineData("rel_pos_bias.relative_position_bias_table", 4)]
    [InlineData("mask_token", 0)]
    [InlineData("blocks.2.attn.q_bias", 3)]
    [InlineData("fc_norm.weight", 4)]
    public void LayerOf_NamesTheFixtureLacks_FollowTheOfficialRule(string name, int layer) =>
        Assert.Equal(layer, VisionTransformer.LayerOf(name, depth: 3));

    [Theory]
    [InlineData("layer_decay_vit")]
    [InlineData("pretrain_groups_vit")]
    public void SkipsWeightDecay_EveryParameter_IsTheOfficialChoice(string name)
    {
        foreach (JsonProperty parameter in Read(name).GetProperty("parameters").EnumerateObject())
        {
            bool official = parameter.Value.GetProperty("weight_decay").GetDouble() == 0;
            Assert.True(official == VisionTransformer.SkipsWeightDecay(parameter.Name, parameter.Value.GetProperty("shape").GetArrayLength()), parameter.Name);
        }
    }

    private static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(ParityCase.Folder("d_train"), name + ".json"))).RootElement;
}
