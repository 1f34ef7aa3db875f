using SkiaSharp;

namespace MimRepro.Data.Imaging;

/// <summary>Pictures from outside: JPEG, PNG, WebP, BMP or GIF (its first frame), of any size, grey, palette or colour, turned as EXIF says.</summary>
public static class ImageFile
{
    /// <summary>Larger pictures are refused before memory is taken for them.</summary>
    public const long MostPixels = 100_000_000;

    private const int BytesPerPixel = 4;
    private const int Channels = RgbImage.Channels;

    /// <summary>The whole picture at its own size.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <returns>As EXIF says it is to be looked at; transparency is laid on black.</returns>
    /// <exception cref="DataFormatException">Not a picture of a known kind, cut short, damaged or too large.</exception>
    public static RgbImage Read(byte[] content, string name)
    {
        var (pixels, width, height, origin) = Decode(content, name);
        var sideways = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var image = new RgbImage(sideways ? height : width, sideways ? width : height, new byte[(long)width * height * Channels]);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var (row, column) = Turned(origin, y, x, height, width);
                var (from, to) = (((long)y * width + x) * BytesPerPixel, ((long)row * image.Width + column) * Channels);
                for (var channel = 0; channel < Channels; channel++)
                    image.Pixels[to + channel] = pixels[from + channel];
            }
        return image;
    }

    /// <summary>The centred square of a picture, resized with antialiasing.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="side">Side of the square that comes out, in pixels.</param>
    /// <param name="cropFraction">Share of the shorter side that is kept, above 0 and at most 1.</param>
    /// <returns>Red, green and blue, [3, side, side]. Transparency is laid on black.</returns>
    /// <exception cref="DataFormatException">Not a picture of a known kind, cut short, damaged or too large.</exception>
    public static byte[] Square(byte[] content, string name, int side, double cropFraction)
    {
        var (pixels, width, height, origin) = Decode(content, name);
        return Resize(pixels, width, height, origin, side, cropFraction);
    }

    // [height, width, 4], not yet turned.
    private static (byte[] Pixels, int Width, int Height, SKEncodedOrigin Origin) Decode(byte[] content, string name)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data) ?? throw Fault(name, "it is no JPEG, PNG, WebP, BMP or GIF");
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > MostPixels)
            throw Fault(name, $"it has {width} x {height} pixels, expected 1 to {MostPixels:N0} in all");
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var result = codec.GetPixels(info, out var pixels);
        if (result != SKCodecResult.Success)
            throw Fault(name, result == SKCodecResult.IncompleteInput ? "it is cut short" : $"it cannot be decoded ({result})");
        return (pixels, width, height, codec.EncodedOrigin);
    }

    private static byte[] Resize(byte[] pixels, int width, int height, SKEncodedOrigin origin, int side, double cropFraction)
    {
        var kept = Math.Max(1, (int)Math.Round(Math.Min(width, height) * cropFraction));
        var crop = new Crop((height - kept) / 2, (width - kept) / 2, kept, kept);
        var resampler = new Resampler(side, Math.Max(width, height));
        var (plane, resized) = (new byte[width * height], new float[side * side]);
        var square = new byte[Channels * side * side];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var i = 0; i < plane.Length; i++)
                plane[i] = pixels[(long)i * BytesPerPixel + channel];
            resampler.Resample(plane, width, crop, flip: false, resized);
            for (var y = 0; y < side; y++)
                for (var x = 0; x < side; x++)
                {
                    // A centred square stays one however the picture is turned, so turning comes last.
                    var (row, column) = Turned(origin, y, x, side, side);
                    square[(channel * side + row) * side + column] = (byte)Math.Clamp(MathF.Round(resized[y * side + x]), 0, byte.MaxValue);
                }
        }
        return square;
    }

    // Where pixel (y, x) of the stored picture goes.
    private static (int Row, int Column) Turned(SKEncodedOrigin origin, int y, int x, int height, int width) => origin switch
    {
        SKEncodedOrigin.TopRight => (y, width - 1 - x),
        SKEncodedOrigin.BottomRight => (height - 1 - y, width - 1 - x),
        SKEncodedOrigin.BottomLeft => (height - 1 - y, x),
        SKEncodedOrigin.LeftTop => (x, y),
        SKEncodedOrigin.RightTop => (x, height - 1 - y),
        SKEncodedOrigin.RightBottom => (width - 1 - x, height - 1 - y),
        SKEncodedOrigin.LeftBottom => (width - 1 - x, y),
        _ => (y, x),
    };

    private static DataFormatException Fault(string name, string what) =>
        new($"A picture cannot be read: {what}.\n  file:       {name}\n  Convert it, or take it out of the folder.");
}
