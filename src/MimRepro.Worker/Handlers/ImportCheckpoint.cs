using System.Security.Cryptography;
using MimRepro.Data.Imaging;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Models.Recognition;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

/// <summary>Reads a checkpoint of the user, tells what it is, and keeps its backbone under the official keys.</summary>
internal static class ImportCheckpoint
{
    private const string Filters = "filters.png";
    private const int MostFilters = 256, FilterColumns = 32, NamesShown = 6;

    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<CheckpointRecipe>();
        var path = context.OutsideFile(recipe.File.Sha256);
        CheckContent(path, recipe.File.Sha256);
        using var file = CheckpointFile.Open(path);
        var weights = file.StateDict;
        var recognised = ArchitectureRecognition.Of(
            weights.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Shape), name => Largest(weights.Tensors[name]), ArchitectureHints.Parse(recipe.Architecture), path);
        context.Progress.Report(0, 1, null, "", recognised.Summary);
        using var backbone = Backbones.Create(recognised.Recipe, 0);
        LoadedWeights loaded;
        using (var scope = torch.NewDisposeScope())
        {
            loaded = BackboneWeights.Load(backbone, Backbone(weights, recognised.Prefix), path, Remapping.SimMim);
        }

        ImportedBackbone.Save(backbone, context);
        DrawFilters(backbone, context.Output(Filters));
        return new OutputBuilder()
            .Figure("filters", Filters, Caption(recognised, loaded, file, weights), "Small squares, one a filter: the weights by which the model reads a patch.")
            .Build();
    }

    // Decoders and heads of pre-training are not part of the backbone.
    private static bool IsOfBackbone(string name) => name.Split('.')[0] is var first
        && first is not ("head" or "mask_token" or "head_dist" or "pre_logits") && !first.StartsWith("decoder", StringComparison.Ordinal);

    // Keys of the backbone without what stands before them. Half precision becomes float32, in which everything is computed.
    private static Dictionary<string, torch.Tensor> Backbone(StateDict weights, string prefix) => weights.Tensors
        .Where(tensor => tensor.Key.StartsWith(prefix, StringComparison.Ordinal) && IsOfBackbone(tensor.Key[prefix.Length..]))
        .ToDictionary(tensor => tensor.Key[prefix.Length..], tensor => Float32(tensor.Value.Load()), StringComparer.Ordinal);

    private static torch.Tensor Float32(torch.Tensor loaded) => loaded.is_floating_point() ? loaded.to(torch.ScalarType.Float32) : loaded;

    private static double Largest(CheckpointTensor tensor)
    {
        using var scope = torch.NewDisposeScope();
        return tensor.Load().to(torch.ScalarType.Float64).max().item<double>();
    }

    private static void CheckContent(string path, string sha256)
    {
        using var stream = File.OpenRead(path);
        if (Convert.ToHexStringLower(SHA256.HashData(stream)) != sha256)
            throw new CheckpointException($"The checkpoint changed while the build ran.\n  file:       {path}\n  Run the same command again.");
    }

    private static string Caption(RecognizedArchitecture recognised, LoadedWeights loaded, CheckpointFile file, StateDict weights)
    {
        var sentences = new List<string> { $"Taken for: {recognised.Summary}.", $"Read from {FormatOf(file)}{(weights.Place.Length > 0 ? $", at '{weights.Place}'" : "")}{(weights.Prefix + recognised.Prefix is { Length: > 0 } prefix ? $", keys that begin with '{prefix}'" : "")}." };
        if (recognised.Assumptions.Count > 0)
            sentences.Add($"Assumed: {string.Join("; ", recognised.Assumptions)}.");
        if (loaded.Fresh.Count > 0)
            sentences.Add($"Not in the file, so at their initial values: {Named(loaded.Fresh)}.");
        if (loaded.Ignored.Count > 0)
            sentences.Add($"In the file, not used: {Named(loaded.Ignored)}.");
        sentences.Add("The picture shows the filters that read pixels, each scaled by itself.");
        return string.Join(' ', sentences);
    }

    private static string FormatOf(CheckpointFile file) => file.Format switch
    {
        CheckpointFormat.TorchZip => "a torch file",
        CheckpointFormat.TorchLegacy => "a torch file of the old format",
        _ => "a safetensors file",
    };

    private static string Named(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");

    private static void DrawFilters(Backbone backbone, string path)
    {
        using var scope = torch.NewDisposeScope();
        var stem = backbone is RepLkNet ? "stem.0.conv.weight" : "patch_embed.proj.weight";
        var weights = backbone.state_dict()[stem].to(torch.ScalarType.Float32).cpu(); // [D, C, p, p]
        var (count, channels, size) = ((int)Math.Min(weights.shape[0], MostFilters), (int)weights.shape[1], (int)weights.shape[2]);
        if (channels is not (1 or 3))
        {
            (weights, channels) = (weights.mean([1], keepdim: true), 1);
        }

        var cells = Enumerable.Range(0, count).Select(index => Scaled(weights[index].contiguous().data<float>().ToArray())).ToList();
        var scale = Math.Max(1, 16 / size);
        File.WriteAllBytes(path, ContactSheet.Png((count + FilterColumns - 1) / FilterColumns, Math.Min(count, FilterColumns), cells, channels, size, scale));
    }

    private static float[] Scaled(float[] filter)
    {
        var (low, high) = (filter.Min(), filter.Max());
        return [.. filter.Select(value => high > low ? (value - low) / (high - low) : 0.5f)];
    }
}
