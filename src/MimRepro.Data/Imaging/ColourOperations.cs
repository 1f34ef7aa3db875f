namespace MimRepro.Data.Imaging;

/// <summary>Changes of a picture's colours, each a new picture; values are those of Pillow.</summary>
/// <remarks>
/// python-pillow/Pillow ImageOps.py, ImageEnhance.py, libImaging/Blend.c, Convert.c and Filter.c, as facts: channels are changed by
/// tables of their own, grey is (19595 R + 38470 G + 7471 B + 32768) / 65536, and blending cuts fractions off.
/// </remarks>
internal static class ColourOperations
{
    private const int Channels = RgbImage.Channels, Levels = 256, White = Levels - 1;

    /// <summary>Stretches each channel so that its darkest value becomes 0 and its lightest 255.</summary>
    public static RgbImage AutoContrast(RgbImage image) => MapChannels(image, histogram =>
    {
        var (darkest, lightest) = (Array.FindIndex(histogram, count => count > 0), Array.FindLastIndex(histogram, count => count > 0));
        if (lightest <= darkest)
            return null;
        var scale = (double)White / (lightest - darkest);
        var offset = -darkest * scale;
        return Table(value => (int)(value * scale + offset));
    });

    /// <summary>Spreads the values of each channel so that equally many pixels have each.</summary>
    public static RgbImage Equalize(RgbImage image) => MapChannels(image, histogram =>
    {
        var last = Array.FindLastIndex(histogram, count => count > 0);
        var step = (histogram.Sum() - histogram[last]) / White;
        if (step == 0)
            return null;
        var below = step / 2;
        return Table(value =>
        {
            var level = below / step;
            below += histogram[value];
            return level;
        });
    });

    public static RgbImage Invert(RgbImage image) => Map(image, value => White - value);

    /// <summary>Inverts values from <paramref name="threshold"/> up.</summary>
    public static RgbImage Solarize(RgbImage image, int threshold) => Map(image, value => value < threshold ? value : White - value);

    /// <summary>Adds to values below 128.</summary>
    public static RgbImage SolarizeAdd(RgbImage image, int added) => Map(image, value => value < 128 ? value + added : value);

    /// <summary>Keeps the highest bits of each value, 0 … 8 of them.</summary>
    public static RgbImage Posterize(RgbImage image, int bits) => Map(image, value => value & ~((1 << (8 - bits)) - 1));

    /// <summary>Away from grey of the same lightness (factor above 1) or towards it (below 1).</summary>
    public static RgbImage Colour(RgbImage image, double factor)
    {
        var grey = new byte[image.Pixels.Length];
        for (var i = 0; i < grey.Length; i += Channels)
            grey.AsSpan(i, Channels).Fill(Grey(image.Pixels, i));
        return Blend(grey, image, factor);
    }

    /// <summary>Away from the picture's mean grey, or towards it.</summary>
    public static RgbImage Contrast(RgbImage image, double factor)
    {
        var sum = 0L;
        for (var i = 0; i < image.Pixels.Length; i += Channels)
            sum += Grey(image.Pixels, i);
        var mean = new byte[image.Pixels.Length];
        Array.Fill(mean, (byte)((double)sum / (image.Width * image.Height) + 0.5));
        return Blend(mean, image, factor);
    }

    /// <summary>Away from black, or towards it.</summary>
    public static RgbImage Brightness(RgbImage image, double factor) => Blend(new byte[image.Pixels.Length], image, factor);

    /// <summary>Away from a smoothed picture, or towards it.</summary>
    public static RgbImage Sharpness(RgbImage image, double factor) => Blend(Smooth(image), image, factor);

    private static byte Grey(byte[] pixels, int first) => (byte)((19595 * pixels[first] + 38470 * pixels[first + 1] + 7471 * pixels[first + 2] + 0x8000) >> 16);

    // Each pixel weighs 5, each of its eight neighbours 1; the border stays as it is.
    private static byte[] Smooth(RgbImage image)
    {
        const int Own = 5, All = Own + 8;
        var smooth = (byte[])image.Pixels.Clone();
        var stride = image.Width * Channels;
        for (var y = 1; y < image.Height - 1; y++)
            for (var place = y * stride + Channels; place < (y + 1) * stride - Channels; place++)
            {
                var sum = (Own - 1) * image.Pixels[place];
                for (var row = place - stride; row <= place + stride; row += stride)
                    sum += image.Pixels[row - Channels] + image.Pixels[row] + image.Pixels[row + Channels];
                smooth[place] = (byte)((2 * sum + All) / (2 * All));
            }
        return smooth;
    }

    // from + factor x (image − from) in 32-bit floats, fractions cut off.
    private static RgbImage Blend(byte[] from, RgbImage image, double factor)
    {
        var (blended, share) = (new byte[from.Length], (float)factor);
        for (var i = 0; i < blended.Length; i++)
            blended[i] = (byte)Math.Clamp(from[i] + share * (image.Pixels[i] - from[i]), 0f, White);
        return new(image.Width, image.Height, blended);
    }

    private static RgbImage Map(RgbImage image, Func<int, int> change)
    {
        var (table, mapped) = (Table(change), new byte[image.Pixels.Length]);
        for (var i = 0; i < mapped.Length; i++)
            mapped[i] = table[image.Pixels[i]];
        return new(image.Width, image.Height, mapped);
    }

    // A table of null leaves its channel as it is.
    private static RgbImage MapChannels(RgbImage image, Func<int[], byte[]?> tableOf)
    {
        var mapped = (byte[])image.Pixels.Clone();
        for (var channel = 0; channel < Channels; channel++)
        {
            var histogram = new int[Levels];
            for (var i = channel; i < mapped.Length; i += Channels)
                histogram[mapped[i]]++;
            if (tableOf(histogram) is not { } table)
                continue;
            for (var i = channel; i < mapped.Length; i += Channels)
                mapped[i] = table[mapped[i]];
        }
        return new(image.Width, image.Height, mapped);
    }

    private static byte[] Table(Func<int, int> change)
    {
        var table = new byte[Levels];
        for (var value = 0; value < Levels; value++)
            table[value] = (byte)Math.Clamp(change(value), 0, White);
        return table;
    }
}
