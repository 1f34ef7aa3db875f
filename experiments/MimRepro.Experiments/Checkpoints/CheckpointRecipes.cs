using MimRepro.Experiments.FashionMnist;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Checkpoints;

/// <summary>How checkpoints that the user names are analysed.</summary>
/// <remarks>Run: ./build.sh Analyze --checkpoint FILE [--images FOLDER]</remarks>
public static class CheckpointRecipes
{
    /// <summary>Images unless told otherwise: full-size models take minutes for as many on two cores.</summary>
    public const int UsualImages = 64;

    /// <summary>The user's images as squares; at 384 px few models read them enlarged.</summary>
    public static SquareImagesRecipe Images(IReadOnlyList<ContentRecipe> files) => new()
    {
        Id = "images-of-the-user",
        Source = "microsoft/SimMIM data/data_finetune.py (centred crop of 224 / 256)",
        Deviations = ["Resized twice, to 384 px and then to the model's input, by antialiased bilinear filters; the reference resizes once, bicubically"],
        Files = [.. files],
        Data = null,
        Side = 384,
        CropFraction = 224 / 256.0,
    };

    /// <summary>Held-out Fashion-MNIST photos, enlarged: what is at hand without images of the user.</summary>
    /// <param name="count">About how many; as many of each of the ten classes.</param>
    public static SquareImagesRecipe BuiltInImages(int count) => Images([]) with
    {
        Id = "images-fashion-mnist",
        Source = FashionMnistData.Files.Source,
        Deviations = ["Grey 28 px photos enlarged: far from what most checkpoints were trained on; --images gives them better ones"],
        Data = FashionMnistData.PretrainingHeldOut with { Classes = [.. Enumerable.Range(0, 10)], ImagesPerClass = (count + 9) / 10 },
        Side = 224,
        CropFraction = 1,
    };

    public static CheckpointRecipe Checkpoint(ContentRecipe file, string? architecture) => new()
    {
        Id = $"checkpoint-{file.Sha256[..12]}",
        Source = "a file of the user",
        Deviations = [],
        File = file,
        Architecture = architecture,
    };

    /// <summary>Attention and CKA in batches of 8: two analyses of SwinV2-B side by side stay below 8 GB.</summary>
    /// <param name="of">What is analysed; only names the recipe, so that its last duration is found again.</param>
    public static CheckpointAnalysisRecipe Analysis(string of) => new()
    {
        Id = $"analysis-of-{of}",
        Source = "PAPER.md 2.1 to 2.4 (definitions of public code; the paper's own formulas could not be read)",
        Deviations = ["Fewer images than public analyses (1,024), in smaller batches"],
        BatchSize = 8,
        Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] }, // ImageNet's
    };
}
