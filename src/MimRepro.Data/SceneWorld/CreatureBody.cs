namespace MimRepro.Data.SceneWorld;

/// <summary>Where a joint sits inside a creature.</summary>
/// <param name="Flesh">Metres of the creature's own body that may lie before the joint while it still counts as seen.</param>
public readonly record struct Joint(Vec3 Position, double Flesh);

/// <summary>One posed creature: X forward, Y left, its lowest point at Z = 0.</summary>
/// <param name="Shapes">Their surface is one of <see cref="Coat"/>, <see cref="Limbs"/>, <see cref="Accent"/>, <see cref="Eyes"/>.</param>
/// <param name="Joints">One for each <see cref="Keypoint"/>; null where the plan has no such part.</param>
public sealed record CreatureBody(Shape[] Shapes, Joint?[] Joints)
{
    public const int Coat = 0, Limbs = 1, Accent = 2, Eyes = 3, Surfaces = 4;

    /// <summary>Corners of the smallest upright box around it.</summary>
    public (Vec3 Lowest, Vec3 Highest) Extent()
    {
        Vec3 lowest = new(double.MaxValue, double.MaxValue, double.MaxValue), highest = -lowest;
        foreach (var shape in Shapes)
        {
            var (x, y, z) = (shape.Extent(Vec3.UnitX), shape.Extent(Vec3.UnitY), shape.Extent(Vec3.UnitZ));
            lowest = new(Math.Min(lowest.X, x.Min), Math.Min(lowest.Y, y.Min), Math.Min(lowest.Z, z.Min));
            highest = new(Math.Max(highest.X, x.Max), Math.Max(highest.Y, y.Max), Math.Max(highest.Z, z.Max));
        }
        return (lowest, highest);
    }

    /// <summary>The same body as seen from the frame's parent, <paramref name="scale"/> times as large.</summary>
    public CreatureBody In(Pose frame, double scale) => new(
        Array.ConvertAll(Shapes, shape => shape.Scaled(scale).In(frame)),
        Array.ConvertAll(Joints, joint => joint is { } place ? new Joint(frame.Point(place.Position * scale), place.Flesh * scale) : (Joint?)null));
}
