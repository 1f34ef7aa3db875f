using MimRepro.Recipes;
using static MimRepro.Data.SceneWorld.CreatureBody;

namespace MimRepro.Data.SceneWorld;

/// <summary>Builds a creature's solids and joints from plan, proportions and motion. A trunk of ordinary length is about a metre long.</summary>
internal sealed partial class CreatureBuilder
{
    private readonly BodyPlan _plan;
    private readonly Proportions _build;
    private readonly CreatureMotion _motion;
    private readonly List<Shape> _shapes = new(64);
    private readonly Joint?[] _joints = new Joint?[Keypoints.Count];

    // Frames along the trunk from the tail (0) to the chest.
    private readonly Pose[] _spine;
    private readonly double _segment;

    private CreatureBuilder(BodyPlan plan, Proportions build, CreatureMotion motion)
    {
        (_plan, _build, _motion) = (plan, build, motion);
        var segments = plan.Family switch
        {
            BodyFamily.Serpent => 12,
            BodyFamily.Myriapod => 7,
            BodyFamily.Fish => 6,
            BodyFamily.Insect or BodyFamily.Spider => 2,
            _ => 4,
        };
        _segment = TrunkLength() / segments;
        _spine = Spine(segments);
    }

    public static CreatureBody Build(BodyPlan plan, Proportions build, CreatureMotion motion)
    {
        var builder = new CreatureBuilder(plan, build, motion);
        builder.AddTrunk();
        builder.AddLegs();
        builder.AddWings();
        builder.AddTail();
        builder.AddBack();
        builder.AddHead(builder.AddNeck());
        var body = new CreatureBody([.. builder._shapes], builder._joints);
        return body.In(Pose.At(new(0, 0, -body.Extent().Lowest.Z)), 1);
    }

    private double TrunkLength() => (_plan.Family, _plan.Trunk) switch
    {
        (BodyFamily.Serpent, TrunkShape.Slender) => 2.6,
        (BodyFamily.Serpent, _) => 1.9,
        (BodyFamily.Myriapod, TrunkShape.Slender) => 1.7,
        (BodyFamily.Myriapod, _) => 1.3,
        (BodyFamily.Fish, TrunkShape.Slender) => 1.3,
        (BodyFamily.Bird, _) => 0.55,
        (BodyFamily.Biped, TrunkShape.Round) => 0.45,
        (BodyFamily.Biped, _) => 0.65,
        (BodyFamily.Insect or BodyFamily.Spider, TrunkShape.Slender) => 0.85,
        (BodyFamily.Insect or BodyFamily.Spider, _) => 0.6,
        (BodyFamily.Flyer, _) => 0.6,
        (_, TrunkShape.Slender) => 1.05,
        (_, TrunkShape.Round) => 0.55,
        _ => 0.8,
    };

    // How far the trunk rises towards the chest.
    private double TrunkPitch() => (_plan.Family, _plan.Trunk) switch
    {
        (BodyFamily.Biped, TrunkShape.Slender) => 75 * Trigonometry.Degree,
        (BodyFamily.Biped, _) => 60 * Trigonometry.Degree,
        (BodyFamily.Bird, TrunkShape.Deep) => 50 * Trigonometry.Degree,
        (BodyFamily.Bird, _) => 22 * Trigonometry.Degree,
        (BodyFamily.Flyer, _) => 12 * Trigonometry.Degree,
        (BodyFamily.Quadruped, TrunkShape.Humped) => 10 * Trigonometry.Degree,
        _ => 0,
    };

    // Radius at t = 0 (tail) … 1 (chest).
    private double Radius(double t)
    {
        var (widest, rear, front) = _plan.Family switch
        {
            BodyFamily.Serpent => _plan.Trunk == TrunkShape.Slender ? (0.085, 0.35, 0.75) : (0.15, 0.3, 0.65),
            BodyFamily.Myriapod => _plan.Trunk == TrunkShape.Slender ? (0.09, 0.8, 0.9) : (0.15, 0.7, 0.9),
            BodyFamily.Fish => _plan.Trunk switch { TrunkShape.Slender => (0.15, 0.25, 0.8), TrunkShape.Round => (0.3, 0.25, 0.8), _ => (0.24, 0.2, 0.7) },
            _ => _plan.Trunk switch
            {
                TrunkShape.Slender => (0.15, 0.85, 0.9),
                TrunkShape.Round => (0.3, 0.75, 0.75),
                TrunkShape.Deep => (0.23, 0.55, 1.0),
                TrunkShape.Humped => (0.26, 0.7, 1.05),
                TrunkShape.Flat => (0.2, 0.8, 0.8),
                _ => (0.25, 0.9, 0.9),
            },
        };
        var bulge = 4 * t * (1 - t);
        var ends = rear + (front - rear) * t;
        return widest * _build.Girth * (ends + (1 - ends) * bulge);
    }

    // Factors of a cross-section's half width and half height.
    private (double Wide, double High) Section() => (_plan.Family, _plan.Trunk) switch
    {
        (BodyFamily.Fish, TrunkShape.Flat) => (1.7, 0.45),
        (BodyFamily.Fish, TrunkShape.Deep) => (0.4, 1.35),
        (BodyFamily.Fish, _) => (0.6, 1.1),
        (_, TrunkShape.Flat) => (1.5, 0.55),
        (_, TrunkShape.Deep) => (0.75, 1.15),
        _ => (1, 1),
    };

    private Pose[] Spine(int segments)
    {
        var frames = new Pose[segments + 1];
        var waves = _plan.Family is BodyFamily.Serpent or BodyFamily.Fish or BodyFamily.Myriapod;
        var wavelengths = _plan.Family == BodyFamily.Serpent ? 1.4 : 0.6;
        var frame = Pose.Identity.Pitched(TrunkPitch());
        for (var i = 0; i <= segments; i++)
        {
            var t = i / (double)segments;
            var yaw = _motion.SpineBend * (t - 0.5);
            if (waves)
                yaw += _motion.SpineWave * (_plan.Family == BodyFamily.Fish ? 1.2 - t : 1) * Trigonometry.Sin(_motion.GaitPhase + 2 * Math.PI * wavelengths * t);
            frames[i] = frame.Yawed(yaw);
            frame = frame with { Origin = frames[i].Point(new(_segment, 0, 0)) };
        }
        return frames;
    }

    /// <summary>A frame on the trunk's axis at t = 0 (tail) … 1 (chest).</summary>
    private Pose On(double t)
    {
        var place = Math.Clamp(t, 0, 1) * (_spine.Length - 1);
        var i = Math.Min((int)place, _spine.Length - 2);
        return _spine[i].Moved(new((place - i) * _segment, 0, 0));
    }

    /// <summary>The same place and heading with Z straight up.</summary>
    private static Pose Upright(Pose frame)
    {
        var heading = frame.X - Vec3.UnitZ * frame.X.Z;
        return heading.LengthSquared < 1e-6 ? Pose.Along(frame.Origin, -frame.Z, Vec3.UnitZ) : Pose.Along(frame.Origin, heading, Vec3.UnitZ);
    }

    private void AddTrunk()
    {
        var (wide, high) = Section();
        if (_plan.Family is BodyFamily.Insect or BodyFamily.Spider)
            AddTwoPartTrunk(wide, high);
        else
            for (var i = 0; i + 1 < _spine.Length; i++)
            {
                double t0 = i / (_spine.Length - 1.0), t1 = (i + 1) / (_spine.Length - 1.0);
                double r0 = Radius(t0), r1 = Radius(t1), middle = (r0 + r1) / 2;
                var centre = _spine[i].Moved(new(_segment / 2, 0, 0));
                if (_plan.Family == BodyFamily.Myriapod)
                    _shapes.Add(Shape.Ellipsoid(centre, new(_segment * 0.62, middle * 1.15 * wide, middle * 1.15 * high), Coat));
                else if (wide != high)
                    _shapes.Add(Shape.Ellipsoid(centre, new(Math.Max(_segment, middle * 0.8) * 0.95, middle * wide, middle * high), Coat));
                else
                    _shapes.Add(Shape.Cone(_spine[i].Origin, _spine[i + 1].Origin, r0, r1, Coat));
            }
        if (_plan.Trunk == TrunkShape.Humped)
            _shapes.Add(Shape.Ellipsoid(On(0.8).Moved(new(0, 0, Radius(0.8) * 0.5)), new(0.24, Radius(0.8) * 0.7, Radius(0.8) * 0.9), Coat));
        SetJoint(Keypoint.Body, On(0.5).Origin, Radius(0.5) * Math.Max(wide, high) * 1.3);
        SetJoint(Keypoint.TailBase, On(0).Origin, Radius(0) * Math.Max(wide, high) * 1.5);
    }

    // Abdomen and thorax with a waist between them.
    private void AddTwoPartTrunk(double wide, double high)
    {
        var (abdomen, thorax) = _plan.Trunk switch { TrunkShape.Round => (0.3, 0.17), TrunkShape.Flat => (0.27, 0.2), _ => (0.13, 0.11) };
        (abdomen, thorax) = (abdomen * _build.Girth, thorax * _build.Girth);
        Pose rear = On(0.2).Moved(new(-0.1, 0, 0.05)), front = On(0.85);
        _shapes.Add(Shape.Ellipsoid(rear, new(Math.Max(_segment * 0.85, abdomen), abdomen * wide, abdomen * high), Coat));
        _shapes.Add(Shape.Ellipsoid(front, new(_segment * 0.6, thorax * wide, thorax * high), Limbs));
        _shapes.Add(Shape.Cone(rear.Origin, front.Origin, thorax * 0.45, thorax * 0.45, Limbs));
    }

    private void SetJoint(Keypoint keypoint, Vec3 position, double flesh) => _joints[(int)keypoint] = new(position, flesh);
}
