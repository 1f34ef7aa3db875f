using CsCheck;
using MimRepro.Data.SceneWorld;

namespace MimRepro.Data.Tests.SceneWorld;

[Trait("Kind", "Unit")]
public sealed class RayShapeTests
{
    private static readonly Gen<Vec3> AnyDirection =
        from x in Gen.Double[-1, 1]
        from y in Gen.Double[-1, 1]
        from z in Gen.Double[0.1, 1]
        select new Vec3(x, y, z).Normalised();

    private static readonly Gen<Shape> AnyShape =
        from kind in Gen.Enum<ShapeKind>()
        from place in AnyDirection
        from distance in Gen.Double[3, 6]
        from axis in AnyDirection
        from up in AnyDirection
        from a in Gen.Double[0.1, 1]
        from b in Gen.Double[0.1, 1]
        from c in Gen.Double[0.1, 1]
        select new Shape(kind, Pose.Along(place * distance, axis, up), new(a, b, c), 0);

    [Fact]
    public void Enter_BallAhead_MeetsItsNearSide()
    {
        var ball = new RayShape(Shape.Ball(new(0, 0, 5), 2, 0));

        Assert.Equal(3, ball.Enter(Vec3.Zero, Vec3.UnitZ, 0), 1e-12);
        Assert.Equal(-Vec3.UnitZ, ball.Normal(new(0, 0, 3)));
        Assert.Equal(RayShape.Miss, ball.Enter(Vec3.Zero, -Vec3.UnitZ, 0));
    }

    [Fact]
    public void Enter_ConeFromTheSide_MeetsTheSlopingSurface()
    {
        // Radius 1 at x = 0 and 0.5 at x = 2: a line of balls whose envelope leans by asin(1/4).
        var cone = new RayShape(Shape.Cone(Vec3.Zero, new(2, 0, 0), 1, 0.5, 0));
        var expected = (1 - 0.25) / Math.Sqrt(1 - 0.0625); // the envelope at x = 1: (r0 - x sin α) / cos α

        Assert.Equal(10 - expected, cone.Enter(new(1, 0, 10), -Vec3.UnitZ, 0), 1e-12);
    }

    [Fact]
    public void Enter_ConeSwallowedByItsFirstBall_IsThatBall()
    {
        var cone = new RayShape(Shape.Cone(Vec3.Zero, new(0.2, 0, 0), 1, 0.3, 0));

        Assert.Equal(9, cone.Enter(new(0, 0, 10), -Vec3.UnitZ, 0), 1e-12);
    }

    [Fact]
    public void Enter_AnyShape_HitsWhereADistanceFunctionSaysItsSurfaceIs() => Gen.Select(AnyShape, AnyDirection, Gen.Double[0, 0.8]).Sample((shape, to, lean) =>
    {
        var ready = new RayShape(shape);
        var ray = Vec3.Lerp((ready.Lowest + ready.Highest) * 0.5, to * 4, lean).Normalised();

        var hit = ready.Enter(Vec3.Zero, ray, 0);

        // Every point before the hit lies outside, the hit itself on the surface.
        for (var step = 1; step < 40; step++)
            if (Math.Min(hit, 10) * step / 40 is var s && s < hit - 1e-6)
                Assert.True(Inside(shape, ray * s) < 1e-9, $"{shape.Kind}: inside at {s} before the hit at {hit}");
        if (hit != RayShape.Miss)
            Assert.Equal(0, Inside(shape, ray * hit), 1e-7);
    });

    [Fact]
    public void Normal_AtAnyHit_LooksTowardsTheEye() => Gen.Select(AnyShape, AnyDirection, Gen.Double[0, 0.5]).Sample((shape, to, lean) =>
    {
        var ready = new RayShape(shape);
        var ray = Vec3.Lerp((ready.Lowest + ready.Highest) * 0.5, to * 4, lean).Normalised();

        var hit = ready.Enter(Vec3.Zero, ray, 0);

        if (hit != RayShape.Miss)
        {
            var normal = ready.Normal(ray * hit);
            Assert.Equal(1, normal.Length, 1e-9);
            Assert.True(Vec3.Dot(normal, ray) < 1e-6, $"{shape.Kind}: {Vec3.Dot(normal, ray)}");
        }
    });

    // Above 0 inside, 0 on the surface, below 0 outside.
    private static double Inside(Shape shape, Vec3 point)
    {
        var q = shape.Pose.Local(point);
        var (x, y, z) = (q.X / shape.Size.X, q.Y / shape.Size.Y, q.Z / shape.Size.Z);
        switch (shape.Kind)
        {
            case ShapeKind.Ellipsoid:
                return 1 - Math.Sqrt(x * x + y * y + z * z);
            case ShapeKind.Box:
                return 1 - Math.Max(Math.Abs(x), Math.Max(Math.Abs(y), Math.Abs(z)));
            case ShapeKind.Cylinder:
                return 1 - Math.Max(Math.Sqrt(x * x + y * y), Math.Abs(z));
            default:
                // The deepest of all balls: found by ternary search, as depth is concave along the axis.
                double Depth(double t) => shape.Size.Y + (shape.Size.Z - shape.Size.Y) * t - new Vec3(q.X - shape.Size.X * t, q.Y, q.Z).Length;
                double low = 0, high = 1;
                for (var i = 0; i < 100; i++)
                {
                    double a = low + (high - low) / 3, b = high - (high - low) / 3;
                    (low, high) = Depth(a) < Depth(b) ? (a, high) : (low, b);
                }
                return Depth(low);
        }
    }
}
