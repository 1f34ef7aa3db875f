using MimRepro.Data;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>What a classifier is trained by: cross-entropy of the one class of an image, or of each class by itself where an image may show several.</summary>
internal static class ClassificationLoss
{
    /// <param name="logits">[B, K].</param>
    /// <param name="batch">Labels, and how they are mixed.</param>
    /// <param name="smoothing">Share of every label that is spread over all classes.</param>
    /// <param name="augmentation">Null where nothing is mixed.</param>
    /// <returns>A scalar, nats.</returns>
    public static Tensor Of(Tensor logits, ImageBatch batch, double smoothing, AugmentationRecipe? augmentation)
    {
        if (TensorBatch.Presences(batch, logits.device) is { } presences)
            return OfSeveralClasses(logits, presences);
        if (augmentation?.Mixing is null)
            return nn.functional.cross_entropy(logits, TensorBatch.Labels(batch, logits.device), label_smoothing: smoothing);
        var classes = logits.shape[1];
        var targets = Data.Imaging.BatchMixing.Targets(batch.Labels, (int)classes, smoothing, batch.OwnShare);
        return SoftTargetLoss.Of(logits, tensor(targets, [batch.Count, classes], device: logits.device));
    }

    /// <summary>Mean binary cross-entropy over all pairs of image and class that count, in nats.</summary>
    /// <param name="logits">[B, K].</param>
    /// <param name="presences">[B, K], 1 where an image shows a class, −1 where not, 0 where that does not count.</param>
    /// <remarks>One-against-all, as Kornblith et al. 2019 (A.4) fit VOC2007.</remarks>
    public static Tensor OfSeveralClasses(Tensor logits, Tensor presences)
    {
        using var scope = NewDisposeScope();
        var counts = presences.ne(0).to_type(ScalarType.Float32);
        var sum = nn.functional.binary_cross_entropy_with_logits(logits.to_type(ScalarType.Float32), presences.gt(0).to_type(ScalarType.Float32), counts, nn.Reduction.Sum);
        return (sum / counts.sum().clamp_min(1)).MoveToOuterDisposeScope();
    }
}
