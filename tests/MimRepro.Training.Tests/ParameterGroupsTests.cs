using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Training.Tests;

[Trait("Kind", "Unit")]
public sealed class ParameterGroupsTests
{
    private static readonly Func<string, int> LayerOfIndex = name => name[0] - '0';
    private static readonly Func<string, long, bool> SkipsVectors = (_, dimensions) => dimensions == 1;

    [Fact]
    public void Build_ThreeLayers_ScalesFromTheTopDown()
    {
        using var model = Model();

        var groups = ParameterGroups.Build(model, 0.05, 0.5, 2, LayerOfIndex, SkipsVectors);

        Assert.Equal(
            ["layer_0_decay 0.25 0.05: 0.weight", "layer_0_no_decay 0.25 0: 0.bias",
             "layer_1_decay 0.5 0.05: 1.weight", "layer_1_no_decay 0.5 0: 1.bias",
             "layer_2_decay 1 0.05: 2.weight", "layer_2_no_decay 1 0: 2.bias"],
            groups.Select(group => FormattableString.Invariant(
                $"{group.Name} {group.LearningRateScale} {group.WeightDecay}: {string.Join(", ", group.Parameters.Select(parameter => parameter.Name))}")));
    }

    [Fact]
    public void Outline_LayersInAnyOrder_FollowsTheFirstAppearance()
    {
        var groups = ParameterGroups.Outline([("1.bias", 1), ("0.weight", 2), ("1.weight", 2), ("1.gain", 1)], 0.05, 0.5, 1, LayerOfIndex, SkipsVectors);

        Assert.Equal(["layer_1_no_decay: 1.bias 1.gain", "layer_0_decay: 0.weight", "layer_1_decay: 1.weight"],
            groups.Select(group => $"{group.Name}: {string.Join(' ', group.Parameters)}"));
    }

    [Fact]
    public void Outline_WithoutLayerDecay_PutsDecayedParametersFirst()
    {
        var groups = ParameterGroups.Outline([("1.bias", 1), ("0.weight", 2), ("1.weight", 2)], 0.05, 1, 1, LayerOfIndex, SkipsVectors);

        Assert.Equal([("decay", 1.0, 0.05, "0.weight 1.weight"), ("no_decay", 1.0, 0.0, "1.bias")],
            groups.Select(group => (group.Name, group.LearningRateScale, group.WeightDecay, string.Join(' ', group.Parameters))));
    }

    [Fact]
    public void Build_FrozenParameters_AreLeftOut()
    {
        using var model = Model();
        foreach (var (name, parameter) in model.named_parameters())
            parameter.requires_grad = name.StartsWith('2');

        var groups = ParameterGroups.Build(model, 0.05, 0.5, 2, LayerOfIndex, SkipsVectors);

        Assert.Equal(["2.weight", "2.bias"], groups.SelectMany(group => group.Parameters).Select(parameter => parameter.Name));
    }

    [Fact]
    public void Build_NothingToTrain_IsRefused()
    {
        using var model = Model();
        foreach (var parameter in model.parameters())
            parameter.requires_grad = false;

        Assert.Throws<ArgumentException>(() => ParameterGroups.Build(model, 0.05, 0.5, 2, LayerOfIndex, SkipsVectors));
    }

    [Fact]
    public void Build_LayerOutsideTheRange_NamesTheParameter()
    {
        using var model = Model();

        var fault = Assert.Throws<ArgumentException>(() => ParameterGroups.Build(model, 0.05, 0.5, 1, LayerOfIndex, SkipsVectors));

        Assert.Equal("Layer of parameter '2.weight' is 2, expected 0 … 1.", fault.Message);
    }

    private static nn.Module Model() => nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2), nn.Linear(2, 2));
}
