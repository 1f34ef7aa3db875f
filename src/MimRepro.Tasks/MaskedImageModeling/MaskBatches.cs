using MimRepro.Data;
using static TorchSharp.torch;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>Masks for batches of images. A mask depends only on seed, purpose and the image's running number.</summary>
public sealed class MaskBatches(MaskGenerator generator, int seed, string purpose)
{
    /// <summary>Masks of <paramref name="count"/> images.</summary>
    /// <param name="firstImage">Running number of the first image.</param>
    /// <param name="count">B.</param>
    /// <param name="device">Where the result goes.</param>
    /// <returns>[B, H/p, W/p], float32, 1 where hidden. The caller's dispose scope owns it.</returns>
    public Tensor Draw(long firstImage, int count, Device device)
    {
        var side = generator.TokensPerSide;
        var values = new float[count * side * side];
        for (var image = 0; image < count; image++)
        {
            generator.Draw(new SeededRandom(seed, purpose, firstImage + image), values.AsSpan(image * side * side, side * side));
        }

        return tensor(values, [count, side, side], device: device);
    }
}
