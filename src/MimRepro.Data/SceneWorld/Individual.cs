using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>One creature before it is put anywhere: what it is, how it is built, how it moves.</summary>
internal sealed class Individual
{
    // Frames a second of a clip, for the pace of what swings without walking.
    private const double FrameTime = 0.1;

    private readonly double _scale, _hover;
    private readonly Proportions _build;
    private readonly CreatureMotion _rest, _sway, _start;
    private readonly double _pace, _strideLength;

    public Individual(string identity, BodyPlan plan, int variant, SeededRandom random, SceneBackdrop place, Surface ground)
    {
        (Identity, Plan, Variant) = (identity, plan, variant);
        _build = SceneWorldPlans.Variants(plan)[variant].Times(Jitter(random));
        _scale = random.Between(0.65, 1.3);
        _hover = plan.Floats ? random.Between(0.15, 0.8) : 0;
        Surfaces = Palette.Creature(random, place, ground);
        var wave = plan.Family switch { BodyFamily.Serpent => random.Between(0.45, 0.95), BodyFamily.Fish => random.Between(0.15, 0.5), BodyFamily.Myriapod => random.Between(0.05, 0.3), _ => 0 };
        _rest = new(random.Angle(), random.Between(0.05, 0.55), random.Between(-0.45, 0.45), wave, random.Between(-0.6, 0.6), random.Between(-0.25, 0.3),
            random.Between(-0.8, 0.8), random.Between(-0.15, 0.7), random.Between(-0.15, 1.05), random.Between(0, 0.7));
        _sway = new(0, 0, random.Between(0, 0.25), 0, random.Between(0, 0.5), random.Between(0, 0.2), random.Between(0, 0.5), random.Between(0, 0.3), random.Between(0.1, 0.6), 0);
        _start = new(0, 0, random.Angle(), 0, random.Angle(), random.Angle(), random.Angle(), random.Angle(), random.Angle(), 0);
        _pace = random.Between(0.5, 1.2);
        _strideLength = random.Between(0.8, 1.3);
        var (lowest, highest) = CreatureBuilder.Build(plan, _build, _rest).Extent();
        var centre = (lowest + highest) * 0.5;
        Centre = new(centre.X, centre.Y, 0);
        Size = (highest - lowest) * _scale;
    }

    public string Identity { get; }

    public BodyPlan Plan { get; }

    public int Variant { get; }

    /// <summary>Coat, limbs, accents, eyes.</summary>
    public Surface[] Surfaces { get; }

    /// <summary>Length, breadth and height at rest, in metres.</summary>
    public Vec3 Size { get; }

    /// <summary>From left to right as a camera on the side of negative Y sees it, in metres.</summary>
    public double Breadth(double heading)
    {
        var (sin, cos) = Trigonometry.SinCos(heading);
        return Math.Abs(cos) * Size.X + Math.Abs(sin) * Size.Y;
    }

    /// <summary>What has to fit into the image, in metres: breadth or height, and the better part of a length that is seen from its end.</summary>
    public double FramedSize(double heading) => Math.Max(Math.Max(Breadth(heading), Size.Z), 0.6 * Math.Max(Size.X, Size.Y));

    /// <summary>Radius of the ground that it needs.</summary>
    public double Reach => 0.5 * Math.Sqrt(Size.X * Size.X + Size.Y * Size.Y);

    public double CentreHeight => _hover + Size.Z / 2;

    // Of its ground, in its own unscaled coordinates.
    private Vec3 Centre { get; }

    /// <summary>Metres it moves in one frame of a clip: a body's length in about fifteen frames.</summary>
    public double Speed => 0.08 * _pace * Math.Max(Size.X, 0.6 * Size.Z);

    /// <summary>Its body in world coordinates with the middle of its ground at a place.</summary>
    /// <param name="heading">To the left of the world's X, in radians.</param>
    /// <param name="walked">Metres since the first frame.</param>
    public CreatureBody At(Vec3 ground, double heading, int frame, double walked)
    {
        var body = CreatureBuilder.Build(Plan, _build, MotionAt(frame, walked));
        var pose = Pose.At(ground + Vec3.UnitZ * (_hover * (1 + 0.15 * Trigonometry.Sin(0.7 * frame * _pace)))).Yawed(heading);
        return body.In(pose.Moved(Centre * -_scale), _scale);
    }

    private CreatureMotion MotionAt(int frame, double walked)
    {
        var time = frame * FrameTime * _pace * 2 * Math.PI;
        double Swing(double rest, double sway, double start, double frequency) =>
            frame == 0 ? rest : rest + sway * (Trigonometry.Sin(start + frequency * time) - Trigonometry.Sin(start));
        return new(
            _rest.GaitPhase + walked / (_scale * _strideLength) * 2 * Math.PI, _rest.Stride, Swing(_rest.SpineBend, _sway.SpineBend, _start.SpineBend, 0.4), _rest.SpineWave,
            Swing(_rest.HeadYaw, _sway.HeadYaw, _start.HeadYaw, 0.3), Swing(_rest.HeadPitch, _sway.HeadPitch, _start.HeadPitch, 0.5),
            Swing(_rest.TailSway, _sway.TailSway, _start.TailSway, 0.6), Swing(_rest.TailLift, _sway.TailLift, _start.TailLift, 0.35),
            Swing(_rest.WingLift, _sway.WingLift, _start.WingLift, 1.3), _rest.Crouch);
    }

    private static Proportions Jitter(SeededRandom random)
    {
        Span<double> factors = stackalloc double[Proportions.Count];
        foreach (ref var factor in factors)
            factor = random.Between(0.95, 1.05);
        return Proportions.Of(factors);
    }

    /// <summary>Plan and variant of a set's creature. Classes come in turn, so that any run of images holds each about equally often.</summary>
    public static (BodyPlan Plan, int Variant) Choose(SceneWorldRecipe recipe, SceneSource source, int creature, SeededRandom random)
    {
        if (source.Set == SceneSet.FineGrained)
            return (SceneWorldPlans.FineGrained, source.Index % SceneWorldPlans.VariantCount);
        var plans = SceneWorldPlans.Of(recipe);
        var plan = creature == 0 ? plans[source.Index % plans.Count] : plans[random.Next(plans.Count)];
        return (plan, random.Next(SceneWorldPlans.VariantCount));
    }
}
