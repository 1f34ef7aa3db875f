using MimRepro.Pipeline;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;

namespace MimRepro.Experiments.Graphs;

/// <summary>Reads and checks the recipes of a whole graph before anything starts.</summary>
public static class GraphValidation
{
    /// <summary>Throws one exception with every fault of every recipe; does nothing when all can be run.</summary>
    /// <exception cref="RecipeException">At least one recipe is faulty or does not fit its step's kind.</exception>
    public static void ThrowIfFaulty(IEnumerable<Step> steps) => RecipeValidation.ThrowIfAny([.. steps.SelectMany(Check)]);

    /// <summary>The faults of one step's recipe, named by the step.</summary>
    public static IEnumerable<RecipeFault> Check(Step step)
    {
        try
        {
            return CheckRecipe(step).Select(fault => fault with { Where = $"step {step.Name} (recipe {fault.Where})" });
        }
        catch (RecipeException fault)
        {
            return [new($"step {step.Name}", "(recipe)", fault.Message, $"a recipe of kind {step.Kind.Name}")];
        }
    }

    private static IReadOnlyList<RecipeFault> CheckRecipe(Step step) => step.Kind.Name switch
    {
        "prepare-data" => RecipeValidation.Check(CanonicalJson.Read<DatasetRecipe>(step.RecipeJson)),
        "pretrain-simmim" => RecipeValidation.Check(CanonicalJson.Read<SimMimRecipe>(step.RecipeJson)),
        "pretrain-supervised" => RecipeValidation.Check(CanonicalJson.Read<SupervisedRecipe>(step.RecipeJson)),
        "reconstruct" => RecipeValidation.Check(CanonicalJson.Read<ReconstructionRecipe>(step.RecipeJson)),
        "analyze-attention" => RecipeValidation.Check(CanonicalJson.Read<AttentionAnalysisRecipe>(step.RecipeJson)),
        "fine-tune" => RecipeValidation.Check(CanonicalJson.Read<FineTuningRecipe>(step.RecipeJson)),
        "linear-probe" => RecipeValidation.Check(CanonicalJson.Read<LinearProbeRecipe>(step.RecipeJson)),
        "nearest-neighbours" => RecipeValidation.Check(CanonicalJson.Read<NearestNeighboursRecipe>(step.RecipeJson)),
        "pixel-baseline" => RecipeValidation.Check(CanonicalJson.Read<PixelBaselineRecipe>(step.RecipeJson)),
        "render-scenes" => RecipeValidation.Check(CanonicalJson.Read<SceneWorldRecipe>(step.RecipeJson)),
        "train-pose" => RecipeValidation.Check(CanonicalJson.Read<PoseRecipe>(step.RecipeJson)),
        "train-depth" => RecipeValidation.Check(CanonicalJson.Read<DepthRecipe>(step.RecipeJson)),
        "train-tracking" => RecipeValidation.Check(CanonicalJson.Read<TrackingRecipe>(step.RecipeJson)),
        "train-detection" => RecipeValidation.Check(CanonicalJson.Read<DetectionRecipe>(step.RecipeJson)),
        "pack-square-images" => RecipeValidation.Check(CanonicalJson.Read<SquareImagesRecipe>(step.RecipeJson)),
        "import-checkpoint" => RecipeValidation.Check(CanonicalJson.Read<CheckpointRecipe>(step.RecipeJson)),
        "analyze-checkpoint" or "compare-checkpoints" => RecipeValidation.Check(CanonicalJson.Read<CheckpointAnalysisRecipe>(step.RecipeJson)),
        var unknown => throw new RecipeException(
            $"There is no step kind '{unknown}'.\n  known: {string.Join(", ", NearestName.Sort(unknown, StepKinds.All.Select(kind => kind.Name)))}"),
    };
}
