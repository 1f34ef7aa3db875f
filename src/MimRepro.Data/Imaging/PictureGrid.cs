namespace MimRepro.Data.Imaging;

/// <summary>Pictures of one size side by side in one PNG.</summary>
public static class PictureGrid
{
    /// <param name="pictures">Square, of one size; row by row.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="scale">Screen pixels a side for one pixel.</param>
    /// <exception cref="ArgumentException">There is none, or one is of another size.</exception>
    public static byte[] Png(IReadOnlyList<RgbImage> pictures, int columns, int scale)
    {
        if (pictures.Count == 0)
            throw new ArgumentException("no picture to draw", nameof(pictures));
        return ContactSheet.Png((pictures.Count + columns - 1) / columns, Math.Min(columns, pictures.Count), [.. pictures.Select(Planes)], RgbImage.Channels, pictures[0].Width, scale);
    }

    // [3, H, W] of [H, W, 3]
    private static byte[] Planes(RgbImage image)
    {
        var pixels = image.Width * image.Height;
        var planes = new byte[pixels * RgbImage.Channels];
        for (var i = 0; i < pixels; i++)
            for (var channel = 0; channel < RgbImage.Channels; channel++)
                planes[channel * pixels + i] = image.Pixels[i * RgbImage.Channels + channel];
        return planes;
    }
}
