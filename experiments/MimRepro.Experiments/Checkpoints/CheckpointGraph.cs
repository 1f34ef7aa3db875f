using MimRepro.Experiments.FashionMnist;
using MimRepro.Experiments.Graphs;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Checkpoints;

/// <summary>Images once; each checkpoint imported and analysed; every two compared.</summary>
public static class CheckpointGraph
{
    public const string ProfileName = "analyze";
    private const string Images = "images";
    private const string Data = "data-fashion-mnist";

    /// <summary>A profile of these steps alone.</summary>
    /// <param name="checkpoints">In the order of the report.</param>
    /// <param name="images">The user's images, in order; none takes the built-in ones.</param>
    /// <param name="imageCount">How many built-in images.</param>
    /// <param name="architecture">What the user knows of all of them, or null.</param>
    public static Profile Profile(IReadOnlyList<OutsideFile> checkpoints, IReadOnlyList<OutsideFile> images, int imageCount, string? architecture) => new()
    {
        Name = ProfileName,
        Description = "Checkpoints of the user, side by side.",
        Budget = TimeSpan.FromMinutes(10),
        Graph = new(() => Steps(checkpoints, images, imageCount, architecture)),
    };

    /// <summary>Number and name of a checkpoint: what the report calls it.</summary>
    public static string LabelOf(int index, OutsideFile file) => $"{index + 1}: {Path.GetFileNameWithoutExtension(file.Path)}";

    private static IReadOnlyList<Step> Steps(IReadOnlyList<OutsideFile> checkpoints, IReadOnlyList<OutsideFile> images, int imageCount, string? architecture)
    {
        var steps = new List<Step>(images.Count > 0 ? [OfUser(images)] : [PrepareData(), BuiltIn(imageCount)]);
        for (var index = 0; index < checkpoints.Count; index++)
            steps.AddRange([Import(index, checkpoints[index], architecture), Analyze(index, checkpoints[index])]);
        for (var one = 0; one < checkpoints.Count; one++)
            for (var other = one + 1; other < checkpoints.Count; other++)
                steps.Add(Compare(one, other, checkpoints));
        return steps;
    }

    private static Step PrepareData() => new()
    {
        Name = Data,
        Kind = StepKinds.PrepareData,
        Experiment = ExperimentNames.Analyze,
        RecipeJson = CanonicalJson.Write(FashionMnistData.Files),
        Estimate = StepEstimate.Short,
    };

    private static Step OfUser(IReadOnlyList<OutsideFile> images) => ImagesOf(CheckpointRecipes.Images([.. images.Select(Content)]), []);

    private static Step BuiltIn(int count) => ImagesOf(CheckpointRecipes.BuiltInImages(count), new() { ["data"] = Data });

    private static Step ImagesOf(SquareImagesRecipe recipe, Dictionary<string, string> inputs) => new()
    {
        Name = Images,
        Kind = StepKinds.PackSquareImages,
        Experiment = ExperimentNames.Analyze,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = inputs,
        Estimate = StepEstimate.Short,
    };

    private static Step Import(int index, OutsideFile file, string? architecture) => new()
    {
        Name = $"checkpoint-{index + 1}",
        Kind = StepKinds.ImportCheckpoint,
        Experiment = ExperimentNames.Analyze,
        RecipeJson = CanonicalJson.Write(CheckpointRecipes.Checkpoint(Content(file), architecture)),
        Tags = new Dictionary<string, string> { ["arm"] = LabelOf(index, file) },
        Estimate = TimeSpan.FromSeconds(5 + file.Bytes / 100e6),
    };

    private static Step Analyze(int index, OutsideFile file) => new()
    {
        Name = $"analyze-{index + 1}",
        Kind = StepKinds.AnalyzeCheckpoint,
        Experiment = ExperimentNames.Analyze,
        RecipeJson = CanonicalJson.Write(CheckpointRecipes.Analysis(Short(file))),
        Inputs = new Dictionary<string, string> { ["checkpoint"] = $"checkpoint-{index + 1}", ["images"] = Images },
        Tags = new Dictionary<string, string> { ["arm"] = LabelOf(index, file) },
        Estimate = Passes(file.Bytes),
    };

    private static Step Compare(int one, int other, IReadOnlyList<OutsideFile> files) => new()
    {
        Name = $"compare-{one + 1}-{other + 1}",
        Kind = StepKinds.CompareCheckpoints,
        Experiment = ExperimentNames.Analyze,
        RecipeJson = CanonicalJson.Write(CheckpointRecipes.Analysis($"{Short(files[one])}-and-{Short(files[other])}")),
        Inputs = new Dictionary<string, string> { ["checkpoint"] = $"checkpoint-{one + 1}", ["other"] = $"checkpoint-{other + 1}", ["images"] = Images },
        Tags = new Dictionary<string, string> { ["arm"] = LabelOf(one, files[one]), ["other"] = LabelOf(other, files[other]) },
        Estimate = Passes(files[one].Bytes + files[other].Bytes),
    };

    // A 350 MB file (ViT-B, SwinV2-B) takes a minute or two.
    private static TimeSpan Passes(long bytes) => TimeSpan.FromSeconds(5 + bytes / 4e6);

    private static string Short(OutsideFile file) => file.Sha256[..12];

    private static ContentRecipe Content(OutsideFile file) => new(file.Bytes, file.Sha256);
}
