using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Pose;

/// <summary>Cuts a turned and scaled part out of an image.</summary>
public static class ImageWarp
{
    /// <summary>Bilinear, as cv2.warpAffine, but with exact weights where that has 1/32 of a pixel; black outside of the image.</summary>
    /// <param name="toOutput">From pixels of the image to pixels of the output.</param>
    /// <param name="target">[3, H, W], 0 … 255, overwritten.</param>
    /// <exception cref="ArgumentException">The target has another size.</exception>
    public static void Sample(RgbImage image, AffineMap toOutput, PixelSize output, Span<float> target)
    {
        if (target.Length != RgbImage.Channels * output.Area)
            throw new ArgumentException($"target has {target.Length} values, expected 3 x {output.Height} x {output.Width}", nameof(target));
        var back = toOutput.Inverse();
        for (var row = 0; row < output.Height; row++)
            for (var column = 0; column < output.Width; column++)
            {
                var (x, y) = (back.A * column + back.B * row + back.C, back.D * column + back.E * row + back.F);
                Sample(image, x, y, target, row * output.Width + column, output.Area);
            }
    }

    private static void Sample(RgbImage image, double x, double y, Span<float> target, int at, int plane)
    {
        if (!(x > -1 && y > -1 && x < image.Width && y < image.Height))
        {
            target[at] = target[at + plane] = target[at + 2 * plane] = 0;
            return;
        }
        var (left, top) = ((int)Math.Floor(x), (int)Math.Floor(y));
        var (right, down) = ((float)(x - left), (float)(y - top));
        var (red, green, blue) = (0f, 0f, 0f);
        for (var corner = 0; corner < 4; corner++)
        {
            var (column, line) = (left + (corner & 1), top + (corner >> 1));
            if (column < 0 || line < 0 || column >= image.Width || line >= image.Height)
                continue;
            var weight = ((corner & 1) == 0 ? 1 - right : right) * (corner >> 1 == 0 ? 1 - down : down);
            var pixel = image[column, line];
            (red, green, blue) = (red + weight * pixel[0], green + weight * pixel[1], blue + weight * pixel[2]);
        }
        (target[at], target[at + plane], target[at + 2 * plane]) = (red, green, blue);
    }
}
