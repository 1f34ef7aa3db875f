using MimRepro.Analysis;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using TorchSharp;

namespace MimRepro.Worker.Handlers;

/// <summary>CKA between the layers of two checkpoints of the user, on the same images.</summary>
internal static class CompareCheckpoints
{
    public static StepOutput Run(StepContext context)
    {
        var recipe = context.Recipe<CheckpointAnalysisRecipe>();
        using var noGradient = torch.no_grad();
        using var one = ImportedBackbone.Load(context, "checkpoint");
        using var other = ImportedBackbone.Load(context, "other");
        LinearCkaBetween? cka = null;
        using var ones = ImportedBackbone.Batches(context, one, recipe).GetEnumerator();
        using var others = ImportedBackbone.Batches(context, other, recipe).GetEnumerator();
        while (true)
        {
            using var scope = torch.NewDisposeScope();
            if (!ones.MoveNext() || !others.MoveNext())
            {
                break;
            }

            var (features, otherFeatures) = (Features(one, ones.Current), Features(other, others.Current));
            cka ??= new LinearCkaBetween(features.Length, otherFeatures.Length);
            cka.Add(features, otherFeatures);
        }

        return Record(cka!.Result());
    }

    private static torch.Tensor[] Features(Models.Backbone backbone, torch.Tensor images) => [.. backbone.Tap(images, keep: _ => false).Select(tap => tap.Values)];

    private static StepOutput Record(double[,] similarity)
    {
        var output = new OutputBuilder();
        for (var layer = 0; layer < similarity.GetLength(0); layer++)
        {
            for (var other = 0; other < similarity.GetLength(1); other++)
            {
                output.Metric("cka_between", similarity[layer, other], ("layer", layer), ("other_layer", other));
            }
        }

        return output.Build();
    }
}
