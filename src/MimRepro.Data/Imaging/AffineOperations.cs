using MimRepro.Recipes;

namespace MimRepro.Data.Imaging;

/// <summary>Turns, shears and moves a picture; its size stays, and what comes from outside is filled with one colour.</summary>
/// <remarks>
/// As python-pillow/Pillow Image.transform and Image.rotate do (libImaging/Geometry.c): pixel centres lie at halves, a place outside the
/// picture takes the fill colour, filters repeat the picture's edge, cubics have a = −1, and fractions are cut off.
/// </remarks>
internal static class AffineOperations
{
    private const int Channels = RgbImage.Channels;

    /// <summary>Counter-clockwise about the centre.</summary>
    public static RgbImage Rotate(RgbImage image, double degrees, Pixels pixels)
    {
        var angle = -degrees * (Math.PI / 180);
        // Rounded as Pillow does, so that a quarter turn is an exact one.
        var (cos, sin) = (Math.Round(Math.Cos(angle), 15), Math.Round(Math.Sin(angle), 15));
        var (x, y) = (image.Width / 2.0, image.Height / 2.0);
        return Transform(image, new(cos, sin, x - cos * x - sin * y, -sin, cos, y + sin * x - cos * y), pixels);
    }

    /// <summary>Rows move by <paramref name="factor"/> pixels a row, from the top.</summary>
    public static RgbImage ShearX(RgbImage image, double factor, Pixels pixels) => Transform(image, new(1, factor, 0, 0, 1, 0), pixels);

    /// <summary>Columns move by <paramref name="factor"/> pixels a column, from the left.</summary>
    public static RgbImage ShearY(RgbImage image, double factor, Pixels pixels) => Transform(image, new(1, 0, 0, factor, 1, 0), pixels);

    /// <summary>To the left by a share of the width.</summary>
    public static RgbImage TranslateX(RgbImage image, double share, Pixels pixels) => Transform(image, new(1, 0, share * image.Width, 0, 1, 0), pixels);

    /// <summary>Upwards by a share of the height.</summary>
    public static RgbImage TranslateY(RgbImage image, double share, Pixels pixels) => Transform(image, new(1, 0, 0, 0, 1, share * image.Height), pixels);

    private static RgbImage Transform(RgbImage image, Matrix matrix, Pixels pixels)
    {
        var result = new RgbImage(image.Width, image.Height, new byte[image.Pixels.Length]);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var target = result.Pixels.AsSpan((y * image.Width + x) * Channels, Channels);
                var column = matrix.A * (x + 0.5) + matrix.B * (y + 0.5) + matrix.C;
                var row = matrix.D * (x + 0.5) + matrix.E * (y + 0.5) + matrix.F;
                if (column < 0 || column >= image.Width || row < 0 || row >= image.Height)
                    pixels.Fill.AsSpan().CopyTo(target);
                else if (pixels.Interpolation == PixelInterpolation.Bicubic)
                    Bicubic(image, row - 0.5, column - 0.5, target);
                else
                    Bilinear(image, row - 0.5, column - 0.5, target);
            }
        return result;
    }

    private static void Bilinear(RgbImage image, double row, double column, Span<byte> target)
    {
        var (y, x) = ((int)Math.Floor(row), (int)Math.Floor(column));
        var (top, bottom) = (Inside(y, image.Height), Inside(y + 1, image.Height));
        var (left, right) = (Inside(x, image.Width), Inside(x + 1, image.Width));
        for (var channel = 0; channel < Channels; channel++)
        {
            var above = Between(image[left, top][channel], image[right, top][channel], column - x);
            var below = Between(image[left, bottom][channel], image[right, bottom][channel], column - x);
            target[channel] = (byte)Between(above, below, row - y);
        }
    }

    private static void Bicubic(RgbImage image, double row, double column, Span<byte> target)
    {
        var (y, x) = ((int)Math.Floor(row), (int)Math.Floor(column));
        Span<double> rows = stackalloc double[4];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var i = 0; i < rows.Length; i++)
            {
                var line = Inside(y - 1 + i, image.Height);
                rows[i] = Cubic(At(x - 1, line), At(x, line), At(x + 1, line), At(x + 2, line), column - x);
            }
            target[channel] = (byte)Math.Clamp(Cubic(rows[0], rows[1], rows[2], rows[3], row - y), 0, byte.MaxValue);

            double At(int place, int line) => image[Inside(place, image.Width), line][channel];
        }
    }

    private static int Inside(int place, int length) => Math.Clamp(place, 0, length - 1);

    private static double Between(double a, double b, double share) => a + (b - a) * share;

    private static double Cubic(double before, double a, double b, double after, double share) =>
        a + share * (b - before + share * (2 * (before - a) + b - after + share * (a - before + after - b)));

    /// <summary>How pixels are found: between pixels, and outside the picture.</summary>
    internal sealed record Pixels(PixelInterpolation Interpolation, byte[] Fill);

    /// <summary>Where output (x, y) comes from: column A x + B y + C, row D x + E y + F.</summary>
    private readonly record struct Matrix(double A, double B, double C, double D, double E, double F);
}
