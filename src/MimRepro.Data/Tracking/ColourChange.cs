using MimRepro.Recipes;

namespace MimRepro.Data.Tracking;

/// <summary>Changes the colours of a picture [3, size, size] with values 0…1, in place.</summary>
/// <remarks>torchvision's Grayscale and ColorJitter (brightness, contrast and saturation in random order), as SwinTrack has them.</remarks>
internal static class ColourChange
{
    private const float Red = 0.2989f, Green = 0.587f, Blue = 0.114f;

    public static void ToGrey(Span<float> picture)
    {
        var plane = picture.Length / 3;
        for (var i = 0; i < plane; i++)
            picture[i] = picture[plane + i] = picture[2 * plane + i] = Grey(picture, i);
    }

    /// <param name="jitter">Largest change of each, as a share; 0 draws nothing.</param>
    public static void Jitter(Span<float> picture, double jitter, SeededRandom random)
    {
        if (jitter == 0)
            return;
        int[] order = [0, 1, 2];
        random.Shuffle(order.AsSpan());
        var factors = new float[order.Length];
        for (var change = 0; change < factors.Length; change++)
            factors[change] = (float)random.NextInRange(new Interval(Math.Max(0, 1 - jitter), 1 + jitter));
        foreach (var change in order)
            Apply(picture, change, factors[change]);
    }

    // factor · picture + (1 − factor) · what is left without brightness, contrast or saturation
    private static void Apply(Span<float> picture, int change, float factor)
    {
        var plane = picture.Length / 3;
        var mean = change == 1 ? MeanGrey(picture) : 0;
        for (var i = 0; i < plane; i++)
        {
            var rest = change == 2 ? Grey(picture, i) : mean;
            for (var place = i; place < picture.Length; place += plane)
                picture[place] = Math.Clamp(factor * picture[place] + (1 - factor) * rest, 0, 1);
        }
    }

    private static float MeanGrey(ReadOnlySpan<float> picture)
    {
        var sum = 0.0;
        var plane = picture.Length / 3;
        for (var i = 0; i < plane; i++)
            sum += Grey(picture, i);
        return (float)(sum / plane);
    }

    private static float Grey(ReadOnlySpan<float> picture, int i)
    {
        var plane = picture.Length / 3;
        return Red * picture[i] + Green * picture[plane + i] + Blue * picture[2 * plane + i];
    }
}
