using MimRepro.Data.Detection;

namespace MimRepro.Tasks.Detection;

/// <summary>The part of an object's mask that lies in a box, at the mask head's size.</summary>
/// <remarks>
/// open-mmlab/mmdetection mmdet/core/mask/structures.py (BitmapMasks.crop_and_resize): RoIAlign of the mask, 1 from a half on.
/// Around the image the mask is 0 as far as the padding goes.
/// </remarks>
public static class MaskTargets
{
    // Samples are often covered by exactly a half, which a sum of rounded weights may miss by a little.
    private const float Half = 0.5f - 1e-6f;

    /// <param name="mask">[height, width], 0 or 1.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="padded">Of the image with its padding.</param>
    /// <param name="box">In pixels.</param>
    /// <param name="target">[side, side], filled with 0 and 1.</param>
    public static void Fill(ReadOnlySpan<byte> mask, (int Width, int Height) size, (int Width, int Height) padded, DetectionBox box, Span<float> target)
    {
        var side = (int)Math.Sqrt(target.Length);
        var grid = new RoiGrid(side, Samples: 0, Scale: 1);
        var down = RoiAxis.Of(box.Top, box.Bottom, padded.Height, grid);
        var across = RoiAxis.Of(box.Left, box.Right, padded.Width, grid);
        for (var y = 0; y < side; y++)
            for (var x = 0; x < side; x++)
            {
                var sum = 0f;
                foreach (var (row, weightY) in down[y])
                {
                    if (row >= size.Height)
                        continue;
                    foreach (var (column, weightX) in across[x])
                        if (column < size.Width)
                            sum += mask[row * size.Width + column] * weightY * weightX;
                }
                target[y * side + x] = sum >= Half ? 1 : 0;
            }
    }
}
