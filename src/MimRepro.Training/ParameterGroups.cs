using TorchSharp;

namespace MimRepro.Training;

/// <summary>Splits a model's parameters by layer and by weight decay.</summary>
public static class ParameterGroups
{
    /// <summary>The groups of a model's parameters, as <see cref="Outline"/> has them.</summary>
    /// <param name="model">Parameters that require no gradient are left out.</param>
    /// <inheritdoc cref="Outline"/>
    /// <exception cref="ArgumentException">A layer lies outside the range, or nothing can be trained.</exception>
    public static IReadOnlyList<ParameterGroup> Build(
        torch.nn.Module model, double weightDecay, double layerDecay, int lastLayer,
        Func<string, int> layerOf, Func<string, long, bool> skipsDecay)
    {
        var trained = model.named_parameters().Where(entry => entry.parameter.requires_grad).ToDictionary(entry => entry.name, entry => entry.parameter);
        var outlines = Outline([.. model.named_parameters().Where(entry => trained.ContainsKey(entry.name)).Select(entry => (entry.name, entry.parameter.dim()))],
            weightDecay, layerDecay, lastLayer, layerOf, skipsDecay);
        if (outlines.Count == 0)
            throw new ArgumentException("No parameter of the model requires a gradient: there is nothing to train.");
        return [.. outlines.Select(outline => new ParameterGroup(
            outline.Name, outline.LearningRateScale, outline.WeightDecay, [.. outline.Parameters.Select(name => (name, trained[name]))]))];
    }

    /// <summary>Groups by names alone, in the references' order: by first appearance; without layer decay the decayed ones before the rest.</summary>
    /// <param name="parameters">Names and numbers of dimensions, in the model's order.</param>
    /// <param name="weightDecay">Decay of the parameters that do not skip it.</param>
    /// <param name="layerDecay">Factor a layer, from <paramref name="lastLayer"/> down; 1 treats all layers alike, as one.</param>
    /// <param name="lastLayer">The layer that trains at the full rate: the head's.</param>
    /// <param name="layerOf">Name to layer, 0 … <paramref name="lastLayer"/>.</param>
    /// <param name="skipsDecay">Name and number of dimensions to whether weight decay leaves it alone.</param>
    /// <returns>No empty group; inside a group the model's order.</returns>
    /// <exception cref="ArgumentException">A layer lies outside the range.</exception>
    /// <remarks>scale = layerDecay^(lastLayer − layer): microsoft/SimMIM optimizer.py, get_finetune_param_groups and get_pretrain_param_groups.</remarks>
    public static IReadOnlyList<GroupOutline> Outline(
        IReadOnlyList<(string Name, long Dimensions)> parameters, double weightDecay, double layerDecay, int lastLayer,
        Func<string, int> layerOf, Func<string, long, bool> skipsDecay)
    {
        var keyed = parameters.Select(parameter => (parameter.Name, Layer: Checked(layerOf(parameter.Name), parameter.Name, lastLayer), Skips: skipsDecay(parameter.Name, parameter.Dimensions)));
        return layerDecay == 1
            ? [.. keyed.GroupBy(entry => entry.Skips, entry => entry.Name).OrderBy(group => group.Key)
                .Select(group => Outlined(group.Key ? "no_decay" : "decay", 1, group.Key, group))]
            : [.. keyed.GroupBy(entry => (entry.Layer, entry.Skips), entry => entry.Name)
                .Select(group => Outlined($"layer_{group.Key.Layer}_{(group.Key.Skips ? "no_decay" : "decay")}",
                    Math.Pow(layerDecay, lastLayer - group.Key.Layer), group.Key.Skips, group))];

        GroupOutline Outlined(string name, double scale, bool skips, IEnumerable<string> members) => new(name, scale, skips ? 0 : weightDecay, [.. members]);
    }

    private static int Checked(int layer, string name, int lastLayer) =>
        layer >= 0 && layer <= lastLayer ? layer
            : throw new ArgumentException($"Layer of parameter '{name}' is {layer}, expected 0 … {lastLayer}.");
}
