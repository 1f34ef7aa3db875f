using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Worker;

/// <summary>A backbone as the step that imported it left it: its recipe and its weights.</summary>
internal static class ImportedBackbone
{
    private const string Weights = "backbone.safetensors", Recipe = "architecture.json";

    public static void Save(Backbone backbone, StepContext context)
    {
        BackboneWeights.Save(backbone, context.Output(Weights));
        File.WriteAllText(context.Output(Recipe), CanonicalJson.Write(backbone.Recipe));
    }

    public static Backbone Load(StepContext context, string role)
    {
        var backbone = Backbones.Create(CanonicalJson.Read<BackboneRecipe>(File.ReadAllText(context.Input(role, Recipe))), 0);
        BackboneWeights.Load(backbone, context.Input(role, Weights));
        backbone.to(context.Device);
        backbone.eval();
        return backbone;
    }

    /// <summary>The images as this backbone reads them, in batches; images that fill no batch are left out, unless there are fewer than one batch.</summary>
    /// <returns>[B, C, S, S], normalised; the caller's dispose scope owns each.</returns>
    /// <exception cref="DataFormatException">Fewer than four images: CKA is not defined.</exception>
    public static IEnumerable<Tensor> Batches(StepContext context, Backbone backbone, CheckpointAnalysisRecipe recipe)
    {
        var images = SquareImages.Read(context.Input("images", SquareImages.FileName));
        const int fewest = 4;
        if (images.Count < fewest)
            throw new DataFormatException($"There are too few images to compare layers by.\n  got:        {images.Count}\n  expected:   {fewest} or more");
        var size = Math.Min(recipe.BatchSize, images.Count);
        var batches = images.Count / size;
        for (var batch = 0; batch < batches; batch++)
        {
            context.Progress.Report(batch * size, batches * size, null, "images");
            yield return Batch(images, batch * size, size, backbone.Recipe, recipe.Normalization).to(context.Device);
        }
    }

    private static Tensor Batch(ImageSet images, int first, int count, BackboneRecipe model, Normalization normalization)
    {
        using var scope = NewDisposeScope();
        var side = model.ImageSize;
        var bytes = new byte[count * 3 * side * side];
        for (var i = 0; i < count; i++)
            Squares.Resize(images.Pixels(first + i), images.Width, side).CopyTo(bytes.AsSpan(i * 3 * side * side));
        var pixels = tensor(bytes, [count, 3, side, side]).to(ScalarType.Float32) / 255;
        var (mean, std) = (tensor(normalization.Mean, [1, 3, 1, 1]).to(ScalarType.Float32), tensor(normalization.Std, [1, 3, 1, 1]).to(ScalarType.Float32));
        var normal = model.InChannels switch
        {
            3 => (pixels - mean) / std,
            1 => (pixels.mean([1], keepdim: true) - mean.mean()) / std.mean(),
            var channels => throw new RecipeException($"The model reads images of {channels} channels; pictures have 1 or 3."),
        };
        return normal.MoveToOuterDisposeScope();
    }
}
