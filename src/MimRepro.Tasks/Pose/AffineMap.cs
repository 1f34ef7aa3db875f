namespace MimRepro.Tasks.Pose;

/// <summary>A map of the plane: x' = A x + B y + C, y' = D x + E y + F.</summary>
public readonly record struct AffineMap(double A, double B, double C, double D, double E, double F)
{
    public PixelPoint Apply(PixelPoint point) => new(A * point.X + B * point.Y + C, D * point.X + E * point.Y + F);

    /// <exception cref="InvalidOperationException">The map squeezes the plane into a line.</exception>
    public AffineMap Inverse()
    {
        var determinant = A * E - B * D;
        if (determinant == 0 || !double.IsFinite(determinant))
            throw new InvalidOperationException($"The map {this} has no inverse.");
        var (a, b, d, e) = (E / determinant, -B / determinant, -D / determinant, A / determinant);
        return new(a, b, -(a * C + b * F), d, e, -(d * C + e * F));
    }

    /// <summary>This map after <paramref name="first"/>.</summary>
    public AffineMap After(AffineMap first) => new(
        A * first.A + B * first.D, A * first.B + B * first.E, A * first.C + B * first.F + C,
        D * first.A + E * first.D, D * first.B + E * first.E, D * first.C + E * first.F + F);

    /// <summary>Left and right of an image changed: pixel 0 becomes pixel <paramref name="width"/> − 1.</summary>
    public static AffineMap Mirror(int width) => new(-1, 0, width - 1, 0, 1, 0);
}
