using MimRepro.Recipes;

namespace MimRepro.Tasks.Detection;

/// <summary>Boxes of fixed shapes around every place of the feature maps.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/core/anchor/anchor_generator.py: centred on multiples of the stride, ratio by ratio, scale by scale.</remarks>
public sealed class Anchors(AnchorRecipe recipe, IReadOnlyList<int> strides)
{
    public int PerPlace => recipe.Ratios.Length * recipe.Scales.Length;

    /// <summary>Boxes of one map, place by place, row by row.</summary>
    /// <param name="level">0 is the finest.</param>
    /// <returns>[rows x columns x PerPlace x 4], in pixels.</returns>
    public float[] Of(int level, long rows, long columns)
    {
        var shapes = Shapes(strides[level]);
        var boxes = new float[rows * columns * shapes.Length * 4];
        var next = 0;
        for (var y = 0; y < rows; y++)
            for (var x = 0; x < columns; x++)
                foreach (var (width, height) in shapes)
                {
                    float left = (float)x * strides[level], top = (float)y * strides[level];
                    boxes[next++] = left - 0.5f * width;
                    boxes[next++] = top - 0.5f * height;
                    boxes[next++] = left + 0.5f * width;
                    boxes[next++] = top + 0.5f * height;
                }
        return boxes;
    }

    /// <summary>Which anchors of a map lie at places that a padded image reaches; the rest are of a batch's common canvas alone.</summary>
    /// <param name="padded">The image's own size with its padding, in pixels.</param>
    /// <returns>[rows x columns x PerPlace].</returns>
    public bool[] Reached(int level, long rows, long columns, (int Width, int Height) padded)
    {
        var (reachedRows, reachedColumns) = (Steps(padded.Height), Steps(padded.Width));
        var reached = new bool[rows * columns * PerPlace];
        for (var y = 0L; y < Math.Min(rows, reachedRows); y++)
            Array.Fill(reached, true, (int)(y * columns * PerPlace), (int)(Math.Min(columns, reachedColumns) * PerPlace));
        return reached;

        int Steps(int pixels) => (pixels + strides[level] - 1) / strides[level];
    }

    private (float Width, float Height)[] Shapes(int stride) =>
        [.. from ratio in recipe.Ratios
            let root = MathF.Sqrt((float)ratio)
            from scale in recipe.Scales
            select (stride * (1 / root) * (float)scale, stride * root * (float)scale)];
}
