using MimRepro.Experiments.FashionMnist;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>Data once; for each seed both arms pre-trained, measured and fine-tuned, beside training from scratch and raw pixels.</summary>
internal static class FashionMnistGraph
{
    private const string Data = "data-fashion-mnist";

    public static IReadOnlyList<Step> Steps(FashionMnistRecipes recipes) =>
        [PrepareData(), .. recipes.Seeds.SelectMany(seed => OfSeed(recipes, seed))];

    private static IEnumerable<Step> OfSeed(FashionMnistRecipes recipes, int seed) =>
    [
        PretrainMim(recipes.Mim with { Seed = seed }),
        PretrainSupervised(recipes.Supervised with { Seed = seed }),
        Reconstruct(recipes.Reconstruction with { Seed = seed }),
        Analyze(recipes.Attention, recipes.Mim, "mim", seed),
        Analyze(recipes.Attention, recipes.Mim, "supervised", seed),
        FineTune(recipes.FineTuning with { Seed = seed }, "mim"),
        FineTune(recipes.FineTuning with { Seed = seed }, "supervised"),
        FineTuneFromScratch(recipes.Scratch with { Seed = seed }),
        Probe(recipes.Probe with { Seed = seed }, "mim"),
        Probe(recipes.Probe with { Seed = seed }, "supervised"),
        Pixels(recipes.Pixels with { Seed = seed }),
    ];

    private static Step PrepareData() => new()
    {
        Name = Data,
        Kind = StepKinds.PrepareData,
        Experiment = ExperimentNames.PrepareData,
        RecipeJson = CanonicalJson.Write(FashionMnistData.Files),
        Tags = new Dictionary<string, string> { ["dataset"] = "fashion-mnist" },
        Estimate = StepEstimate.Short,
    };

    private static Step PretrainMim(SimMimRecipe recipe) => new()
    {
        Name = Pretrained("mim", recipe.Seed),
        Kind = StepKinds.PretrainSimMim,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = Tags(StepTags.Pretraining, "mim", recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private static Step PretrainSupervised(SupervisedRecipe recipe) => new()
    {
        Name = Pretrained("supervised", recipe.Seed),
        Kind = StepKinds.PretrainSupervised,
        Experiment = ExperimentNames.PretrainSupervised,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = Tags(StepTags.Pretraining, "supervised", recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private static Step Reconstruct(ReconstructionRecipe recipe) => new()
    {
        Name = $"reconstruct-mim-seed{recipe.Seed}",
        Kind = StepKinds.Reconstruct,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone("mim", recipe.Seed),
        Tags = Tags(StepTags.Reconstruction, "mim", recipe.Seed),
        Estimate = StepEstimate.Short,
    };

    // Nothing is drawn at random in the analysis, so its recipe has no seed; the backbone's counts.
    private static Step Analyze(AttentionAnalysisRecipe recipe, SimMimRecipe pretraining, string arm, int seed) => new()
    {
        Name = $"analyze-{arm}-seed{seed}",
        Kind = StepKinds.AnalyzeAttention,
        Experiment = ExperimentNames.AnalyzeAttention,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, seed),
        Tags = Tags(StepTags.Attention, arm, seed),
        Estimate = StepEstimate.Analysis(recipe, pretraining.CheckpointEpochs.Length),
    };

    private static Step FineTune(FineTuningRecipe recipe, string arm) => new()
    {
        Name = $"finetune-{arm}-seed{recipe.Seed}",
        Kind = StepKinds.FineTune,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, recipe.Seed),
        Tags = Tags(StepTags.FineTuning, arm, recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private static Step FineTuneFromScratch(FineTuningRecipe recipe) =>
        FineTune(recipe, "scratch") with { Inputs = DataOnly() };

    private static Step Probe(LinearProbeRecipe recipe, string arm) => new()
    {
        Name = $"probe-{arm}-seed{recipe.Seed}",
        Kind = StepKinds.LinearProbe,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, recipe.Seed),
        Tags = Tags(StepTags.LinearProbe, arm, recipe.Seed),
        Estimate = StepEstimate.Short,
    };

    private static Step Pixels(PixelBaselineRecipe recipe) => new()
    {
        Name = $"pixels-seed{recipe.Seed}",
        Kind = StepKinds.PixelBaseline,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = StepTags.Of("fashion-mnist", StepTags.PixelBaseline, "pixels", recipe.Seed, hasBackbone: false),
        Estimate = StepEstimate.Short,
    };

    private static string Pretrained(string arm, int seed) => $"pretrain-{arm}-seed{seed}";

    private static Dictionary<string, string> Tags(string task, string arm, int seed) => StepTags.Of("fashion-mnist", task, arm, seed);

    private static Dictionary<string, string> DataOnly() => new() { ["data"] = Data };

    private static Dictionary<string, string> DataAndBackbone(string arm, int seed) =>
        new() { ["data"] = Data, ["backbone"] = Pretrained(arm, seed) };
}
