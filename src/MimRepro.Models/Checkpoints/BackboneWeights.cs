using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>What loading left as it was: parameters of the model the file lacks, and tensors of the file the model has no place for.</summary>
public sealed record LoadedWeights(IReadOnlyList<string> Fresh, IReadOnlyList<string> Ignored);

/// <summary>Weights of a <see cref="Backbone"/> in a safetensors file, from one kind of training into another.</summary>
public static class BackboneWeights
{
    private const string EncoderPrefix = "encoder.";

    /// <summary>Ends of keys whose tensors follow from the recipe.</summary>
    private static readonly string[] Derived = ["relative_position_index", "relative_coords_table", "attn_mask"];

    /// <summary>Writes every entry of the state dict under its own key.</summary>
    public static void Save(Backbone encoder, string path) => ModelWeights.Save(encoder, path);

    /// <summary>Copies a pre-trained backbone into a model, in place, whatever head either has.</summary>
    /// <remarks>
    /// The rules of microsoft/SimMIM utils.py: of a SimMIM checkpoint only <c>encoder.*</c> counts; one shared table of position
    /// biases is copied into every block that has its own; derived indices, coordinates and masks are never read. Where SimMIM only logs what
    /// does not fit, we accept a missing or extra head, final norm (its place depends on pooling) or mask token, and nothing else.
    /// </remarks>
    /// <returns>What stayed fresh and what was not used, sorted.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or keys or shapes differ elsewhere. The model is then unchanged.</exception>
    public static LoadedWeights Load(Backbone model, string path)
    {
        using DisposeScope scope = NewDisposeScope();
        SortedDictionary<string, Tensor> source = Backbone(Safetensors.Read(path));
        model.AdaptKeys(source);
        SortedDictionary<string, Tensor> target = Learned(model.state_dict());
        DropHeadOfOtherSize(source, target);

        string[] fresh = [.. target.Keys.Except(source.Keys)];
        string[] ignored = [.. source.Keys.Except(target.Keys)];
        StateDictFit.Check(path, model.GetName(), source, target,
            missing: [.. fresh.Where(key => !DependsOnTask(key))], unexpected: [.. ignored.Where(key => !DependsOnTask(key))]);
        StateDictFit.Copy(source, target);
        return new LoadedWeights(fresh, ignored);
    }

    private static SortedDictionary<string, Tensor> Backbone(IReadOnlyDictionary<string, Tensor> file)
    {
        bool masked = file.Keys.Any(key => key.StartsWith(EncoderPrefix, StringComparison.Ordinal));
        return Learned(masked
            ? file.Where(entry => entry.Key.StartsWith(EncoderPrefix, StringComparison.Ordinal))
                .Select(entry => KeyValuePair.Create(entry.Key[EncoderPrefix.Length..], entry.Value))
            : file);
    }

    private static SortedDictionary<string, Tensor> Learned(IEnumerable<KeyValuePair<string, Tensor>> entries) =>
        new(entries.Where(entry => !Derived.Any(end => entry.Key.EndsWith(end, StringComparison.Ordinal))).ToDictionary(), StringComparer.Ordinal);

    private static void DropHeadOfOtherSize(SortedDictionary<string, Tensor> source, SortedDictionary<string, Tensor> target)
    {
        if (!target.TryGetValue("head.weight", out Tensor? wanted) || !source.TryGetValue("head.weight", out Tensor? got) || StateDictFit.SameShape(wanted, got))
            return;
        source.Remove("head.weight");
        source.Remove("head.bias");
    }

    private static bool DependsOnTask(string key) => key.Split('.')[0] is "head" or "norm" or "fc_norm" or "mask_token";
}
