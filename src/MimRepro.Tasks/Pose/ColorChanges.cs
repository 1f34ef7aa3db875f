using MimRepro.Data;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Pose;

/// <summary>Random changes of a crop's colours, and a grid of black squares over it. Values are [3, H, W], 0 … 255, changed in place.</summary>
/// <remarks>albumentations ColorJitter and GridDropout, as Gengzigang/PCT configs/hmp_base.py uses them; here without rounding between the steps.</remarks>
public static class ColorChanges
{
    private const float Red = 0.299f, Green = 0.587f, Blue = 0.114f;
    private const float White = 255;

    /// <summary>Brightness, contrast, saturation and hue, in a random order.</summary>
    public static void Jitter(Span<float> values, PoseAugmentationRecipe recipe, SeededRandom random)
    {
        var amounts = (Factor(recipe.Brightness), Factor(recipe.Contrast), Factor(recipe.Saturation),
            recipe.Hue == 0 ? 0 : (float)random.NextInRange(new(-recipe.Hue, recipe.Hue)));
        Span<int> order = [0, 1, 2, 3];
        random.Shuffle(order);
        foreach (var change in order)
            switch (change)
            {
                case 0:
                    Brighten(values, amounts.Item1);
                    break;
                case 1:
                    Contrast(values, amounts.Item2);
                    break;
                case 2:
                    Saturate(values, amounts.Item3);
                    break;
                default:
                    TurnHue(values, amounts.Item4);
                    break;
            }

        float Factor(double change) => change == 0 ? 1 : (float)random.NextInRange(new(1 - change, 1 + change));
    }

    public static void Brighten(Span<float> values, float factor)
    {
        foreach (ref var value in values)
            value = Clamp(value * factor);
    }

    /// <summary>Away from, or towards, the mean brightness.</summary>
    public static void Contrast(Span<float> values, float factor)
    {
        var (plane, sum) = (values.Length / 3, 0.0);
        for (var at = 0; at < plane; at++)
            sum += Grey(values, at, plane);
        var mean = (float)(sum / plane);
        foreach (ref var value in values)
            value = Clamp(mean + (value - mean) * factor);
    }

    /// <summary>Away from, or towards, each pixel's own brightness.</summary>
    public static void Saturate(Span<float> values, float factor)
    {
        var plane = values.Length / 3;
        for (var at = 0; at < plane; at++)
        {
            var grey = Grey(values, at, plane);
            for (var channel = at; channel < values.Length; channel += plane)
                values[channel] = Clamp(grey + (values[channel] - grey) * factor);
        }
    }

    /// <summary>Turns the colour circle.</summary>
    /// <param name="turn">1 is the whole circle.</param>
    public static void TurnHue(Span<float> values, float turn)
    {
        if (turn == 0)
            return;
        var plane = values.Length / 3;
        for (var at = 0; at < plane; at++)
        {
            var (red, green, blue) = (values[at], values[at + plane], values[at + 2 * plane]);
            var (most, least) = (MathF.Max(red, MathF.Max(green, blue)), MathF.Min(red, MathF.Min(green, blue)));
            if (most == least)
                continue; // grey has no hue
            var hue = (Sixths(red, green, blue, most, most - least) + 6 * turn) % 6;
            for (var channel = 0; channel < 3; channel++)
                values[at + channel * plane] = most - (most - least) * Distance(hue, channel);
        }
    }

    /// <summary>Blackens a square of each cell of a grid of random size and place.</summary>
    public static void DropGrid(Span<float> values, PixelSize size, PoseAugmentationRecipe recipe, SeededRandom random)
    {
        var cell = recipe.GridCellMin + random.Next(recipe.GridCellMax - recipe.GridCellMin + 1);
        var hole = Math.Clamp((int)(cell * recipe.GridDropoutRatio), 1, cell - 1);
        var (left, top) = (random.Next(cell - hole + 1), random.Next(cell - hole + 1));
        for (var row = 0; row < size.Height; row++)
        {
            if (!InHole(row - top, cell, hole))
                continue;
            for (var column = 0; column < size.Width; column++)
                if (InHole(column - left, cell, hole))
                    for (var channel = 0; channel < 3; channel++)
                        values[channel * size.Area + row * size.Width + column] = 0;
        }
    }

    private static bool InHole(int place, int cell, int hole) => place >= 0 && place % cell < hole;

    // Hue on a circle of six: red 0, green 2, blue 4.
    private static float Sixths(float red, float green, float blue, float most, float range)
    {
        if (most == red)
            return (6 + (green - blue) / range) % 6;
        return most == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
    }

    // How far a channel lies below the largest, 0 … 1, at a hue.
    private static float Distance(float hue, int channel)
    {
        var from = ((hue < 0 ? hue + 6 : hue) + 6 - 2 * channel) % 6; // 0 at the channel's own hue
        return Math.Clamp(MathF.Min(from, 6 - from) - 1, 0, 1);
    }

    private static float Grey(ReadOnlySpan<float> values, int at, int plane) => Red * values[at] + Green * values[at + plane] + Blue * values[at + 2 * plane];

    private static float Clamp(float value) => Math.Clamp(value, 0, White);
}
