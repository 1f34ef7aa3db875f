using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Ground, walls, sky and light of a scene, and what the camera makes of them.</summary>
internal sealed record Backdrop(Wall[] Walls, Surface[] Surfaces, SolidGroup[] Groups, Sky? Sky, Light Light, Vec3 Gain, double Grain, uint Key)
{
    public static Surface Ground(SeededRandom random, SceneBackdrop place) => place switch
    {
        SceneBackdrop.Landscape => Palette.Ground(random),
        SceneBackdrop.Studio => Palette.Studio(random),
        _ => Palette.Floor(random),
    };

    /// <param name="occupied">What the walls have to leave room for.</param>
    public static Backdrop Draw(SeededRandom random, SceneBackdrop place, Surface ground, List<(Vec3 Place, double Reach, double Height)> occupied)
    {
        var backdrop = place == SceneBackdrop.Landscape ? Landscape(random, ground) : Room(random, place == SceneBackdrop.Studio, ground, occupied);
        var (darkest, brightest) = place == SceneBackdrop.Studio ? (0.7, 0.85) : (0.42, 0.6);
        var exposure = Math.Clamp(random.Between(darkest, brightest) / backdrop.Brightness, 0.75, 2.2);
        return backdrop with
        {
            Gain = new Vec3(random.Between(0.88, 1.12), random.Between(0.92, 1.08), random.Between(0.88, 1.12)) * exposure,
            Grain = random.Between(0, 0.03),
            Key = Palette.Key(random),
        };
    }

    // About what an unexposed image of the empty place would show.
    private double Brightness
    {
        get
        {
            var sum = 0.0; // in this order on every machine
            foreach (var surface in Surfaces)
                sum += Palette.Brightness(surface);
            return sum / Surfaces.Length * Palette.Brightness(Surface.Plain((Light.Above + Light.Below + Light.Direct) * 0.5));
        }
    }

    private static Backdrop Room(SeededRandom random, bool studio, Surface ground, List<(Vec3 Place, double Reach, double Height)> occupied)
    {
        var surfaces = new List<Surface> { ground };
        var walls = new List<Wall> { new(Pose.At(Vec3.Zero).Yawed(random.Angle()), 0) };
        var turn = random.Between(-0.75, 0.75);
        Surface Paper() => studio ? Palette.Studio(random) : Palette.Wall(random);
        var paper = Paper();
        for (var side = 0; side < 4; side++)
        {
            var (sin, cos) = Trigonometry.SinCos(turn + side * Math.PI / 2);
            var inwards = new Vec3(cos, sin, 0);
            var offset = occupied.Min(place => Vec3.Dot(place.Place, inwards) - place.Reach) - random.Between(0.05, 2.2);
            surfaces.Add(random.Chance(0.35) ? Paper() : paper);
            walls.Add(new(new(inwards * offset, new(-sin, cos, 0), Vec3.UnitZ, inwards), surfaces.Count - 1));
        }
        var height = Math.Max(occupied.Max(place => place.Height) + 0.3, random.Between(2.2, 3.6));
        surfaces.Add(Surface.Plain(Palette.Colour(random, 0.15, 0.7, 0.98)));
        walls.Add(new(new(new(0, 0, height), Vec3.UnitX, -Vec3.UnitY, -Vec3.UnitZ), surfaces.Count - 1));
        return new([.. walls], [.. surfaces], [], null, studio ? DrawLight(random, 0.15, 0.3) : DrawLight(random, 0.35, 0.6), Vec3.Zero, 0, 0);
    }

    private static Backdrop Landscape(SeededRandom random, Surface ground)
    {
        var surfaces = new List<Surface> { ground };
        var horizon = Palette.Colour(random, 0.3, 0.6, 0.98);
        var sky = new Sky(Vec3.Lerp(Palette.Colour(random, 0.8, 0.3, 0.95), new(0.3, 0.5, 0.9), 0.5), horizon, random.Chance(0.6) ? random.Between(0.35, 0.7) : 0, Palette.Key(random), random.Between(35, 90));
        var groups = new List<SolidGroup>();
        for (var hills = random.Next(6); hills > 0; hills--)
        {
            var width = random.Between(5, 14);
            var place = new Vec3(random.Between(-28, 28), random.Between(22, 48), -1.5);
            surfaces.Add(random.Chance(0.5) ? ground : Palette.Ground(random));
            groups.Add(new([Shape.Ellipsoid(Pose.At(place), new(width, random.Between(4, 9), random.Between(2.5, 8)), surfaces.Count - 1)], -1));
        }
        return new([new(Pose.Identity.Yawed(random.Angle()), 0)], [.. surfaces], [.. groups], sky, DrawLight(random, 0.3, 0.75), Vec3.Zero, 0, 0);
    }

    private static Light DrawLight(SeededRandom random, double least, double most)
    {
        var (sin, cos) = Trigonometry.SinCos(random.Between(25, 80) * Trigonometry.Degree);
        var (sinAround, cosAround) = Trigonometry.SinCos(random.Angle());
        var ambient = random.Between(0.42, 0.65);
        return new(new(cos * cosAround, cos * sinAround, sin), Tint(random) * random.Between(least, most), Tint(random) * ambient, Tint(random) * (ambient * 0.6));
    }

    private static Vec3 Tint(SeededRandom random) => new(random.Between(0.9, 1.1), random.Between(0.94, 1.06), random.Between(0.88, 1.12));
}
