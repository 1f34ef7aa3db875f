using System.Runtime.InteropServices;
using SkiaSharp;

namespace MimRepro.Data.Imaging;

/// <summary>Pictures from outside: JPEG, PNG, WebP, BMP or GIF (its first frame), of any size, grey, palette or colour, turned as EXIF says.</summary>
public static class ImageFile
{
    /// <summary>Larger pictures are refused before memory is taken for them.</summary>
    public const long MostPixels = 100_000_000;

    // A small file may not ask for gigabytes: a flat picture shrinks a thousandfold, a photograph tenfold.
    private const long AllowedBytes = 64L << 20;
    private const int AllowedGrowth = 4;

    private const int BytesDecoded = 4;
    private const int Channels = RgbImage.Channels;

    /// <summary>The whole picture at its own size.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="name">The file, for messages.</param>
    /// <returns>As EXIF says it is to be looked at; transparency is laid on black.</returns>
    /// <exception cref="DataFormatException">Not a picture of a known kind, cut short, damaged or too large.</exception>
    public static RgbImage Read(byte[] content, string name)
    {
        var (image, origin) = Decode(content, name);
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default)
            return image;
        var sideways = origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;
        var turned = new RgbImage(sideways ? image.Height : image.Width, sideways ? image.Width : image.Height, new byte[image.Pixels.Length]);
        for (var y = 0; y < image.Height; y++)
            for (var x = 0; x < image.Width; x++)
            {
                var (row, column) = Turned(origin, y, x, image.Height, image.Width);
                image[x, y].CopyTo(turned.Pixels.AsSpan((row * turned.Width + column) * Channels));
            }
        return turned;
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
        var (image, origin) = Decode(content, name, (int)Math.Ceiling(side / cropFraction));
        var kept = Math.Max(1, (int)Math.Round(Math.Min(image.Width, image.Height) * cropFraction));
        var crop = new Crop((image.Height - kept) / 2, (image.Width - kept) / 2, kept, kept);
        var resampler = new Resampler(side, Math.Max(image.Width, image.Height));
        var (plane, resized) = (new byte[image.Width * image.Height], new float[side * side]);
        var square = new byte[Channels * side * side];
        for (var channel = 0; channel < Channels; channel++)
        {
            for (var i = 0; i < plane.Length; i++)
                plane[i] = image.Pixels[i * Channels + channel];
            resampler.Resample(plane, image.Width, crop, flip: false, resized);
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

    // Not yet turned. A JPEG may come out smaller than it is, but no side of it shorter than wanted.
    private static (RgbImage Image, SKEncodedOrigin Origin) Decode(byte[] content, string name, int shortestSide = int.MaxValue)
    {
        using var data = SKData.CreateCopy(content);
        using var codec = SKCodec.Create(data) ?? throw Fault(name, "it is no JPEG, PNG, WebP, BMP or GIF");
        var (width, height) = Size(codec, name, shortestSide);
        var info = new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb());
        var byRows = codec.StartScanlineDecode(info) == SKCodecResult.Success && codec.ScanlineOrder == SKCodecScanlineOrder.TopDown;
        // Three bytes a pixel and one plane more for resizing; a codec that does not work by rows needs its own copy.
        var needed = (long)width * height * (byRows ? Channels + 1 : Channels + 1 + BytesDecoded);
        if (needed > AllowedBytes + (long)AllowedGrowth * content.Length)
            throw Fault(name, $"{content.Length:N0} bytes would unfold to {width} x {height} pixels, more than {AllowedBytes >> 20} MiB and {AllowedGrowth} times the file can hold");
        var image = new RgbImage(width, height, new byte[(long)width * height * Channels]);
        if (byRows)
            ReadRows(codec, image, name);
        else
            ReadWhole(codec, info, image, name);
        return (image, codec.EncodedOrigin);
    }

    private static (int Width, int Height) Size(SKCodec codec, string name, int shortestSide)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if (width < 1 || height < 1 || (long)width * height > MostPixels)
            throw Fault(name, $"it has {width} x {height} pixels, expected 1 to {MostPixels:N0} in all");
        if (codec.EncodedFormat != SKEncodedImageFormat.Jpeg || Math.Min(width, height) <= shortestSide)
            return (width, height);
        var scaled = codec.GetScaledDimensions((float)shortestSide / Math.Min(width, height));
        return Math.Min(scaled.Width, scaled.Height) >= shortestSide ? (scaled.Width, scaled.Height) : (width, height);
    }

    private static void ReadRows(SKCodec codec, RgbImage image, string name)
    {
        var row = new byte[image.Width * BytesDecoded];
        var pinned = GCHandle.Alloc(row, GCHandleType.Pinned);
        try
        {
            for (var y = 0; y < image.Height; y++)
            {
                if (codec.GetScanlines(pinned.AddrOfPinnedObject(), 1, row.Length) != 1)
                    throw Fault(name, "it is cut short or damaged");
                Keep(row, image, y * image.Width);
            }
        }
        finally
        {
            pinned.Free();
        }
    }

    private static void ReadWhole(SKCodec codec, SKImageInfo info, RgbImage image, string name)
    {
        var result = codec.GetPixels(info, out var pixels);
        if (result != SKCodecResult.Success)
            throw Fault(name, result == SKCodecResult.IncompleteInput ? "it is cut short" : $"it cannot be decoded ({result})");
        Keep(pixels, image, 0);
    }

    // Alpha is dropped: colours come multiplied by it, which lays them on black.
    private static void Keep(byte[] decoded, RgbImage image, int firstPixel)
    {
        for (int from = 0, to = firstPixel * Channels; from < decoded.Length; from += BytesDecoded, to += Channels)
            (image.Pixels[to], image.Pixels[to + 1], image.Pixels[to + 2]) = (decoded[from], decoded[from + 1], decoded[from + 2]);
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
