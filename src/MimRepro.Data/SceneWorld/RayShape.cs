using System.Runtime.CompilerServices;

namespace MimRepro.Data.SceneWorld;

/// <summary>A shape made ready for rays, in the coordinates of its pose's parent.</summary>
/// <remarks>Fields, not properties: a getter would copy a hundred bytes for each ray.</remarks>
internal readonly struct RayShape
{
    public const double Miss = double.PositiveInfinity;

    public readonly Shape Shape;

    /// <summary>Corners of the smallest upright box around it.</summary>
    public readonly Vec3 Lowest, Highest;

    // Rows of the map to the unit ball, box or cylinder; of a round cone, only U (its axis) is used.
    private readonly Vec3 _u, _v, _w, _origin;
    private readonly double _slope, _length, _cosSquared;

    public RayShape(in Shape shape)
    {
        (Shape, _origin) = (shape, shape.Pose.Origin);
        if (shape.Kind == ShapeKind.RoundCone)
        {
            (_u, _length) = (shape.Pose.X, shape.Size.X);
            // A cone whose larger end swallows the other is that end alone.
            _slope = _length > 0 ? (shape.Size.Y - shape.Size.Z) / _length : 1;
            _cosSquared = 1 - _slope * _slope;
        }
        else
        {
            (_u, _v, _w) = (shape.Pose.X * (1 / shape.Size.X), shape.Pose.Y * (1 / shape.Size.Y), shape.Pose.Z * (1 / shape.Size.Z));
        }
        double x0, x1, y0, y1, z0, z1;
        ((x0, x1), (y0, y1), (z0, z1)) = (shape.Extent(Vec3.UnitX), shape.Extent(Vec3.UnitY), shape.Extent(Vec3.UnitZ));
        (Lowest, Highest) = (new(x0, y0, z0), new(x1, y1, z1));
    }

    /// <summary>The smallest s > <paramref name="from"/> at which origin + s·direction enters the solid; <see cref="Miss"/> when it does not.</summary>
    public double Enter(Vec3 origin, Vec3 direction, double from) => Shape.Kind switch
    {
        ShapeKind.Ellipsoid => EnterEllipsoid(origin, direction, from),
        ShapeKind.RoundCone => EnterRoundCone(origin, direction, from),
        ShapeKind.Box => EnterBox(origin, direction, from),
        _ => EnterCylinder(origin, direction, from),
    };

    /// <summary>The outward normal at a point of the surface, of length 1.</summary>
    public Vec3 Normal(Vec3 point)
    {
        var q = point - _origin;
        switch (Shape.Kind)
        {
            case ShapeKind.RoundCone:
                var y = Vec3.Dot(q, _u);
                var radial = q - _u * y;
                var foot = _cosSquared > 0 ? Math.Clamp(y - radial.Length * _slope / Math.Sqrt(_cosSquared), 0, _length) : Shape.Size.Y >= Shape.Size.Z ? 0 : _length;
                return (q - _u * foot).Normalised();
            case ShapeKind.Ellipsoid:
                return (_u * Vec3.Dot(_u, q) + _v * Vec3.Dot(_v, q) + _w * Vec3.Dot(_w, q)).Normalised();
            case ShapeKind.Box:
                double bx = Vec3.Dot(_u, q), by = Vec3.Dot(_v, q), bz = Vec3.Dot(_w, q);
                double ax = Math.Abs(bx), ay = Math.Abs(by), az = Math.Abs(bz);
                return ax >= ay && ax >= az ? Shape.Pose.X * Math.Sign(bx) : ay >= az ? Shape.Pose.Y * Math.Sign(by) : Shape.Pose.Z * Math.Sign(bz);
            default:
                double cx = Vec3.Dot(_u, q), cy = Vec3.Dot(_v, q), cz = Vec3.Dot(_w, q);
                return cz * cz >= cx * cx + cy * cy ? Shape.Pose.Z * Math.Sign(cz) : (_u * cx + _v * cy).Normalised();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double EnterQuadric(double a, double b, double c, double from)
    {
        var discriminant = b * b - a * c;
        if (discriminant < 0)
            return Miss;
        var s = (-b - Math.Sqrt(discriminant)) / a;
        return s > from ? s : Miss;
    }

    private double EnterEllipsoid(Vec3 origin, Vec3 direction, double from)
    {
        var o = origin - _origin;
        double ox = Vec3.Dot(_u, o), oy = Vec3.Dot(_v, o), oz = Vec3.Dot(_w, o);
        double dx = Vec3.Dot(_u, direction), dy = Vec3.Dot(_v, direction), dz = Vec3.Dot(_w, direction);
        return EnterQuadric(dx * dx + dy * dy + dz * dz, ox * dx + oy * dy + oz * dz, ox * ox + oy * oy + oz * oz - 1, from);
    }

    private double EnterBox(Vec3 origin, Vec3 direction, double from)
    {
        var o = origin - _origin;
        double near = double.NegativeInfinity, far = double.PositiveInfinity;
        Slab(Vec3.Dot(_u, o), Vec3.Dot(_u, direction), ref near, ref far);
        Slab(Vec3.Dot(_v, o), Vec3.Dot(_v, direction), ref near, ref far);
        Slab(Vec3.Dot(_w, o), Vec3.Dot(_w, direction), ref near, ref far);
        return near <= far && near > from ? near : Miss;
    }

    private double EnterCylinder(Vec3 origin, Vec3 direction, double from)
    {
        var o = origin - _origin;
        double ox = Vec3.Dot(_u, o), oy = Vec3.Dot(_v, o), dx = Vec3.Dot(_u, direction), dy = Vec3.Dot(_v, direction);
        double near = double.NegativeInfinity, far = double.PositiveInfinity;
        Slab(Vec3.Dot(_w, o), Vec3.Dot(_w, direction), ref near, ref far);
        double a = dx * dx + dy * dy, b = ox * dx + oy * dy, c = ox * ox + oy * oy - 1, discriminant = b * b - a * c;
        if (a > 0 ? discriminant < 0 : c > 0)
            return Miss;
        if (a > 0)
        {
            var root = Math.Sqrt(discriminant);
            (near, far) = (Math.Max(near, (-b - root) / a), Math.Min(far, (-b + root) / a));
        }
        return near <= far && near > from ? near : Miss;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Slab(double origin, double direction, ref double near, ref double far)
    {
        if (direction == 0)
        {
            if (Math.Abs(origin) > 1)
                near = double.PositiveInfinity;
            return;
        }
        double first = (-1 - origin) / direction, second = (1 - origin) / direction;
        near = Math.Max(near, Math.Min(first, second));
        far = Math.Min(far, Math.Max(first, second));
    }

    // The union of all balls with centre on the axis at y = 0 … length and radius r0 - slope·y. Where a ball touches the
    // envelope, its centre lies at y - ρ·tan α with sin α = slope; the envelope is ρ cos α + y sin α = r0.
    private double EnterRoundCone(Vec3 origin, Vec3 direction, double from)
    {
        var o = origin - _origin;
        double dd = direction.LengthSquared, od = Vec3.Dot(o, direction), oo = o.LengthSquared;
        double ou = Vec3.Dot(o, _u), du = Vec3.Dot(direction, _u);
        double r0 = Shape.Size.Y, r1 = Shape.Size.Z, length = _length;
        if (_cosSquared <= 0)
            return r0 >= r1 ? EnterFirstBall() : EnterLastBall();

        var a = _cosSquared * dd - du * du;
        var b = _cosSquared * od - du * ou + r0 * _slope * du;
        var c = _cosSquared * oo - ou * ou + 2 * r0 * _slope * ou - r0 * r0;
        var discriminant = b * b - a * c;
        if (discriminant < 0 && a > 0)
            return Miss; // it passes the whole endless cone, and the balls are inside
        var nearest = Math.Min(EnterFirstBall(), EnterLastBall());
        if (discriminant < 0 || a == 0)
            return nearest;
        var root = Math.Sqrt(discriminant);
        return Math.Min(nearest, Math.Min(Side((-b - root) / a, ou, du, from), Side((-b + root) / a, ou, du, from)));

        double EnterFirstBall() => EnterQuadric(dd, od, oo - r0 * r0, from);

        double EnterLastBall() => EnterQuadric(dd, od - length * du, oo - 2 * length * ou + length * length - r1 * r1, from);
    }

    private double Side(double s, double ou, double du, double from)
    {
        if (!(s > from))
            return Miss;
        var y = ou + du * s;
        var radius = Shape.Size.Y - _slope * y; // cos α times ρ
        var foot = y - radius * _slope / _cosSquared;
        return radius >= 0 && foot >= 0 && foot <= _length ? s : Miss;
    }
}
