namespace MimRepro.Models.Checkpoints;

/// <summary>The weights found in a checkpoint.</summary>
/// <param name="Place">Keys from the root of the file to them, joined by '/'; empty where the root holds them itself.</param>
/// <param name="Prefix">What was taken off every key: <c>module.</c> of DistributedDataParallel, <c>_orig_mod.</c> of torch.compile, both, or nothing.</param>
/// <param name="Tensors">By key without the prefix. They are still in the file.</param>
/// <param name="Skipped">Keys of what is no tensor, sorted.</param>
public sealed record StateDict(string Place, string Prefix, IReadOnlyDictionary<string, CheckpointTensor> Tensors, IReadOnlyList<string> Skipped)
{
    private static readonly string[] Wrappers = ["module.", "_orig_mod."];

    internal static StateDict Of(PythonDict pairs, string place)
    {
        Dictionary<string, CheckpointTensor> tensors = new(StringComparer.Ordinal);
        var skipped = new List<string>();
        foreach ((object? key, object? value) in pairs)
            if (key is string name && value is CheckpointTensor tensor)
                tensors.Add(name, tensor);
            else
                skipped.Add(key as string ?? key?.ToString() ?? "None");
        skipped.Sort(StringComparer.Ordinal);
        string prefix = PrefixOf(tensors.Keys);
        return new StateDict(place, prefix, tensors.ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value with { Name = pair.Key[prefix.Length..] }, StringComparer.Ordinal), skipped);
    }

    private static string PrefixOf(IReadOnlyCollection<string> keys)
    {
        string prefix = "";
        while (keys.Count > 0 && Array.Find(Wrappers, wrapper => keys.All(key => key.AsSpan(prefix.Length).StartsWith(wrapper, StringComparison.Ordinal))) is { } found)
            prefix += found;
        return prefix;
    }
}
