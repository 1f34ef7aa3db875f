using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>Where the camera stands in each frame and what it looks at: the first creature, loosely.</summary>
internal sealed class CameraPath
{
    private readonly Camera[] _cameras;
    private readonly double _tangent;

    public CameraPath(SeededRandom random, SceneRecipe recipe, int frames, List<(Individual Creature, Walk Walk)> cast)
    {
        var fieldOfView = random.NextInRange(recipe.FieldOfView) * Trigonometry.Degree;
        _tangent = Trigonometry.Tan(fieldOfView / 2);
        var share = random.NextInRange(recipe.CreatureShare);
        var (size, height) = cast.Count > 0 ? (cast[0].Creature.FramedSize(cast[0].Walk.Headings[frames / 2]), cast[0].Creature.CentreHeight) : (random.Between(0.8, 2), random.Between(0.2, 0.8));
        Distance = Math.Max(size / (2 * share * _tangent), cast.Count > 0 ? 1.9 * cast[0].Creature.Reach : size);
        var (sin, cos) = Trigonometry.SinCos(random.Between(4, 32) * Trigonometry.Degree);
        // A smaller creature leaves more room to stand off the middle.
        var slack = Distance * _tangent * (1 - share) * 0.7;
        var aside = new Vec3(random.Between(-1, 1), 0, random.Between(-0.8, 0.8)) * slack;
        var from = new Vec3(0, -Distance * cos, height + Distance * sin);
        var roll = random.Between(-4, 4) * Trigonometry.Degree;
        var (drift, start, follow) = (new Vec3(random.Between(-0.12, 0.12), random.Between(-0.08, 0.08), random.Between(-0.04, 0.04)) * Distance, random.Angle(), random.Between(0.55, 0.9));
        _cameras = new Camera[frames];
        for (var frame = 0; frame < frames; frame++)
        {
            var sway = frames == 1 ? 0 : Trigonometry.Sin(start + 0.11 * frame);
            var followed = cast.Count > 0 ? cast[0].Walk.Places[frame] * follow : Vec3.Zero;
            var target = new Vec3(followed.X, followed.Y, height) + aside * (1 + 0.3 * sway);
            _cameras[frame] = Camera.LookingAt(from + followed * 0.25 + drift * sway, target, roll, fieldOfView);
        }
    }

    /// <summary>From the camera to the first creature, in metres.</summary>
    public double Distance { get; }

    public Camera At(int frame) => _cameras[frame];

    /// <summary>The place on the ground below the camera.</summary>
    public Vec3 Ground(int frame) => _cameras[frame].Pose.Origin with { Z = 0 };

    /// <summary>A place on the ground that the camera sees in its middle frame.</summary>
    /// <param name="nearest">Distance from the camera as a share of the first creature's.</param>
    public Vec3 PlaceInSight(SeededRandom random, double nearest, double farthest, double reach)
    {
        var (right, forward) = Axes(_cameras.Length / 2);
        var distance = Distance * random.Between(nearest, farthest) + reach;
        return Ground(_cameras.Length / 2) + forward * distance + right * (distance * _tangent * random.Between(-1.05, 1.05));
    }

    /// <summary>Whether one place is before the other as the camera sees it.</summary>
    public bool Nearer(Vec3 place, Vec3 other, int frame = 0) => Seen(place, frame).Depth < Seen(other, frame).Depth;

    /// <summary>Whether two upright things overlap from left to right as the camera sees them.</summary>
    public bool Overlaps(Vec3 place, double reach, Vec3 other, double otherReach, int frame = 0)
    {
        var (aside, depth) = Seen(place, frame);
        var (otherAside, otherDepth) = Seen(other, frame);
        if (depth <= reach || otherDepth <= otherReach)
            return true;
        return Math.Abs(aside / depth - otherAside / otherDepth) < reach / depth + otherReach / otherDepth;
    }

    private (double Aside, double Depth) Seen(Vec3 place, int frame)
    {
        var (right, forward) = Axes(frame);
        var offset = place - Ground(frame);
        return (Vec3.Dot(offset, right), Vec3.Dot(offset, forward));
    }

    private (Vec3 Right, Vec3 Forward) Axes(int frame)
    {
        var forward = (_cameras[frame].Pose.Z with { Z = 0 }).Normalised();
        return (new(forward.Y, -forward.X, 0), forward);
    }
}
