using MimRepro.Models.Checkpoints;

namespace MimRepro.Models.Recognition;

/// <summary>Tells from names and shapes of tensors which backbone a checkpoint holds.</summary>
/// <remarks>
/// Knows the official keys of SimMIM's ViT, DeiT / timm, MAE, MoCo v3 and DINO ViTs, Swin, Swin V2 and RepLKNet, bare or inside a wrapper.
/// Sizes come from shapes; what shapes do not say is an assumption that the result names.
/// </remarks>
public static class ArchitectureRecognition
{
    private const string Patches = "patch_embed.proj.weight";

    /// <summary>Recognises the backbone.</summary>
    /// <param name="tensors">Names and shapes, as the file has them.</param>
    /// <param name="coordinates">Gives the largest value of a small tensor, by its full name; asked for position coordinates of Swin V2 only.</param>
    /// <param name="hints">What the user knows; it wins over convention, and must not contradict the tensors.</param>
    /// <param name="path">The file, for messages.</param>
    /// <exception cref="CheckpointException">No known family, or sizes that tensors do not say and the user has not said.</exception>
    public static RecognizedArchitecture Of(
        IReadOnlyDictionary<string, IReadOnlyList<long>> tensors, Func<string, double> coordinates, ArchitectureHints hints, string path)
    {
        string prefix = PrefixOf(tensors, path);
        var own = tensors.Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal))
            .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => tensor.Value, StringComparer.Ordinal);
        var known = new KnownTensors(own, path);
        string family = FamilyOf(known);
        if (hints.Family is { } said && said != family)
            throw new CheckpointException($"The checkpoint is not of the architecture given.\n  file:       {path}\n  parameter:  --architecture {said}\n  its keys:   {family}\n  Leave the family out, or name the one its keys have.");
        return family switch
        {
            "vit" => VisionTransformerShapes.Read(known, hints, prefix),
            "replknet" => RepLkNetShapes.Read(known, hints, prefix),
            "swinv2" => SwinShapes.ReadV2(known, name => coordinates(prefix + name), hints, prefix),
            _ => SwinShapes.ReadV1(known, hints, prefix),
        };
    }

    // Of several copies (a student and its teacher, a model and its average) the first in ordinal order of the shortest prefix.
    private static string PrefixOf(IReadOnlyDictionary<string, IReadOnlyList<long>> tensors, string path)
    {
        (string Name, string Stem) first = tensors.Keys
            .SelectMany(name => new[] { Patches, RepLkNetShapes.Stem }.Where(stem => name == stem || name.EndsWith("." + stem, StringComparison.Ordinal)).Select(stem => (Name: name, Stem: stem)))
            .OrderBy(found => found.Name.Length - found.Stem.Length).ThenBy(found => found.Name, StringComparer.Ordinal).FirstOrDefault();
        return first.Name is not null ? first.Name[..^first.Stem.Length] : throw new CheckpointException(
            $"No known architecture has these tensors.\n  file:       {path}\n  expected:   '{Patches}' or '{RepLkNetShapes.Stem}', bare or behind a prefix: ViT, Swin, Swin V2, RepLKNet under their official keys\n"
            + $"  got:        {string.Join(", ", tensors.Keys.Order(StringComparer.Ordinal).Take(5))}{(tensors.Count > 5 ? $", … ({tensors.Count - 5} more)" : "")}");
    }

    private static string FamilyOf(KnownTensors tensors) =>
        tensors.Has("layers.0.blocks.0.attn.logit_scale") ? "swinv2"
        : tensors.Has("layers.0.blocks.0.attn.qkv.weight") ? "swin"
        : tensors.Has("blocks.0.attn.qkv.weight") ? "vit"
        : tensors.Has(RepLkNetShapes.Stem) ? "replknet"
        : throw tensors.Fault("blocks.0.attn.qkv.weight or layers.0.blocks.0.attn.qkv.weight: attention of a ViT or a Swin Transformer", "neither");
}
