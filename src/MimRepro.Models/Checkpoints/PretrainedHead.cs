using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>Fits the classifier of a pre-training to a model with another number of classes.</summary>
internal static class PretrainedHead
{
    private const string Weight = "head.weight";
    private const string Bias = "head.bias";

    /// <summary>Whether both have a head, but of another shape.</summary>
    public static bool IsOther(SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target) =>
        target.TryGetValue(Weight, out Tensor? wanted) && source.TryGetValue(Weight, out Tensor? got) && !StateDictFit.SameShape(wanted, got);

    /// <summary>Takes the mapped rows of a head of other shape, or drops it.</summary>
    /// <returns>Keys of the tensors whose rows were chosen.</returns>
    /// <exception cref="CheckpointException">The map has not a row of the file for each class of the model.</exception>
    public static IReadOnlyList<string> Fit(SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target, IReadOnlyList<int>? rows, string path)
    {
        (Tensor got, Tensor wanted) = (source[Weight], target[Weight]);
        if (rows is not null && got.shape[^1] == wanted.shape[^1])
            return Choose(source, rows, got.shape[0], wanted.shape[0], path);
        source.Remove(Weight);
        source.Remove(Bias);
        return [];
    }

    /// <summary>Gives the model a head of zeros where the file gave none.</summary>
    public static void Zero(SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target)
    {
        foreach (string key in new[] { Weight, Bias })
            if (target.TryGetValue(key, out Tensor? head))
                source.TryAdd(key, zeros_like(head));
    }

    private static string[] Choose(SortedDictionary<string, Tensor> source, IReadOnlyList<int> rows, long known, long classes, string path)
    {
        if (rows.Count != classes || rows.Any(row => row < 0 || row >= known))
            throw new CheckpointException(
                $"Class map does not fit the heads.\n  file:       {path}\n  got:        {rows.Count} rows, {rows.Min()} … {rows.Max()}\n  expected:   {classes} rows, 0 … {known - 1}");
        Tensor chosen = tensor(rows.Select(row => (long)row).ToArray());
        string[] keys = [.. new[] { Bias, Weight }.Where(source.ContainsKey)];
        foreach (string key in keys)
            source[key] = source[key].index_select(0, chosen);
        return keys;
    }
}
