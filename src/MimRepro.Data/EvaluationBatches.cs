using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data;

/// <summary>All images of a set, once, in order, without augmentation.</summary>
public static class EvaluationBatches
{
    /// <summary>Batches in the order of the set; the last one may be smaller. Crop and flip of the recipe are ignored.</summary>
    public static IEnumerable<ImageBatch> Of(ImageSet images, DataRecipe recipe, int batchSize)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(batchSize);
        return Make(images, new ImageTransform(images, recipe), batchSize);
    }

    private static IEnumerable<ImageBatch> Make(ImageSet images, ImageTransform transform, int batchSize)
    {
        for (var first = 0; first < images.Count; first += batchSize)
            yield return MakeBatch(images, transform, first, Math.Min(batchSize, images.Count - first), first / batchSize);
    }

    private static ImageBatch MakeBatch(ImageSet images, ImageTransform transform, int first, int count, long step)
    {
        var pixels = GC.AllocateUninitializedArray<float>(count * transform.OutputLength);
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            transform.Center(images.Pixels(first + i), pixels.AsSpan(i * transform.OutputLength, transform.OutputLength));
            labels[i] = images.Label(first + i);
        }
        return new(pixels, labels, count, step);
    }
}
