using MimRepro.Data;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks;

/// <summary>Batches of arrays as tensors on a device. The caller's dispose scope owns what comes back.</summary>
public static class TensorBatch
{
    /// <returns>[B, C, S, S], float32, normalised.</returns>
    public static Tensor Images(ImageBatch batch, DataRecipe recipe, Device device) =>
        tensor(batch.Pixels, [batch.Count, recipe.Channels, recipe.ImageSize, recipe.ImageSize], device: device);

    /// <returns>[B, K], float32: 1 where an image shows a class, −1 where not, 0 where that does not count; null where each image has one class.</returns>
    public static Tensor? Presences(ImageBatch batch, Device device) => batch.Presences is { } presences
        ? tensor(Array.ConvertAll(presences, presence => (float)presence), [batch.Count, presences.Length / batch.Count], device: device)
        : null;

    /// <returns>[B], int64.</returns>
    public static Tensor Labels(ImageBatch batch, Device device) => tensor(batch.Labels, [batch.Count], device: device);
}
