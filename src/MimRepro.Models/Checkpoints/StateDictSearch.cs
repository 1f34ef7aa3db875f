namespace MimRepro.Models.Checkpoints;

/// <summary>Finds the weights of a checkpoint among everything else that trainings keep beside them.</summary>
internal static class StateDictSearch
{
    private const int Deepest = 4;

    // In the order in which they are tried; a copy averaged over the training comes after the model itself.
    private static readonly string[] Usual =
        ["model", "state_dict", "model_state_dict", "module", "net", "network", "weights", "params", "teacher", "student", "model_ema", "state_dict_ema", "params_ema", "ema"];

    public static PythonDict? Mapping(object? value) => value switch
    {
        PythonDict dict => dict,
        PythonObject made => made.Items,
        _ => null,
    };

    /// <summary>The usual places first, then the root, then the only mapping of tensors that the root has.</summary>
    /// <exception cref="CheckpointFault">There is none, or several that nothing tells apart.</exception>
    public static StateDict Find(object? root)
    {
        if (Mapping(root) is not { } top)
            throw None(root is CheckpointTensor ? "its root is a tensor" : "its root is no dict", null);
        if (Descend(top, "", Deepest) is { } found)
            return found;
        (string Key, PythonDict Value)[] others = [.. top.Where(pair => pair.Key is string && HoldsTensors(Mapping(pair.Value))).Select(pair => ((string)pair.Key!, Mapping(pair.Value)!))];
        return others switch
        {
            [var only] => StateDict.Of(only.Value, only.Key),
            [] => throw None("nothing in it maps names to tensors", top),
            _ => throw None($"{others.Length} of its parts map names to tensors", top),
        };
    }

    /// <exception cref="CheckpointFault">The file has no mapping of tensors there.</exception>
    public static StateDict At(object? root, string place)
    {
        PythonDict? at = Mapping(root);
        foreach (string key in place.Split('/', StringSplitOptions.RemoveEmptyEntries))
            at = Mapping(at?[key]);
        return HoldsTensors(at) ? StateDict.Of(at!, place) : throw None($"nothing at {CheckpointFault.Shown(place)} maps names to tensors", Mapping(root));
    }

    private static StateDict? Descend(PythonDict mapping, string place, int levels)
    {
        if (levels > 0)
            foreach (string name in Usual)
                if (Mapping(mapping[name]) is { } inner && Descend(inner, place.Length == 0 ? name : $"{place}/{name}", levels - 1) is { } found)
                    return found;
        return HoldsTensors(mapping) ? StateDict.Of(mapping, place) : null;
    }

    private static bool HoldsTensors(PythonDict? mapping) => mapping?.Any(pair => pair.Key is string && pair.Value is CheckpointTensor) ?? false;

    private static CheckpointFault None(string why, PythonDict? top) => new($"no state dict was found: {why}")
    {
        Expected = $"names of tensors at the root, or under one of {string.Join(", ", Usual)}",
        Got = top is null ? null : $"keys {string.Join(", ", top.Take(10).Select(pair => CheckpointFault.Shown(pair.Key?.ToString() ?? "None")))}{(top.Count > 10 ? ", …" : "")}",
        Cause = "The training kept its weights in a place of its own, or the file is no checkpoint of a model.",
        Cure = "Name the place: StateDictAt(\"key/key\").",
    };
}
