using System.Text;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>Whether tensors of a file fit a model's state dict, and the message if they do not.</summary>
internal static class StateDictFit
{
    private const int KeysShown = 3;

    public static bool SameShape(Tensor one, Tensor other) => one.shape.AsSpan().SequenceEqual(other.shape);

    /// <summary>Reports all missing, unexpected and differently shaped keys at once.</summary>
    public static void Check(string path, string model, SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target,
        IReadOnlyList<string> missing, IReadOnlyList<string> unexpected)
    {
        string[] reshaped = [.. target.Keys.Where(key => source.TryGetValue(key, out Tensor? got) && !SameShape(got, target[key]))];
        if (missing.Count + unexpected.Count + reshaped.Length == 0)
            return;
        var message = new StringBuilder($"Checkpoint does not fit model '{model}': {missing.Count} keys missing, {unexpected.Count} unexpected, {reshaped.Length} of another shape.\n");
        message.Append($"  file:       {path}\n");
        if (missing.Count > 0) message.Append($"  expected:   {Shown(missing)}\n");
        if (unexpected.Count > 0) message.Append($"  got:        {Shown(unexpected)}\n");
        foreach (string key in reshaped.Take(KeysShown))
            message.Append($"  shape:      {key} is [{string.Join(", ", source[key].shape)}], expected [{string.Join(", ", target[key].shape)}]\n");
        if (reshaped.Length > KeysShown) message.Append($"              … ({reshaped.Length - KeysShown} more)\n");
        message.Append(Cause(unexpected, reshaped));
        throw new CheckpointException(message.ToString());
    }

    public static void Copy(SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target)
    {
        using IDisposable noGradient = no_grad();
        foreach ((string key, Tensor value) in target)
            if (source.TryGetValue(key, out Tensor? got))
                value.copy_(got);
    }

    private static string Shown(IReadOnlyList<string> keys) =>
        string.Join(", ", keys.Take(KeysShown)) + (keys.Count > KeysShown ? $", … ({keys.Count - KeysShown} more)" : "");

    private static string Cause(IReadOnlyList<string> unexpected, string[] reshaped)
    {
        if (unexpected.Any(key => key.StartsWith("module.", StringComparison.Ordinal)))
            return "  Keys that start with 'module.' come from a model saved inside DistributedDataParallel.\n  Save the inner model instead.";
        if (reshaped.Any(key => key.EndsWith("relative_position_bias_table", StringComparison.Ordinal)))
            return "  The tables of relative position biases differ: the two recipes have other heads, or a window or grid that is not square.\n  Only square tables with the same heads are resized, geometrically from windows of at least 3 tokens a side.";
        return "  The recipe of this model is not the one that the file was written with.\n  Compare the Model part of both recipes.";
    }
}
