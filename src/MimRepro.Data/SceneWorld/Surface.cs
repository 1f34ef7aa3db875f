namespace MimRepro.Data.SceneWorld;

public enum Pattern { Plain, Checker, Stripes, Rings, Spots, Noise, Bricks, Planks }

/// <summary>What a solid is painted with: a pattern of two colours in the solid's own coordinates.</summary>
/// <param name="First">Red, green and blue, 0 … 1.</param>
/// <param name="Repeats">How often the pattern repeats in a metre.</param>
/// <param name="Key">Tells the noise of one surface from that of another.</param>
public readonly record struct Surface(Pattern Pattern, Vec3 First, Vec3 Second, double Repeats, uint Key)
{
    public static Surface Plain(Vec3 colour) => new(Pattern.Plain, colour, colour, 1, 0);

    /// <summary>The colour at a point of the solid's frame.</summary>
    /// <param name="footprint">Metres that one pixel covers there: what is finer melts into its mean.</param>
    public Vec3 ColourAt(Vec3 point, double footprint)
    {
        if (Pattern == Pattern.Plain)
            return First;
        var contrast = Math.Clamp(2 - 3 * footprint * Repeats, 0, 1);
        return Vec3.Lerp(First, Second, contrast == 0 ? Mean : Mean + contrast * (SecondShare(point) - Mean));
    }

    // Share of the second colour over a large area.
    private double Mean => Pattern switch { Pattern.Spots => 0.3, Pattern.Bricks => 0.15, Pattern.Planks => 0.4, _ => 0.5 };

    private double SecondShare(Vec3 point)
    {
        double x = point.X * Repeats, y = point.Y * Repeats, z = point.Z * Repeats;
        switch (Pattern)
        {
            case Pattern.Checker:
                return ((int)Math.Floor(x) + (int)Math.Floor(y) + (int)Math.Floor(z)) & 1;
            case Pattern.Stripes:
                return (int)Math.Floor(2 * x) & 1;
            case Pattern.Rings:
                return (int)Math.Floor(2 * Math.Sqrt(y * y + z * z) + 0.5 * x) & 1;
            case Pattern.Spots:
                double cellX = x - Math.Floor(x) - 0.5, cellY = y - Math.Floor(y) - 0.5, cellZ = z - Math.Floor(z) - 0.5;
                return cellX * cellX + cellY * cellY + cellZ * cellZ < 0.14 ? 1 : 0;
            case Pattern.Bricks:
                var row = Math.Floor(y * 2);
                double along = x + 0.5 * ((int)row & 1), across = y * 2 - row;
                return along - Math.Floor(along) < 0.06 || across < 0.12 ? 1 : 0;
            case Pattern.Planks:
                var plank = Math.Floor(x);
                return x - plank < 0.06 ? 1 : 0.8 * LatticeNoise.Value((int)plank, (int)Math.Floor(y * 0.3 + 0.37 * plank), 0, Key);
            default:
                return Math.Clamp(0.5 + 1.6 * (0.65 * LatticeNoise.Smooth(x, y, z, Key) + 0.35 * LatticeNoise.Smooth(2.3 * x, 2.3 * y, 2.3 * z, Key + 1) - 0.5), 0, 1);
        }
    }
}
