using MimRepro.Experiments.FashionMnist;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>Data once; for each backbone and seed both arms pre-trained, measured and fine-tuned, beside training from scratch; raw pixels once a seed.</summary>
/// <remarks>Names of steps name the backbone unless it is the first.</remarks>
internal sealed class FashionMnistGraph
{
    private const string Data = "data-fashion-mnist";

    private readonly FashionMnistRecipes recipes;
    private readonly string suffix;

    private FashionMnistGraph(FashionMnistRecipes recipes, bool isFirst) =>
        (this.recipes, suffix) = (recipes, isFirst ? "" : "-" + recipes.Backbone);

    public static IReadOnlyList<Step> Steps(params FashionMnistRecipes[] backbones) =>
    [
        PrepareData(),
        .. backbones.SelectMany((recipes, index) => recipes.Seeds.SelectMany(seed => new FashionMnistGraph(recipes, index == 0).OfSeed(seed))),
        .. backbones[0].Seeds.Select(seed => Pixels(backbones[0].Pixels with { Seed = seed })),
    ];

    private IEnumerable<Step> OfSeed(int seed) =>
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
        Neighbours(recipes.Neighbours with { Seed = seed }, "mim"),
        Neighbours(recipes.Neighbours with { Seed = seed }, "supervised"),
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

    private Step PretrainMim(SimMimRecipe recipe) => new()
    {
        Name = Pretrained("mim", recipe.Seed),
        Kind = StepKinds.PretrainSimMim,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = Tags(StepTags.Pretraining, "mim", recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private Step PretrainSupervised(SupervisedRecipe recipe) => new()
    {
        Name = Pretrained("supervised", recipe.Seed),
        Kind = StepKinds.PretrainSupervised,
        Experiment = ExperimentNames.PretrainSupervised,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = Tags(StepTags.Pretraining, "supervised", recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private Step Reconstruct(ReconstructionRecipe recipe) => new()
    {
        Name = $"reconstruct-mim{suffix}-seed{recipe.Seed}",
        Kind = StepKinds.Reconstruct,
        Experiment = ExperimentNames.PretrainMim,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone("mim", recipe.Seed),
        Tags = Tags(StepTags.Reconstruction, "mim", recipe.Seed),
        Estimate = StepEstimate.Short,
    };

    // Nothing is drawn at random in the analysis, so its recipe has no seed; the backbone's counts.
    private Step Analyze(AttentionAnalysisRecipe recipe, SimMimRecipe pretraining, string arm, int seed) => new()
    {
        Name = $"analyze-{arm}{suffix}-seed{seed}",
        Kind = StepKinds.AnalyzeAttention,
        Experiment = ExperimentNames.AnalyzeAttention,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, seed),
        Tags = Tags(StepTags.Attention, arm, seed),
        Estimate = StepEstimate.Analysis(recipe, pretraining.CheckpointEpochs.Length),
    };

    private Step FineTune(FineTuningRecipe recipe, string arm) => new()
    {
        Name = $"finetune-{arm}{suffix}-seed{recipe.Seed}",
        Kind = StepKinds.FineTune,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, recipe.Seed),
        Tags = Tags(StepTags.FineTuning, arm, recipe.Seed),
        Estimate = StepEstimate.Training(recipe),
    };

    private Step FineTuneFromScratch(FineTuningRecipe recipe) =>
        FineTune(recipe, "scratch") with { Inputs = DataOnly() };

    private Step Probe(LinearProbeRecipe recipe, string arm) => new()
    {
        Name = $"probe-{arm}{suffix}-seed{recipe.Seed}",
        Kind = StepKinds.LinearProbe,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, recipe.Seed),
        Tags = Tags(StepTags.LinearProbe, arm, recipe.Seed),
        Estimate = StepEstimate.Short,
    };

    private Step Neighbours(NearestNeighboursRecipe recipe, string arm) => new()
    {
        Name = $"neighbours-{arm}{suffix}-seed{recipe.Seed}",
        Kind = StepKinds.NearestNeighbours,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAndBackbone(arm, recipe.Seed),
        Tags = Tags(StepTags.NearestNeighbours, arm, recipe.Seed),
        Estimate = StepEstimate.Short,
    };

    private static Step Pixels(PixelBaselineRecipe recipe) => new()
    {
        Name = $"pixels-seed{recipe.Seed}",
        Kind = StepKinds.PixelBaseline,
        Experiment = ExperimentNames.FineTune,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataOnly(),
        Tags = StepTags.Of("fashion-mnist", StepTags.PixelBaseline, "pixels", recipe.Seed, backbone: null),
        Estimate = StepEstimate.Short,
    };

    private string Pretrained(string arm, int seed) => $"pretrain-{arm}{suffix}-seed{seed}";

    private Dictionary<string, string> Tags(string task, string arm, int seed) => StepTags.Of("fashion-mnist", task, arm, seed, recipes.Backbone);

    private static Dictionary<string, string> DataOnly() => new() { ["data"] = Data };

    private Dictionary<string, string> DataAndBackbone(string arm, int seed) =>
        new() { ["data"] = Data, ["backbone"] = Pretrained(arm, seed) };
}
