namespace MimRepro.Tasks.Pose;

/// <summary>Reads joints off heat maps.</summary>
/// <remarks>microsoft/human-pose-estimation.pytorch lib/core/inference.py, get_max_preds and get_final_preds.</remarks>
public static class HeatmapDecoding
{
    private const double Quarter = 0.25;

    /// <summary>The highest pixel of one map; of equal ones the first, row by row.</summary>
    /// <param name="map">[H, W].</param>
    /// <returns>In pixels of the map, with its height as score; (0, 0) where nothing is above 0.</returns>
    /// <exception cref="ArgumentException">The map is empty or has no whole rows.</exception>
    public static Joint Peak(ReadOnlySpan<float> map, int width)
    {
        if (width < 1 || map.Length == 0 || map.Length % width != 0)
            throw new ArgumentException($"{map.Length} values in rows of {width}", nameof(map));
        var best = 0;
        for (var at = 1; at < map.Length; at++)
            if (map[at] > map[best])
                best = at;
        return map[best] > 0 ? new(best % width, best / width, map[best]) : new(0, 0, map[best]);
    }

    /// <summary>Moves a peak a quarter of a pixel towards the higher neighbour, on each axis.</summary>
    /// <remarks>Not at the rim; the reference leaves out pixel 1 as well, but not the last but one.</remarks>
    public static Joint Refine(ReadOnlySpan<float> map, PixelSize size, Joint peak)
    {
        var (x, y) = ((int)Math.Floor(peak.X + 0.5), (int)Math.Floor(peak.Y + 0.5));
        if (x <= 1 || x >= size.Width - 1 || y <= 1 || y >= size.Height - 1)
            return peak;
        var at = y * size.Width + x;
        return peak with
        {
            X = peak.X + Quarter * Math.Sign(map[at + 1] - map[at - 1]),
            Y = peak.Y + Quarter * Math.Sign(map[at + size.Width] - map[at - size.Width]),
        };
    }

    /// <summary>All joints of one person in pixels of the image.</summary>
    /// <param name="maps">[J, H, W].</param>
    /// <param name="crop">What the network saw, not turned.</param>
    /// <param name="refine">Whether peaks move by <see cref="Refine"/>.</param>
    /// <exception cref="ArgumentException">The maps have another size.</exception>
    public static Joint[] Decode(ReadOnlySpan<float> maps, PixelSize size, PoseCrop crop, bool refine)
    {
        if (maps.Length % size.Area != 0)
            throw new ArgumentException($"{maps.Length} values, expected a multiple of {size.Width} x {size.Height}", nameof(maps));
        var back = crop.To(size).Inverse();
        var joints = new Joint[maps.Length / size.Area];
        for (var joint = 0; joint < joints.Length; joint++)
        {
            var map = maps.Slice(joint * size.Area, size.Area);
            var peak = Peak(map, size.Width);
            var place = back.Apply((refine ? Refine(map, size, peak) : peak).Point);
            joints[joint] = new(place.X, place.Y, peak.Score);
        }
        return joints;
    }
}
