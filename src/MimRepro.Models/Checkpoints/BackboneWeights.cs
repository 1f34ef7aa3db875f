using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Models.Checkpoints;

/// <summary>What loading changed or left as it was; all sorted.</summary>
/// <param name="Fresh">Parameters of the model that the file does not give; a head among them may have been set to zero.</param>
/// <param name="Ignored">Tensors of the file that the model has no place for.</param>
/// <param name="Resized">Parameters that were fitted to the model's sizes.</param>
public sealed record LoadedWeights(IReadOnlyList<string> Fresh, IReadOnlyList<string> Ignored, IReadOnlyList<string> Resized);

/// <summary>Weights of a <see cref="Backbone"/> in a safetensors file, from one kind of training into another.</summary>
public static class BackboneWeights
{
    private const string EncoderPrefix = "encoder.";

    /// <summary>Ends of keys whose tensors follow from the recipe.</summary>
    private static readonly string[] Derived = ["relative_position_index", "relative_coords_table", "attn_mask"];

    /// <summary>Writes every entry of the state dict under its own key.</summary>
    public static void Save(Backbone encoder, string path) => ModelWeights.Save(encoder, path);

    /// <summary>Copies a pre-trained backbone into a model by SimMIM's rules for other sizes.</summary>
    /// <inheritdoc cref="Load(Backbone, IReadOnlyDictionary{string, Tensor}, string, Remapping, IReadOnlyList{int})"/>
    /// <param name="model">Weights that the file does not give stay as they are.</param>
    /// <param name="path">A safetensors file.</param>
    /// <param name="blocks">The pre-trained block, from 0 over all stages, for each block of the model; null takes them as they are.</param>
    public static LoadedWeights Load(Backbone model, string path, IReadOnlyList<int>? blocks = null)
    {
        using DisposeScope scope = NewDisposeScope();
        return Load(model, Safetensors.Read(path), path, Remapping.SimMim, blocks);
    }

    /// <summary>Copies a pre-trained backbone into a model, in place, whatever head either has.</summary>
    /// <inheritdoc cref="Load(Backbone, IReadOnlyDictionary{string, Tensor}, string, Remapping, IReadOnlyList{int})"/>
    public static LoadedWeights Load(Backbone model, string path, Remapping remapping)
    {
        using DisposeScope scope = NewDisposeScope();
        return Load(model, Safetensors.Read(path), path, remapping);
    }

    /// <summary>Copies the tensors of a pre-training into a model, in place, whatever head either has.</summary>
    /// <param name="model">Weights that the file does not give stay as they are.</param>
    /// <param name="file">Keys and tensors of a backbone, or of a SimMIM model around one.</param>
    /// <param name="path">Where they come from, for messages.</param>
    /// <param name="remapping">What happens where sizes differ.</param>
    /// <param name="blocks">The pre-trained block, from 0 over all stages, for each block of the model; null takes them as they are.</param>
    /// <remarks>
    /// The rules of microsoft/SimMIM utils.py: of a SimMIM checkpoint only <c>encoder.*</c> counts; derived indices, coordinates
    /// and masks are never read; position tables are resized, and the family's old names changed. Where SimMIM only logs what
    /// does not fit, we accept a missing or extra head, final norm (its place depends on pooling), norm of a stage or mask token,
    /// and nothing else.
    /// </remarks>
    /// <returns>What stayed fresh, what was not used and what was resized.</returns>
    /// <exception cref="CheckpointException">The file is damaged, or keys or shapes differ elsewhere. The model is then unchanged.</exception>
    public static LoadedWeights Load(Backbone model, IReadOnlyDictionary<string, Tensor> file, string path, Remapping remapping, IReadOnlyList<int>? blocks = null)
    {
        using DisposeScope scope = NewDisposeScope();
        SortedDictionary<string, Tensor> source = Backbone(file);
        model.AdaptKeys(source);
        SortedDictionary<string, Tensor> target = Learned(model.state_dict());
        if (blocks is not null)
            PretrainedBlocks.Arrange(source, PretrainedBlocks.PrefixesOf(target.Keys), blocks, path);
        var resized = new List<string>(PretrainedSizes.Fit(source, target, model.ClassTokens, remapping.Tables));
        bool otherHead = PretrainedHead.IsOther(source, target);
        if (otherHead)
            resized.AddRange(PretrainedHead.Fit(source, target, remapping.HeadRows, path));

        string[] fresh = [.. target.Keys.Except(source.Keys)];
        string[] ignored = [.. source.Keys.Except(target.Keys)];
        StateDictFit.Check(path, model.GetName(), source, target,
            missing: [.. fresh.Where(key => !DependsOnTask(key))], unexpected: [.. ignored.Where(key => !DependsOnTask(key))]);
        if (otherHead && remapping.ZeroOtherHead)
            PretrainedHead.Zero(source, target);
        StateDictFit.Copy(source, target);
        return new LoadedWeights(fresh, ignored, [.. resized.Order(StringComparer.Ordinal)]);
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

    /// <summary>Dense tasks add norms of stages: <c>norm0</c>, <c>norm1</c>, …, in RepLKNet <c>stages.0.norm</c>, …</summary>
    private static bool DependsOnTask(string key) => key.Split('.') is
        ["head" or "norm" or "fc_norm" or "mask_token" or ['n', 'o', 'r', 'm', >= '0' and <= '9'], ..] or ["stages", _, "norm", ..];
}
