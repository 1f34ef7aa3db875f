namespace MimRepro.Data.SceneWorld;

/// <summary>Where a creature is on the ground in each frame, and which way it looks (radians to the left of X).</summary>
internal sealed record Path(Vec3[] Places, double[] Headings)
{
    /// <summary>A path with soft bends whose middle lies at the origin; one frame stands still.</summary>
    public static Path Draw(SeededRandom random, double speed, int frames)
    {
        var (heading, bend, start, pace) = (random.Angle(), random.Between(0.2, 1.1), random.Angle(), random.Between(0.04, 0.14));
        var (places, headings) = (new Vec3[frames], new double[frames]);
        var place = Vec3.Zero;
        for (var frame = 0; frame < frames; frame++)
        {
            headings[frame] = heading + bend * Trigonometry.Sin(start + pace * frame);
            places[frame] = place;
            var (sin, cos) = Trigonometry.SinCos(headings[frame]);
            place += new Vec3(cos, sin, 0) * speed;
        }
        return new Path(places, headings).Moved(-places[frames / 2]);
    }

    public Path Moved(Vec3 by) => this with { Places = Array.ConvertAll(Places, place => place + by) };
}
