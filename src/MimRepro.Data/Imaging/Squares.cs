namespace MimRepro.Data.Imaging;

/// <summary>Square images of bytes [C, side, side], resized with antialiasing.</summary>
public static class Squares
{
    /// <param name="image">[C, side, side].</param>
    /// <param name="side">In pixels.</param>
    /// <param name="newSide">In pixels.</param>
    /// <returns>[C, newSide, newSide].</returns>
    public static byte[] Resize(ReadOnlySpan<byte> image, int side, int newSide)
    {
        var channels = image.Length / (side * side);
        var resampler = new Resampler(newSide, side);
        var (plane, resized) = (new float[newSide * newSide], new byte[channels * newSide * newSide]);
        for (var channel = 0; channel < channels; channel++)
        {
            resampler.Resample(image.Slice(channel * side * side, side * side), side, new Crop(0, 0, side, side), flip: false, plane);
            for (var i = 0; i < plane.Length; i++)
                resized[channel * plane.Length + i] = (byte)Math.Clamp(MathF.Round(plane[i]), 0, byte.MaxValue);
        }
        return resized;
    }

    /// <summary>The centred square of an image of a set, in three channels: grey three times, colours as they are.</summary>
    /// <returns>[3, newSide, newSide].</returns>
    public static byte[] InColour(ImageSet images, int index, int newSide)
    {
        var crop = Crop.CenterSquare(images.Height, images.Width);
        var pixels = images.Pixels(index);
        var square = new byte[images.Channels * crop.Height * crop.Width];
        for (var channel = 0; channel < images.Channels; channel++)
            for (var y = 0; y < crop.Height; y++)
                pixels.Slice((channel * images.Height + crop.Top + y) * images.Width + crop.Left, crop.Width)
                    .CopyTo(square.AsSpan((channel * crop.Height + y) * crop.Width));
        var resized = Resize(square, crop.Height, newSide);
        return images.Channels == 1 ? [.. resized, .. resized, .. resized] : resized;
    }
}
