using SkiaSharp;

namespace MimRepro.Data.Imaging;

/// <summary>Draws boxes, lines, dots and masks over a picture, enlarged if it is small, shrunk if it is large. Places are in pixels of the picture, (0, 0) its upper left corner.</summary>
public sealed class Overlay : IDisposable
{
    /// <summary>A side that is longer is shrunk to so many screen pixels.</summary>
    public const int LongestSide = 256;

    private const float LineWidth = 2, DotRadius = 3;
    private const byte MaskOpacity = 110;

    private readonly SKBitmap bitmap;
    private readonly SKCanvas canvas;
    private readonly (int Width, int Height) size;
    private readonly int step;
    private readonly float across, down;

    /// <param name="image">Left as it is.</param>
    /// <param name="scale">Screen pixels a side for one pixel, nearest neighbour, of pictures no longer than <see cref="LongestSide"/>.</param>
    public Overlay(RgbImage image, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        size = (image.Width, image.Height);
        if (Math.Max(image.Width, image.Height) > LongestSide)
            (image, scale) = (PictureGrid.Shrunk(image, LongestSide), 1);
        (step, across, down) = (scale, (float)image.Width * scale / size.Width, (float)image.Height * scale / size.Height);
        var bytes = new byte[checked(image.Width * scale * image.Height * scale * 4)];
        for (var y = 0; y < image.Height * scale; y++)
            for (var x = 0; x < image.Width * scale; x++)
            {
                var place = (y * image.Width * scale + x) * 4;
                image[x / scale, y / scale].CopyTo(bytes.AsSpan(place));
                bytes[place + 3] = byte.MaxValue;
            }
        bitmap = new SKBitmap(new SKImageInfo(image.Width * scale, image.Height * scale, SKColorType.Rgba8888, SKAlphaType.Premul));
        System.Runtime.InteropServices.Marshal.Copy(bytes, 0, bitmap.GetPixels(), bytes.Length);
        canvas = new SKCanvas(bitmap);
    }

    /// <summary>A colour of a list that repeats, the same for the same number: far apart for neighbours.</summary>
    public static (byte Red, byte Green, byte Blue) Colour(int number) => (number % 8) switch
    {
        0 => (230, 60, 50),
        1 => (60, 160, 250),
        2 => (250, 200, 40),
        3 => (90, 200, 90),
        4 => (200, 90, 220),
        5 => (250, 140, 40),
        6 => (70, 220, 220),
        _ => (240, 240, 240),
    };

    public Overlay Box(double left, double top, double right, double bottom, (byte Red, byte Green, byte Blue) colour)
    {
        using var paint = Pen(colour);
        canvas.DrawRect((float)left * across, (float)top * down, (float)(right - left) * across, (float)(bottom - top) * down, paint);
        return this;
    }

    public Overlay Line(double x, double y, double toX, double toY, (byte Red, byte Green, byte Blue) colour)
    {
        using var paint = Pen(colour);
        canvas.DrawLine((float)x * across, (float)y * down, (float)toX * across, (float)toY * down, paint);
        return this;
    }

    public Overlay Dot(double x, double y, (byte Red, byte Green, byte Blue) colour)
    {
        using var paint = Pen(colour);
        paint.Style = SKPaintStyle.Fill;
        canvas.DrawCircle((float)x * across, (float)y * down, DotRadius, paint);
        return this;
    }

    /// <summary>Tints the pixels of a mask.</summary>
    /// <param name="mask">[Height, Width] of the picture; 0 leaves a pixel as it is.</param>
    public Overlay Mask(ReadOnlySpan<byte> mask, (byte Red, byte Green, byte Blue) colour)
    {
        using var paint = new SKPaint { Color = new SKColor(colour.Red, colour.Green, colour.Blue, MaskOpacity), IsAntialias = false };
        for (var y = 0; y < bitmap.Height; y += step)
            for (var x = 0; x < bitmap.Width; x += step)
                if (mask[(int)((y + step / 2f) / down) * size.Width + (int)((x + step / 2f) / across)] != 0)
                    canvas.DrawRect(x, y, step, step, paint);
        return this;
    }

    /// <summary>What is drawn so far, enlarged.</summary>
    public RgbImage Image()
    {
        canvas.Flush();
        var image = new RgbImage(bitmap.Width, bitmap.Height, new byte[bitmap.Width * bitmap.Height * RgbImage.Channels]);
        var bytes = bitmap.Bytes;
        for (var i = 0; i < bitmap.Width * bitmap.Height; i++)
            bytes.AsSpan(i * 4, RgbImage.Channels).CopyTo(image.Pixels.AsSpan(i * RgbImage.Channels));
        return image;
    }

    public void Dispose()
    {
        canvas.Dispose();
        bitmap.Dispose();
    }

    private static SKPaint Pen((byte Red, byte Green, byte Blue) colour) => new()
    {
        Color = new SKColor(colour.Red, colour.Green, colour.Blue),
        Style = SKPaintStyle.Stroke,
        StrokeWidth = LineWidth,
        IsAntialias = true,
    };
}
