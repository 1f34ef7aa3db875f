using TorchSharp;
using TorchSharp.Modules;

namespace MimRepro.Training;

/// <summary>Splits a model's parameters by layer and by weight decay.</summary>
public static class ParameterGroups
{
    /// <summary>Groups by layer, then with decay before without; inside a group the model's order.</summary>
    /// <param name="model">Parameters that require no gradient are left out.</param>
    /// <param name="weightDecay">Decay of the parameters that do not skip it.</param>
    /// <param name="layerDecay">Factor a layer, from <paramref name="lastLayer"/> down; 1 treats all alike.</param>
    /// <param name="lastLayer">The layer that trains at the full rate: the head's.</param>
    /// <param name="layerOf">Name to layer, 0 … <paramref name="lastLayer"/>.</param>
    /// <param name="skipsDecay">Name and number of dimensions to whether weight decay leaves it alone.</param>
    /// <exception cref="ArgumentException">A layer lies outside the range, or nothing can be trained.</exception>
    /// <remarks>scale = layerDecay^(lastLayer − layer): microsoft/SimMIM optimizer.py, get_finetune_param_groups.</remarks>
    public static IReadOnlyList<ParameterGroup> Build(
        torch.nn.Module model, double weightDecay, double layerDecay, int lastLayer,
        Func<string, int> layerOf, Func<string, long, bool> skipsDecay)
    {
        var groups = new SortedDictionary<(int Layer, bool Skips), List<(string, Parameter)>>();
        foreach (var (name, parameter) in model.named_parameters())
        {
            if (!parameter.requires_grad)
                continue;
            var key = (Checked(layerOf(name), name, lastLayer), skipsDecay(name, parameter.dim()));
            if (!groups.TryGetValue(key, out var members))
                groups[key] = members = [];
            members.Add((name, parameter));
        }
        if (groups.Count == 0)
            throw new ArgumentException("No parameter of the model requires a gradient: there is nothing to train.");
        return [.. groups.Select(group => new ParameterGroup(
            $"layer_{group.Key.Layer}_{(group.Key.Skips ? "no_decay" : "decay")}",
            Math.Pow(layerDecay, lastLayer - group.Key.Layer),
            group.Key.Skips ? 0 : weightDecay,
            group.Value))];
    }

    private static int Checked(int layer, string name, int lastLayer) =>
        layer >= 0 && layer <= lastLayer ? layer
            : throw new ArgumentException($"Layer of parameter '{name}' is {layer}, expected 0 … {lastLayer}.");
}
