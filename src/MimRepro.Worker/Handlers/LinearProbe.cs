using MimRepro.Models;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

internal static class LinearProbe
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<LinearProbeRecipe>();
        using var backbone = Backbones.Create(recipe.Model, 0);
        context.LoadBackbone(backbone);
        backbone.to(context.Device);
        using var train = Features(recipe.Data);
        using var evaluation = Features(recipe.Evaluation);
        using var log = new TrainingLog(context, recipe.Classifier.BatchSize);
        var (trainScore, evaluationScore, curves) = LinearClassifier.Fit(
            train, evaluation, recipe.Data.Classes.Length, recipe.Classifier, recipe.Seed, log.OnStep);
        return ClassificationOutput.Of(trainScore, evaluationScore, curves).Build();

        LabelledFeatures Features(DataRecipe data) =>
            FrozenFeatures.OfBackbone(backbone, context.Images(data), data, context.Device);
    }
}
