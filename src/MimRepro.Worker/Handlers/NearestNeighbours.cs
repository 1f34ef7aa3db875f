using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

/// <summary>Held-out images classified by the training images nearest to them in the features of a frozen backbone.</summary>
internal static class NearestNeighbours
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<NearestNeighboursRecipe>();
        using var backbone = Backbones.Create(recipe.Model, 0);
        BackboneWeights.Load(backbone, PretrainedFiles.Checkpoints(context.Input("backbone"))[^1].File);
        backbone.to(context.Device);
        var (known, labels) = Features(recipe.Data);
        var (queries, truth) = Features(recipe.Evaluation);
        var classes = recipe.Data.Classes.Length;
        var votes = new Tasks.Classification.NearestNeighbours(known, labels, classes, recipe.NearestNeighbours).Votes(queries);
        var guess = new long[truth.Length];
        Array.Fill(guess, ClassificationMetrics.MostFrequent(labels, classes));
        return new OutputBuilder()
            .Metric("knn_top1", ClassificationMetrics.TopK(votes, truth, classes, 1))
            .Metric("knn_top1.trivial", ClassificationMetrics.Agreement(guess, truth))
            .Build();

        (float[] Features, long[] Labels) Features(DataRecipe data)
        {
            using var found = FrozenFeatures.OfBackbone(backbone, context.Images(data), data, context.Device, recipe.BatchSize);
            using var features = found.Features.cpu();
            using var ofFeatures = found.Labels.cpu();
            return (features.data<float>().ToArray(), ofFeatures.data<long>().ToArray());
        }
    }
}
