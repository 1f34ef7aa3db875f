namespace MimRepro.Data.SceneWorld;

/// <summary>Where a creature is on the ground in each frame, and which way it looks (radians to the left of X).</summary>
internal sealed record Walk(Vec3[] Places, double[] Headings)
{
    /// <summary>A path with soft bends whose middle lies at the origin; one frame stands still and looks anywhere.</summary>
    /// <remarks>A walker rather crosses the picture (the world's X axis) than comes or goes.</remarks>
    public static Walk Draw(SeededRandom random, double speed, int frames)
    {
        var (heading, bend, start, pace) = (random.Angle(), random.Between(0.1, 0.8), random.Angle(), random.Between(0.03, 0.12));
        if (frames > 1)
            heading = heading / 4 + (random.Chance(0.5) ? Math.PI : 0);
        var (places, headings) = (new Vec3[frames], new double[frames]);
        var place = Vec3.Zero;
        for (var frame = 0; frame < frames; frame++)
        {
            headings[frame] = heading + bend * Trigonometry.Sin(start + pace * frame);
            places[frame] = place;
            var (sin, cos) = Trigonometry.SinCos(headings[frame]);
            place += new Vec3(cos, sin, 0) * speed;
        }
        return new Walk(places, headings).Moved(-places[frames / 2]);
    }

    public Walk Moved(Vec3 by) => this with { Places = Array.ConvertAll(Places, place => place + by) };
}
