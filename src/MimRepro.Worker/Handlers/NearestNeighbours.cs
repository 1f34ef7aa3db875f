using MimRepro.Data.Classification;
using MimRepro.Models;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Worker.Handlers;

/// <summary>Held-out images classified by the training images nearest to them in the features of a frozen backbone.</summary>
internal static class NearestNeighbours
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<NearestNeighboursRecipe>();
        using var backbone = Backbones.Create(recipe.Model, 0);
        context.LoadBackbone(backbone);
        backbone.to(context.Device);
        using var known = Features(recipe.Data);
        using var queries = Features(recipe.Evaluation);
        var classes = recipe.Data.Classes.Length;
        return (known.Presences is null ? OfOneClassEach(known, queries, classes, recipe.NearestNeighbours) : OfSeveralClasses(known, queries, classes, recipe.NearestNeighbours)).Build();

        LabelledFeatures Features(DataRecipe data) => FrozenFeatures.OfBackbone(backbone, context.Images(data), data, context.Device, recipe.BatchSize);
    }

    private static OutputBuilder OfOneClassEach(LabelledFeatures known, LabelledFeatures queries, int classes, NearestNeighbourRecipe recipe)
    {
        var (labels, truth) = (Values<long>(known.Labels), Values<long>(queries.Labels));
        var votes = new Tasks.Classification.NearestNeighbours(Values<float>(known.Features), labels, classes, recipe).Votes(Values<float>(queries.Features));
        var guess = new long[truth.Length];
        Array.Fill(guess, ClassificationMetrics.MostFrequent(labels, classes));
        var output = new OutputBuilder()
            .Metric("knn_top1", ClassificationMetrics.TopK(votes, truth, classes, 1))
            .Metric("knn_top1.trivial", ClassificationMetrics.Agreement(guess, truth));
        return queries.Metric == ClassificationMetric.MeanPerClass
            ? output.Metric(ClassificationOutput.NameOf(queries.Metric), ClassificationMetrics.MeanPerClass(votes, truth, classes))
            : output;
    }

    private static OutputBuilder OfSeveralClasses(LabelledFeatures known, LabelledFeatures queries, int classes, NearestNeighbourRecipe recipe)
    {
        var votes = Tasks.Classification.NearestNeighbours.OfSeveralClasses(Values<float>(known.Features), Marks(known), classes, recipe).Votes(Values<float>(queries.Features));
        return new OutputBuilder().Metric(ClassificationOutput.NameOf(queries.Metric), VocAveragePrecision.Mean(votes, Marks(queries), classes));
    }

    private static Presence[] Marks(LabelledFeatures features) => Array.ConvertAll(Values<float>(features.Presences!), mark => (Presence)(int)mark);

    private static T[] Values<T>(Tensor tensor)
        where T : unmanaged
    {
        using var here = tensor.cpu();
        return here.data<T>().ToArray();
    }
}
