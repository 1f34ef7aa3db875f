using MimRepro.Data.Imaging;

namespace MimRepro.Data.Detection;

/// <summary>Pictures, boxes and masks in another size, mirrored, or cut out.</summary>
/// <remarks>
/// open-mmlab/mmdetection mmdet/datasets/pipelines/transforms.py, whose pictures OpenCV resizes: bilinear without antialiasing and
/// rounded to bytes, pixel centres at halves; masks take the pixel at floor(place x scale).
/// </remarks>
internal static class DetectionResizing
{
    /// <summary>The size at which the short side is at most <paramref name="shortSide"/> and the long side at most <paramref name="longSide"/>, ratio kept.</summary>
    /// <remarks>Rounded half up; at least one pixel.</remarks>
    public static (int Width, int Height) SizeFor(int width, int height, int shortSide, int longSide)
    {
        // The reference takes the larger of both limits for the long side.
        var (most, least) = (Math.Max(shortSide, longSide), Math.Min(shortSide, longSide));
        var scale = Math.Min((double)most / Math.Max(width, height), (double)least / Math.Min(width, height));
        return (Math.Max(1, (int)(width * scale + 0.5)), Math.Max(1, (int)(height * scale + 0.5)));
    }

    public static DetectionImage Resize(DetectionImage source, int width, int height)
    {
        var image = source.Image;
        if (width == image.Width && height == image.Height)
            return source;
        var (x, y) = ((float)((double)width / image.Width), (float)((double)height / image.Height));
        return new(Bilinear(image, width, height),
            [.. source.Boxes.Select(box => Clip(new(box.Left * x, box.Top * y, box.Right * x, box.Bottom * y), width, height))],
            source.Classes,
            [.. source.Masks.Select(mask => Nearest(mask, image.Width, image.Height, width, height))]);
    }

    public static DetectionImage Mirror(DetectionImage source)
    {
        var (width, height) = (source.Image.Width, source.Image.Height);
        var pixels = new byte[source.Image.Pixels.Length];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                source.Image[width - 1 - x, y].CopyTo(pixels.AsSpan((y * width + x) * RgbImage.Channels));
        return new(new RgbImage(width, height, pixels),
            [.. source.Boxes.Select(box => new DetectionBox(width - box.Right, box.Top, width - box.Left, box.Bottom))],
            source.Classes,
            [.. source.Masks.Select(mask => MirrorRows(mask, width))]);
    }

    /// <summary>A part of the picture, with those objects of whose boxes something is left.</summary>
    public static DetectionImage Cut(DetectionImage source, Crop crop)
    {
        var pixels = CutRows(source.Image.Pixels, source.Image.Width * RgbImage.Channels, crop.Top, crop.Height, crop.Left * RgbImage.Channels, crop.Width * RgbImage.Channels);
        var boxes = source.Boxes.Select(box => Clip(new(box.Left - crop.Left, box.Top - crop.Top, box.Right - crop.Left, box.Bottom - crop.Top), crop.Width, crop.Height)).ToArray();
        int[] left = [.. Enumerable.Range(0, boxes.Length).Where(i => boxes[i].Width > 0 && boxes[i].Height > 0)];
        return new(new RgbImage(crop.Width, crop.Height, pixels), [.. left.Select(i => boxes[i])], [.. left.Select(i => source.Classes[i])],
            [.. left.Select(i => CutRows(source.Masks[i], source.Image.Width, crop.Top, crop.Height, crop.Left, crop.Width))]);
    }

    private static DetectionBox Clip(DetectionBox box, int width, int height) => new(
        Math.Clamp(box.Left, 0, width), Math.Clamp(box.Top, 0, height), Math.Clamp(box.Right, 0, width), Math.Clamp(box.Bottom, 0, height));

    private static byte[] CutRows(byte[] source, int stride, int top, int rows, int left, int length)
    {
        var part = new byte[rows * length];
        for (var y = 0; y < rows; y++)
            source.AsSpan((top + y) * stride + left, length).CopyTo(part.AsSpan(y * length));
        return part;
    }

    private static byte[] MirrorRows(byte[] mask, int width)
    {
        var mirrored = (byte[])mask.Clone();
        for (var start = 0; start < mirrored.Length; start += width)
            mirrored.AsSpan(start, width).Reverse();
        return mirrored;
    }

    private static byte[] Nearest(byte[] mask, int oldWidth, int oldHeight, int width, int height)
    {
        var (columns, rows) = (Places(oldWidth, width), Places(oldHeight, height));
        var resized = new byte[width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
                resized[y * width + x] = mask[rows[y] * oldWidth + columns[x]];
        return resized;

        static int[] Places(int length, int newLength) =>
            [.. Enumerable.Range(0, newLength).Select(place => Math.Min((int)Math.Floor(place * ((double)length / newLength)), length - 1))];
    }

    private static RgbImage Bilinear(RgbImage image, int width, int height)
    {
        var (columns, rows) = (Taps(image.Width, width), Taps(image.Height, height));
        var pixels = new byte[(long)width * height * RgbImage.Channels];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = rows[y];
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = columns[x];
                ReadOnlySpan<byte> a = image[left, top], b = image[right, top], c = image[left, bottom], d = image[right, bottom];
                for (var channel = 0; channel < RgbImage.Channels; channel++)
                {
                    var upper = a[channel] + (b[channel] - a[channel]) * across;
                    var lower = c[channel] + (d[channel] - c[channel]) * across;
                    pixels[(y * width + x) * RgbImage.Channels + channel] = (byte)(upper + (lower - upper) * down + 0.5f);
                }
            }
        }
        return new(width, height, pixels);
    }

    /// <summary>For each new place the two old ones it lies between, and its distance from the first.</summary>
    private static (int First, int Second, float Share)[] Taps(int length, int newLength)
    {
        var taps = new (int, int, float)[newLength];
        for (var place = 0; place < newLength; place++)
        {
            var center = Math.Clamp((place + 0.5) * length / newLength - 0.5, 0, length - 1);
            var first = (int)center;
            taps[place] = (first, Math.Min(first + 1, length - 1), (float)(center - first));
        }
        return taps;
    }
}
