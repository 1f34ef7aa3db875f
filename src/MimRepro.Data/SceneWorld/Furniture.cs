namespace MimRepro.Data.SceneWorld;

/// <summary>A solid thing that stands on the ground at its own origin.</summary>
/// <param name="Shapes">Their surface counts from 0 to the number of <paramref name="Surfaces"/>.</param>
/// <param name="Reach">Radius of the ground that it needs, in metres.</param>
internal sealed record Furniture(Shape[] Shapes, Surface[] Surfaces, double Reach, double Height)
{
    public static Furniture Draw(SeededRandom random, bool outdoors, double scale)
    {
        var width = scale * random.Between(0.12, 0.5);
        var height = scale * random.Between(0.15, 0.9);
        return random.Next(outdoors ? 7 : 6) switch
        {
            0 => Block(random, width, scale * random.Between(0.12, 0.5), height),
            1 => new([Shape.Ball(new(0, 0, width), width, 0)], [Palette.Solid(random)], width, 2 * width),
            2 => new([new(ShapeKind.Cylinder, Pose.At(new(0, 0, height)), new(width, width, height), 0)], [Palette.Solid(random)], width, 2 * height),
            3 => new([Shape.Cone(new(0, 0, width * 0.7), new(0, 0, width * 0.7 + height), width * 0.7, width * 0.1, 0)], [Palette.Solid(random)], width * 0.7, width * 0.8 + height),
            4 => Table(random, width, height),
            5 => new([Shape.Ellipsoid(Pose.At(new(0, 0, height * 0.4)).Yawed(random.Angle()), new(width, width * 0.6, height * 0.45), 0)], [Palette.Solid(random)], width, height * 0.9),
            _ => Tree(random, scale),
        };
    }

    /// <summary>An upright block or post of a given breadth.</summary>
    public static Furniture Screen(SeededRandom random, double breadth, double height) => random.Chance(0.5)
        ? Block(random, breadth / 2, Math.Min(breadth / 2, 0.2), height / 2)
        : new([new(ShapeKind.Cylinder, Pose.At(new(0, 0, height / 2)), new(breadth / 2, breadth / 2, height / 2), 0)], [Palette.Solid(random)], breadth / 2, height);

    private static Furniture Block(SeededRandom random, double halfWidth, double halfDepth, double halfHeight) => new(
        [new(ShapeKind.Box, Pose.At(new(0, 0, halfHeight)).Yawed(random.Between(-0.7, 0.7)), new(halfWidth, halfDepth, halfHeight), 0)],
        [Palette.Solid(random)], Math.Sqrt(halfWidth * halfWidth + halfDepth * halfDepth), 2 * halfHeight);

    private static Furniture Table(SeededRandom random, double half, double height)
    {
        var frame = Pose.Identity.Yawed(random.Angle());
        var shapes = new List<Shape> { new Shape(ShapeKind.Box, Pose.At(new(0, 0, height)), new(half, half * 0.8, 0.03), 0).In(frame) };
        foreach (var (x, y) in (ReadOnlySpan<(int, int)>)[(1, 1), (1, -1), (-1, 1), (-1, -1)])
            shapes.Add(new Shape(ShapeKind.Cylinder, Pose.At(new(x * half * 0.88, y * half * 0.68, height / 2)), new(0.03, 0.03, height / 2), 1).In(frame));
        return new([.. shapes], [Palette.Solid(random), Surface.Plain(Palette.Colour(random, 0.6, 0.15, 0.9))], half * 1.3, height);
    }

    private static Furniture Tree(SeededRandom random, double scale)
    {
        var height = scale * random.Between(1.2, 3);
        var crown = height * random.Between(0.2, 0.38);
        return new(
            [
                Shape.Cone(Vec3.Zero, new(0, 0, height * 0.7), height * 0.05, height * 0.035, 0),
                Shape.Ellipsoid(Pose.At(new(0, 0, height * 0.75)), new(crown, crown, height * random.Between(0.2, 0.42)), 1),
            ],
            [Surface.Plain(Palette.Colour(random, 0.6, 0.15, 0.5)), new(Pattern.Noise, Palette.Colour(random, 0.8, 0.3, 0.8), Palette.Colour(random, 0.8, 0.15, 0.6), random.Between(2, 6), Palette.Key(random))],
            crown, height * 1.1);
    }
}
