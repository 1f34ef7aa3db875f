namespace MimRepro.Data.Imaging;

/// <summary>A colour picture of any size: bytes [Height, Width, 3], red, green and blue, row by row from the top.</summary>
public sealed class RgbImage
{
    public const int Channels = 3;

    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="pixels">[height, width, 3]; shared, not copied.</param>
    /// <exception cref="ArgumentException">The length does not fit.</exception>
    public RgbImage(int width, int height, byte[] pixels)
    {
        if (width < 1 || height < 1 || pixels.LongLength != (long)width * height * Channels)
            throw new ArgumentException($"{pixels.LongLength} bytes for {width} x {height} pixels of {Channels} bytes", nameof(pixels));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    public int Width { get; }

    public int Height { get; }

    public byte[] Pixels { get; }

    /// <summary>Red, green and blue of one pixel.</summary>
    public ReadOnlySpan<byte> this[int x, int y] => Pixels.AsSpan((y * Width + x) * Channels, Channels);
}
