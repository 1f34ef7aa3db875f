using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Draws colours and painted surfaces. Nothing here knows a body plan: colour tells nothing about class.</summary>
internal static class Palette
{
    private static readonly Pattern[] Coats = [Pattern.Plain, Pattern.Plain, Pattern.Checker, Pattern.Stripes, Pattern.Rings, Pattern.Spots, Pattern.Noise];
    private static readonly Pattern[] Furniture = [Pattern.Plain, Pattern.Checker, Pattern.Stripes, Pattern.Spots, Pattern.Noise, Pattern.Bricks, Pattern.Planks];
    private static readonly Pattern[] Walls = [Pattern.Plain, Pattern.Plain, Pattern.Stripes, Pattern.Noise, Pattern.Bricks, Pattern.Planks];
    private static readonly Pattern[] Floors = [Pattern.Plain, Pattern.Checker, Pattern.Noise, Pattern.Planks, Pattern.Bricks];
    private static readonly Vec3 Luma = new(0.3, 0.59, 0.11);

    /// <summary>Any hue; 0 … 1 each.</summary>
    public static Vec3 Colour(SeededRandom random, double mostSaturation, double least, double most)
    {
        var hue = random.Between(0, 6);
        var value = random.Between(least, most);
        var grey = value * (1 - random.Between(0, mostSaturation));
        double Channel(double at)
        {
            var distance = Math.Abs(hue - at);
            return grey + (value - grey) * Math.Clamp(2 - Math.Min(distance, 6 - distance), 0, 1);
        }
        return new(Channel(0), Channel(2), Channel(4));
    }

    /// <summary>Coat, limbs, accents and eyes of one individual; the coat is lighter or darker than the ground, in a studio always darker.</summary>
    public static Surface[] Creature(SeededRandom random, SceneBackdrop place, Surface ground) =>
        place == SceneBackdrop.Studio ? DarkCreature(random) : ContrastingCreature(random, Brightness(ground));

    private static Surface[] ContrastingCreature(SeededRandom random, double groundBrightness)
    {
        Vec3 coat, second;
        var attempts = 0;
        do
            (coat, second) = (Colour(random, 0.9, 0.12, 1), Colour(random, 0.9, 0.12, 1));
        while (++attempts < 12 && Math.Abs(Vec3.Dot(coat * 0.65 + second * 0.35, Luma) - groundBrightness) < 0.16);
        var repeats = random.Between(3.5, 9);
        var pattern = random.Pick<Pattern>(Coats);
        var limbs = random.Chance(0.6) ? coat : second;
        return
        [
            new(pattern, coat, Vec3.Lerp(coat, second, random.Between(0.45, 1)), repeats, Key(random)),
            Surface.Plain(limbs * random.Between(0.85, 1)),
            Surface.Plain(Colour(random, 0.8, 0.2, 1)),
            Surface.Plain(random.Chance(0.8) ? new(0.05, 0.05, 0.07) : new(0.97, 0.97, 0.93)),
        ];
    }

    // Darker than anything in a studio.
    private static Surface[] DarkCreature(SeededRandom random)
    {
        var coat = Colour(random, 0.9, 0.08, 0.45);
        return
        [
            new(random.Pick<Pattern>(Coats), coat, Colour(random, 0.9, 0.08, 0.45), random.Between(3.5, 9), Key(random)),
            Surface.Plain(coat * random.Between(0.85, 1)),
            Surface.Plain(Colour(random, 0.8, 0.1, 0.5)),
            Surface.Plain(new(0.05, 0.05, 0.07)),
        ];
    }

    public static Surface Solid(SeededRandom random) => Two(random, random.Pick<Pattern>(Furniture), 0.85, random.Between(1.5, 7));

    public static Surface Wall(SeededRandom random) => Two(random, random.Pick<Pattern>(Walls), 0.5, random.Between(0.6, 3));

    public static Surface Studio(SeededRandom random) => Surface.Plain(Colour(random, 0.3, 0.75, 0.98));

    public static Surface Floor(SeededRandom random) => Two(random, random.Pick<Pattern>(Floors), 0.5, random.Between(0.8, 3));

    public static Surface Ground(SeededRandom random) => Two(random, random.Chance(0.75) ? Pattern.Noise : Pattern.Plain, 0.6, random.Between(0.3, 3));

    public static double Brightness(Surface surface) => Vec3.Dot((surface.First + surface.Second) * 0.5, Luma);

    public static uint Key(SeededRandom random) => (uint)(random.NextUInt64() >> 40);

    private static Surface Two(SeededRandom random, Pattern pattern, double saturation, double repeats)
    {
        var first = Colour(random, saturation, 0.2, 0.95);
        return new(pattern, first, Vec3.Lerp(first, Colour(random, saturation, 0.1, 0.95), random.Between(0.3, 0.9)), repeats, Key(random));
    }
}
