using SkiaSharp;

namespace MimRepro.Data.Imaging;

/// <summary>Draws rows of equally large images into one PNG. It writes no text: the caption names rows and columns.</summary>
public static class ContactSheet
{
    private const int BytesPerPixel = 4;

    /// <summary>Transparent pixels between images, before scaling, so that a sheet suits light and dark pages.</summary>
    public const int Gap = 1;

    /// <param name="cells">Images [C, size, size], row by row; values 0 … 1, others are clamped. Fewer than rows x columns leave cells empty.</param>
    /// <param name="channels">1 (grey) or 3 (red, green, blue).</param>
    /// <param name="size">Side of an image in pixels.</param>
    /// <param name="scale">Screen pixels a side for one image pixel; nearest neighbour.</param>
    /// <returns>A PNG file; the same bytes for the same input.</returns>
    /// <exception cref="ArgumentException">A cell has another length, or there are too many.</exception>
    public static byte[] Png(int rows, int columns, IReadOnlyList<float[]> cells, int channels, int size, int scale) =>
        Png(rows, columns, [.. cells.Select(cell => Array.ConvertAll(cell, ToByte))], channels, size, scale);

    /// <inheritdoc cref="Png(int, int, IReadOnlyList{float[]}, int, int, int)"/>
    /// <param name="cells">Images [C, size, size] as bytes, row by row.</param>
    public static byte[] Png(int rows, int columns, IReadOnlyList<byte[]> cells, int channels, int size, int scale)
    {
        Check(rows, columns, cells, channels, size, scale);
        var width = (columns * (size + Gap) - Gap) * scale;
        var height = (rows * (size + Gap) - Gap) * scale;
        var sheet = new byte[checked(width * height * BytesPerPixel)];
        for (var i = 0; i < cells.Count; i++)
            Draw(cells[i], channels, size, scale, sheet.AsSpan(((i / columns) * width + i % columns) * (size + Gap) * scale * BytesPerPixel), width);
        using var image = SKImage.FromPixelCopy(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul), sheet);
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Check(int rows, int columns, IReadOnlyList<byte[]> cells, int channels, int size, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(columns);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(scale);
        if (channels is not (1 or 3))
            throw new ArgumentException($"channels is {channels}, expected 1 or 3", nameof(channels));
        if (cells.Count > rows * columns)
            throw new ArgumentException($"{cells.Count} cells, expected at most {rows} x {columns}", nameof(cells));
        for (var i = 0; i < cells.Count; i++)
            if (cells[i].Length != channels * size * size)
                throw new ArgumentException($"cell {i} has {cells[i].Length} values, expected {channels} x {size} x {size}", nameof(cells));
    }

    private static void Draw(byte[] cell, int channels, int size, int scale, Span<byte> corner, int sheetWidth)
    {
        for (var y = 0; y < size * scale; y++)
            for (var x = 0; x < size * scale; x++)
            {
                var pixel = y / scale * size + x / scale;
                var target = corner.Slice((y * sheetWidth + x) * BytesPerPixel, BytesPerPixel);
                for (var colour = 0; colour < 3; colour++)
                    target[colour] = cell[(channels == 1 ? 0 : colour) * size * size + pixel];
                target[3] = byte.MaxValue;
            }
    }

    // NaN becomes 0.
    private static byte ToByte(float value) => value > 0 ? (byte)MathF.Round(Math.Min(value, 1) * 255) : (byte)0;
}
