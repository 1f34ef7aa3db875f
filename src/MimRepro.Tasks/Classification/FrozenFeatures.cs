using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>Images as vectors for a linear classifier: a frozen backbone's pooled features, or the pixels themselves.</summary>
public static class FrozenFeatures
{
    private const int BatchSize = 256;

    /// <summary>Pooled features of every image, without augmentation. The caller owns the result.</summary>
    public static LabelledFeatures OfBackbone(Backbone backbone, ILabelledImages images, DataRecipe recipe, Device device, int batchSize = BatchSize)
    {
        backbone.eval();
        return Collect(images, recipe, device, batchSize, backbone.Features);
    }

    /// <summary>Normalised pixels of every image, flattened. The caller owns the result.</summary>
    public static LabelledFeatures OfPixels(ILabelledImages images, DataRecipe recipe, Device device) =>
        Collect(images, recipe, device, BatchSize, pixels => pixels.flatten(1));

    private static LabelledFeatures Collect(ILabelledImages images, DataRecipe recipe, Device device, int batchSize, Func<Tensor, Tensor> toFeatures)
    {
        using var noGradient = no_grad();
        using var all = NewDisposeScope();
        var features = new List<Tensor>();
        var labels = new List<Tensor>();
        var presences = new List<Tensor>();
        foreach (var batch in EvaluationBatches.Of(images, recipe, batchSize))
        {
            using var scope = NewDisposeScope();
            features.Add(toFeatures(TensorBatch.Images(batch, recipe, device)).MoveToOuterDisposeScope());
            labels.Add(TensorBatch.Labels(batch, device).MoveToOuterDisposeScope());
            if (TensorBatch.Presences(batch, device) is { } marks)
            {
                presences.Add(marks.MoveToOuterDisposeScope());
            }
        }

        return new(cat(features, 0).DetachFromDisposeScope(), cat(labels, 0).DetachFromDisposeScope())
        {
            Metric = images.Metric,
            Presences = presences.Count > 0 ? cat(presences, 0).DetachFromDisposeScope() : null,
        };
    }
}
