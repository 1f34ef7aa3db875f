using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>All images of a set, once, in order, without augmentation.</summary>
public static class EvaluationBatches
{
    /// <summary>Batches in the order of the set; the last one may be smaller. Crop and flip of the recipe are ignored.</summary>
    public static IEnumerable<ImageBatch> Of(ILabelledImages images, DataRecipe recipe, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return Make(images, images.Reader(recipe, augmentation: null), batchSize);
    }

    private static IEnumerable<ImageBatch> Make(ILabelledImages images, IImageReader reader, int batchSize)
    {
        for (var first = 0; first < images.Count; first += batchSize)
            yield return MakeBatch(images, reader, first, Math.Min(batchSize, images.Count - first), first / batchSize);
    }

    private static ImageBatch MakeBatch(ILabelledImages images, IImageReader reader, int first, int count, long step)
    {
        var pixels = GC.AllocateUninitializedArray<float>(count * reader.OutputLength);
        reader.ForEach(count, i => reader.Center(first + i, pixels.AsSpan(i * reader.OutputLength, reader.OutputLength)));
        return BatchLabels.Of(images, [.. Enumerable.Range(first, count)], pixels, step);
    }
}
