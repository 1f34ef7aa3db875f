using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Pictures side by side in one PNG.</summary>
public static class PictureGrid
{
    private const byte Around = 128;

    /// <param name="pictures">Row by row. If they are not squares of one size, each is fitted into a square of at most <see cref="Overlay.LongestSide"/> pixels, grey around it.</param>
    /// <param name="columns">Pictures in a row.</param>
    /// <param name="scale">Screen pixels a side for one pixel, of pictures that are not fitted.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static byte[] Png(IReadOnlyList<RgbImage> pictures, int columns, int scale)
    {
        if (pictures.Count == 0)
            throw new ArgumentException("no picture to draw", nameof(pictures));
        if (pictures.Any(picture => picture.Width != pictures[0].Width || picture.Height != pictures[0].Width))
        {
            var side = Math.Min(Overlay.LongestSide, pictures.Max(picture => Math.Max(picture.Width, picture.Height)));
            (pictures, scale) = ([.. pictures.Select(picture => InSquare(Shrunk(picture, side), side))], 1);
        }
        return ContactSheet.Png((pictures.Count + columns - 1) / columns, Math.Min(columns, pictures.Count), [.. pictures.Select(Planes)], RgbImage.Channels, pictures[0].Width, scale);
    }

    /// <summary>The same picture with no side longer than <paramref name="longest"/>.</summary>
    internal static RgbImage Shrunk(RgbImage image, int longest)
    {
        var share = (double)longest / Math.Max(image.Width, image.Height);
        return share >= 1 ? image : AntialiasedResize.Resize(
            image, new Crop(0, 0, image.Height, image.Width), Fitted(image.Height), Fitted(image.Width), PixelInterpolation.Bilinear);

        int Fitted(int length) => Math.Max(1, (int)Math.Round(length * share));
    }

    private static RgbImage InSquare(RgbImage image, int side)
    {
        var pixels = new byte[side * side * RgbImage.Channels];
        pixels.AsSpan().Fill(Around);
        var (left, top) = ((side - image.Width) / 2, (side - image.Height) / 2);
        for (var y = 0; y < image.Height; y++)
            image.Pixels.AsSpan(y * image.Width * RgbImage.Channels, image.Width * RgbImage.Channels).CopyTo(pixels.AsSpan(((top + y) * side + left) * RgbImage.Channels));
        return new(side, side, pixels);
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
