using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;

namespace MimRepro.Worker.Handlers;

internal static class PixelBaseline
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<PixelBaselineRecipe>();
        using var train = Features(recipe.Data);
        using var evaluation = Features(recipe.Evaluation);
        using var log = new TrainingLog(context, recipe.Classifier.BatchSize);
        var (trainScore, evaluationScore, curves) = LinearClassifier.Fit(
            train, evaluation, recipe.Data.Classes.Length, recipe.Classifier, recipe.Seed, log.OnStep);
        return ClassificationOutput.Of(trainScore, evaluationScore, curves).Build();

        LabelledFeatures Features(DataRecipe data) =>
            FrozenFeatures.OfPixels(context.Images(data), data, context.Device);
    }
}
