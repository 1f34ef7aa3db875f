namespace MimRepro.Data.SceneWorld;

public enum ShapeKind
{
    /// <summary>Size: the three radii.</summary>
    Ellipsoid,
    /// <summary>Size: half of each side.</summary>
    Box,
    /// <summary>Stands along Z. Size: radius in X, radius in Y, half of the height.</summary>
    Cylinder,
    /// <summary>A row of spheres from the origin along X. Size: length, first radius, last radius.</summary>
    RoundCone,
}

/// <summary>One solid of a scene, as an exact formula.</summary>
/// <param name="Pose">Its own frame in world coordinates.</param>
/// <param name="Size">In metres; what each number means depends on <paramref name="Kind"/>.</param>
/// <param name="Surface">Index of its material in the scene.</param>
public readonly record struct Shape(ShapeKind Kind, Pose Pose, Vec3 Size, int Surface)
{
    public static Shape Ball(Vec3 centre, double radius, int surface) =>
        new(ShapeKind.Ellipsoid, Pose.At(centre), new(radius, radius, radius), surface);

    public static Shape Ellipsoid(Pose pose, Vec3 radii, int surface) => new(ShapeKind.Ellipsoid, pose, radii, surface);

    public static Shape Cone(Vec3 from, Vec3 to, double fromRadius, double toRadius, int surface) =>
        new(ShapeKind.RoundCone, Pose.Along(from, to - from, Vec3.UnitZ), new((to - from).Length, fromRadius, toRadius), surface);

    public Shape In(Pose frame) => this with { Pose = frame.Of(Pose) };

    public Shape Scaled(double factor) => this with { Pose = Pose with { Origin = Pose.Origin * factor }, Size = Size * factor };

    /// <summary>Half the extent along <paramref name="axis"/> on both sides: the interval of its points' products with the axis.</summary>
    public (double Min, double Max) Extent(Vec3 axis)
    {
        var centre = Vec3.Dot(Pose.Origin, axis);
        double x = Vec3.Dot(Pose.X, axis), y = Vec3.Dot(Pose.Y, axis), z = Vec3.Dot(Pose.Z, axis);
        switch (Kind)
        {
            case ShapeKind.RoundCone:
                var end = centre + x * Size.X;
                return (Math.Min(centre - Size.Y, end - Size.Z), Math.Max(centre + Size.Y, end + Size.Z));
            case ShapeKind.Box:
                var box = Math.Abs(x) * Size.X + Math.Abs(y) * Size.Y + Math.Abs(z) * Size.Z;
                return (centre - box, centre + box);
            case ShapeKind.Cylinder:
                var cylinder = Math.Sqrt(x * x * Size.X * Size.X + y * y * Size.Y * Size.Y) + Math.Abs(z) * Size.Z;
                return (centre - cylinder, centre + cylinder);
            default:
                var ellipsoid = Math.Sqrt(x * x * Size.X * Size.X + y * y * Size.Y * Size.Y + z * z * Size.Z * Size.Z);
                return (centre - ellipsoid, centre + ellipsoid);
        }
    }
}
