using MimRepro.Experiments.ImageNet;
using MimRepro.Pipeline;
using MimRepro.Recipes;

namespace MimRepro.Experiments.Graphs;

/// <summary>The paper's ViT-B models: both pre-trained, measured, and the SimMIM one fine-tuned on ImageNet-1K.</summary>
/// <remarks>The supervised model is an ImageNet-1K classifier already, so its own held-out accuracy is the other side.</remarks>
internal static class ImageNetGraph
{
    private const string Data = "data-imagenet-1k";
    private const string Mim = "pretrain-mim-seed0";
    private const string Supervised = "pretrain-supervised-seed0";

    // A guess until a duration is recorded: 1,281,167 images at 1,000 images a second, as one current data-centre GPU.
    private static readonly TimeSpan Epoch = TimeSpan.FromSeconds(1_281_167 / 1000.0);

    public static IReadOnlyList<Step> Steps() =>
    [
        new()
        {
            Name = Data,
            Kind = StepKinds.PrepareData,
            Experiment = ExperimentNames.PrepareData,
            RecipeJson = CanonicalJson.Write(PaperRecipes.ImageNet),
            Tags = new Dictionary<string, string> { ["dataset"] = "imagenet-1k" },
            Estimate = TimeSpan.FromMinutes(10),
        },
        new()
        {
            Name = Mim,
            Kind = StepKinds.PretrainSimMim,
            Experiment = ExperimentNames.PretrainMim,
            RecipeJson = CanonicalJson.Write(PaperRecipes.SimMimBase),
            Inputs = DataOnly(),
            Tags = Tags(StepTags.Pretraining, "mim"),
            Estimate = Epoch * PaperRecipes.SimMimBase.Schedule.Epochs,
        },
        new()
        {
            Name = Supervised,
            Kind = StepKinds.PretrainSupervised,
            Experiment = ExperimentNames.PretrainSupervised,
            RecipeJson = CanonicalJson.Write(PaperRecipes.SupervisedBase),
            Inputs = DataOnly(),
            Tags = Tags(StepTags.Pretraining, "supervised"),
            Estimate = Epoch * PaperRecipes.SupervisedBase.Schedule.Epochs,
        },
        new()
        {
            Name = "reconstruct-mim-seed0",
            Kind = StepKinds.Reconstruct,
            Experiment = ExperimentNames.PretrainMim,
            RecipeJson = CanonicalJson.Write(PaperRecipes.Reconstruction),
            Inputs = DataAnd(Mim),
            Tags = Tags(StepTags.Reconstruction, "mim"),
            Estimate = TimeSpan.FromMinutes(1),
        },
        Analyze("mim", PaperRecipes.AttentionOfMim, Mim),
        Analyze("supervised", PaperRecipes.AttentionOfSupervised, Supervised),
        new()
        {
            Name = "finetune-mim-seed0",
            Kind = StepKinds.FineTune,
            Experiment = ExperimentNames.FineTune,
            RecipeJson = CanonicalJson.Write(PaperRecipes.FineTuneBase),
            Inputs = DataAnd(Mim),
            Tags = Tags(StepTags.FineTuning, "mim"),
            Estimate = Epoch * PaperRecipes.FineTuneBase.Schedule.Epochs,
        },
    ];

    private static Step Analyze(string arm, AttentionAnalysisRecipe recipe, string backbone) => new()
    {
        Name = $"analyze-{arm}-seed0",
        Kind = StepKinds.AnalyzeAttention,
        Experiment = ExperimentNames.AnalyzeAttention,
        RecipeJson = CanonicalJson.Write(recipe),
        Inputs = DataAnd(backbone),
        Tags = Tags(StepTags.Attention, arm),
        Estimate = TimeSpan.FromMinutes(5),
    };

    private static Dictionary<string, string> Tags(string task, string arm) => StepTags.Of("imagenet-1k", task, arm, seed: 0, StepTags.VisionTransformer);

    private static Dictionary<string, string> DataOnly() => new() { ["data"] = Data };

    private static Dictionary<string, string> DataAnd(string backbone) => new() { ["data"] = Data, ["backbone"] = backbone };
}
