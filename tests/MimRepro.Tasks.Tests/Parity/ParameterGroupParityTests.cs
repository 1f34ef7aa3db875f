using System.Text.Json;
using MimRepro.Models;
using MimRepro.Models.Tests;
using MimRepro.Training;
using Xunit.Abstractions;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored list of parameters, grouped by the rules of its family: names, order, rates, weight decay.</summary>
[Trait("Kind", "Parity")]
public sealed class ParameterGroupParityTests(ITestOutputHelper output)
{
    private const string MaskedSuffix = "ForSimMIM in SimMIM";

    public static TheoryData<string> Cases => ParityCase.OfKind("param_groups");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.NotEmpty(Cases);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Outline_EveryParameter_IsInTheOfficialGroup(string name)
    {
        var data = ParityCase.Read(name);
        var parameters = data.Description.GetProperty("parameters").EnumerateObject().ToDictionary(parameter => parameter.Name, parameter => parameter.Value);
        var rule = Rule.Of(data.Config);

        var groups = ParameterGroups.Outline(
            [.. parameters.Select(parameter => (parameter.Key, Dimensions(parameter.Key, parameter.Value)))],
            data.Config.GetProperty("weight_decay").GetDouble(), rule.LayerDecay, rule.LastLayer, rule.LayerOf, rule.SkipsDecay);

        Assert.Equal(parameters.Keys.Order(StringComparer.Ordinal), groups.SelectMany(group => group.Parameters).Order(StringComparer.Ordinal));
        for (var index = 0; index < groups.Count; index++)
            foreach (var parameter in groups[index].Parameters)
            {
                AssertGroup(data, groups[index], parameters[parameter], parameter);
                if (parameters[parameter].TryGetProperty("group_index", out var official))
                    Assert.True(official.GetInt32() == index, $"{parameter} is in group {index}, officially in {official}");
            }
        if (data.Description.TryGetProperty("group_order", out var order))
            AssertOrder(data, order, groups);
        output.WriteLine($"{name}: {parameters.Count} parameters in {groups.Count} groups, all exact to 1e-12 relative");
    }

    private static void AssertOrder(ParityCase data, JsonElement order, IReadOnlyList<GroupOutline> groups)
    {
        Assert.Equal(order.GetArrayLength(), groups.Count);
        foreach (var (official, group) in order.EnumerateArray().Zip(groups))
        {
            Assert.Equal(official.GetProperty("n").GetInt32(), group.Parameters.Count);
            AssertGroup(data, group, official, group.Name);
        }
    }

    private static void AssertGroup(ParityCase data, GroupOutline group, JsonElement official, string what)
    {
        if (official.GetProperty("group_name").GetString() is { } groupName)
            Assert.Equal(groupName, group.Name);
        AssertClose("lr_scale", group.LearningRateScale);
        AssertClose("lr", group.LearningRateScale * (data.Config.TryGetProperty("base_lr", out var rate) ? rate : data.Config.GetProperty("lr")).GetDouble());
        AssertClose("weight_decay", group.WeightDecay);

        void AssertClose(string member, double got)
        {
            var (expected, tolerance) = (official.GetProperty(member).GetDouble(), data.Description.GetProperty("tolerance"));
            var allowed = tolerance.GetProperty("atol").GetDouble() + tolerance.GetProperty("rtol").GetDouble() * Math.Abs(expected);
            Assert.True(Math.Abs(got - expected) <= allowed, $"{data.Name}, {what}: {member} is {got:R}, expected {expected:R}");
        }
    }

    /// <summary>The number of dimensions; where a case keeps no shapes it follows from what the depth model is made of.</summary>
    private static long Dimensions(string name, JsonElement parameter)
    {
        if (parameter.TryGetProperty("shape", out var shape))
            return shape.GetArrayLength();
        var parts = name.Split('.');
        var vector = parts[^1].EndsWith("bias", StringComparison.Ordinal) || parts.Any(part => part.StartsWith("norm", StringComparison.Ordinal))
            // Triples of convolution, batch norm and ReLU.
            || (parts is ["decoder", "deconv_layers" or "conv_layers", var index, _] && int.Parse(index, System.Globalization.CultureInfo.InvariantCulture) % 3 == 1);
        return vector ? 1 : 2;
    }

    private sealed record Rule(double LayerDecay, int LastLayer, Func<string, int> LayerOf, Func<string, long, bool> SkipsDecay)
    {
        public static Rule Of(JsonElement config)
        {
            var layerDecay = config.TryGetProperty("layer_decay", out var decay) && decay.ValueKind == JsonValueKind.Number ? decay.GetDouble() : 1;
            int[] depths = config.TryGetProperty("depths", out var list) ? [.. list.EnumerateArray().Select(depth => depth.GetInt32())] : [1, 1];
            if (!config.TryGetProperty("model", out var model)) // the depth code names none
                return new(layerDecay, DensePredictionLayers.LastLayer(depths), name => DensePredictionLayers.LayerOf(name, depths), DensePredictionLayers.SkipsWeightDecay);
            var name = model.GetString()!;
            var depth = config.TryGetProperty("depth", out var blocks) ? blocks.GetInt32() : 1;
            var masked = name.EndsWith(MaskedSuffix, StringComparison.Ordinal);
            using var backbone = Backbones.Create((masked ? name[..^MaskedSuffix.Length] : name) switch
            {
                "VisionTransformer" => TinyRecipes.Tiny with { Depth = depth },
                "SwinTransformer" => TinyRecipes.Swin with { Depths = depths, Heads = Each(1), WindowSizes = Each(1), ShiftedWindows = Each(false), PadToWindows = true },
                "SwinTransformerV2" => TinyRecipes.SwinV2 with
                {
                    Depths = depths, Heads = Each(1), WindowSizes = Each(1), PretrainedWindowSizes = Each(0), ShiftedWindows = Each(false), PadToWindows = true,
                },
                _ => throw new InvalidOperationException($"Model '{name}' is none of ours."),
            }, classes: 0);
            // Without layer decay every name is allowed, also those of SimMIM around an encoder.
            return new(layerDecay, backbone.LastLayer, layerDecay == 1 ? _ => 0 : backbone.LayerOf, backbone.SkipsWeightDecay);

            T[] Each<T>(T value) => [.. depths.Select(_ => value)];
        }
    }
}
