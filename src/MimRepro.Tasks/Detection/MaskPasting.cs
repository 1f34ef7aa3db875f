using MimRepro.Data.Detection;

namespace MimRepro.Tasks.Detection;

/// <summary>A square of probabilities, stretched over its box, as a mask of the whole image.</summary>
/// <remarks>
/// open-mmlab/mmdetection mmdet/models/roi_heads/mask_heads/fcn_mask_head.py (_do_paste_mask, on a CPU): bilinear, zero around the
/// square, pixel centres at halves, nothing farther than a pixel outside of the box.
/// </remarks>
public static class MaskPasting
{
    /// <param name="probabilities">[side, side].</param>
    /// <param name="side">Pixels a side of the square.</param>
    /// <param name="box">In pixels of the image.</param>
    /// <param name="size">Of the image.</param>
    /// <param name="threshold">From this probability on a pixel belongs to the mask.</param>
    /// <returns>[Height, Width], 0 or 1.</returns>
    public static byte[] Paste(ReadOnlySpan<float> probabilities, int side, DetectionBox box, (int Width, int Height) size, double threshold)
    {
        var mask = new byte[size.Width * size.Height];
        var columns = Taps(box.Left, box.Right, size.Width, side);
        var rows = Taps(box.Top, box.Bottom, size.Height, side);
        foreach (var (y, top, down) in rows)
            foreach (var (x, left, across) in columns)
            {
                var value = (At(probabilities, top, left) * (1 - across) + At(probabilities, top, left + 1) * across) * (1 - down)
                    + (At(probabilities, top + 1, left) * (1 - across) + At(probabilities, top + 1, left + 1) * across) * down;
                if (value >= threshold)
                    mask[y * size.Width + x] = 1;
            }
        return mask;

        float At(ReadOnlySpan<float> values, int row, int column) =>
            row >= 0 && row < side && column >= 0 && column < side ? values[row * side + column] : 0;
    }

    /// <summary>For each pixel near the box the cell before it, which may be −1, and its distance from that cell's centre.</summary>
    private static List<(int Pixel, int Cell, float Share)> Taps(float from, float to, int length, int side)
    {
        var first = Math.Max(0, (int)Math.Clamp(MathF.Floor(from) - 1, 0, length));
        var end = (int)Math.Clamp(MathF.Ceiling(to) + 1, 0, length);
        var taps = new List<(int, int, float)>();
        for (var pixel = first; pixel < end; pixel++)
        {
            var place = (pixel + 0.5f - from) / (to - from) * 2 - 1;
            if (float.IsInfinity(place))
                place = 0; // a box without width
            var cell = ((place + 1) * side - 1) / 2;
            if (cell > -1 && cell < side)
                taps.Add((pixel, (int)MathF.Floor(cell), cell - MathF.Floor(cell)));
        }
        return taps;
    }
}
