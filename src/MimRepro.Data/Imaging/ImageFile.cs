using SkiaSharp;

namespace MimRepro.Data.Imaging;

/// <summary>Pictures from outside: JPEG, PNG, WebP, BMP or GIF (its first frame), of any size, grey, palette or colour, turned as EXIF says.</summary>
public static class ImageFile
{
    /// <summary>Larger pictures are refused before memory is taken for them.</summary>
    public const long MostPixels = 100_000_000;

    private const int BytesPerPixel = 4;
    private const int Channels = 3;

    /// <summary>The centred square of a picture, resized with antialiasing.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="side">Side of the square that comes out, in pixels.</param>
    /// <param name="cropFraction">Share of the shorter side that is kept, above 0 and at most 1.</param>
    /// <returns>Red, green and blue, [3, side, side]. Transparency is laid on black.</returns>
    /// <exception cref="DataFormatException">Not a picture of a known kind, cut short, damaged or too large.</exception>
    public static byte[] Square(byte[] content, string name, int side, double cropFraction)
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
        return Resize(pixels, width, height, codec.EncodedOrigin, side, cropFraction);
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
                    square[channel * side * side + Turned(origin, y, x, side)] = (byte)Math.Clamp(MathF.Round(resized[y * side + x]), 0, byte.MaxValue);
        }
        return square;
    }

    // A centred square stays one however the picture is turned, so turning comes last: where pixel (y, x) goes.
    private static int Turned(SKEncodedOrigin origin, int y, int x, int side)
    {
        var last = side - 1;
        var (row, column) = origin switch
        {
            SKEncodedOrigin.TopRight => (y, last - x),
            SKEncodedOrigin.BottomRight => (last - y, last - x),
            SKEncodedOrigin.BottomLeft => (last - y, x),
            SKEncodedOrigin.LeftTop => (x, y),
            SKEncodedOrigin.RightTop => (x, last - y),
            SKEncodedOrigin.RightBottom => (last - x, last - y),
            SKEncodedOrigin.LeftBottom => (last - x, y),
            _ => (y, x),
        };
        return row * side + column;
    }

    private static DataFormatException Fault(string name, string what) =>
        new($"A picture cannot be read: {what}.\n  file:       {name}\n  Convert it, or take it out of the folder.");
}
