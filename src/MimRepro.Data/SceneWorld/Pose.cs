namespace MimRepro.Data.SceneWorld;

/// <summary>A place and an orientation: the axes of a right-handed frame, each of length 1, in its parent's coordinates.</summary>
public readonly record struct Pose(Vec3 Origin, Vec3 X, Vec3 Y, Vec3 Z)
{
    public static readonly Pose Identity = new(Vec3.Zero, Vec3.UnitX, Vec3.UnitY, Vec3.UnitZ);

    public static Pose At(Vec3 origin) => Identity with { Origin = origin };

    /// <summary>A frame whose X axis points along <paramref name="direction"/> and whose Z axis leans towards <paramref name="up"/>.</summary>
    public static Pose Along(Vec3 origin, Vec3 direction, Vec3 up)
    {
        var x = direction.Normalised();
        var side = Vec3.Cross(up, x);
        if (side.LengthSquared < 1e-12)
            side = Vec3.Cross(Math.Abs(x.Z) < 0.9 ? Vec3.UnitZ : Vec3.UnitY, x);
        var y = side.Normalised();
        return new(origin, x, y, Vec3.Cross(x, y));
    }

    public Vec3 Direction(Vec3 local) => X * local.X + Y * local.Y + Z * local.Z;

    public Vec3 Point(Vec3 local) => Origin + Direction(local);

    public Vec3 LocalDirection(Vec3 direction) => new(Vec3.Dot(direction, X), Vec3.Dot(direction, Y), Vec3.Dot(direction, Z));

    public Vec3 Local(Vec3 point) => LocalDirection(point - Origin);

    /// <summary>A child's frame in the coordinates of this frame's parent.</summary>
    public Pose Of(Pose child) => new(Point(child.Origin), Direction(child.X), Direction(child.Y), Direction(child.Z));

    /// <summary>A frame given in the parent's coordinates, seen from this frame.</summary>
    public Pose LocalPose(Pose other) => new(Local(other.Origin), LocalDirection(other.X), LocalDirection(other.Y), LocalDirection(other.Z));

    public Pose Moved(Vec3 local) => this with { Origin = Point(local) };

    /// <summary>Turned about its own Z axis, to the left for a positive angle in radians.</summary>
    public Pose Yawed(double angle)
    {
        var (sin, cos) = Trigonometry.SinCos(angle);
        return this with { X = X * cos + Y * sin, Y = Y * cos - X * sin };
    }

    /// <summary>Turned about its own Y axis, nose up for a positive angle in radians.</summary>
    public Pose Pitched(double angle)
    {
        var (sin, cos) = Trigonometry.SinCos(angle);
        return this with { X = X * cos + Z * sin, Z = Z * cos - X * sin };
    }

    /// <summary>Turned about its own X axis: the left side goes up for a positive angle in radians.</summary>
    public Pose Rolled(double angle)
    {
        var (sin, cos) = Trigonometry.SinCos(angle);
        return this with { Y = Y * cos + Z * sin, Z = Z * cos - Y * sin };
    }
}
