using MimRepro.Recipes;
using static MimRepro.Data.SceneWorld.CreatureBody;

namespace MimRepro.Data.SceneWorld;

internal sealed partial class CreatureBuilder
{
    private double LegSpan()
    {
        var length = _plan.LegLength switch { LegLength.Short => 0.32, LegLength.Medium => 0.58, _ => 0.92 };
        var family = _plan.Family switch
        {
            BodyFamily.Sprawler => 0.75,
            BodyFamily.Biped => 1.05,
            BodyFamily.Bird => 0.75,
            BodyFamily.Myriapod => 0.55,
            BodyFamily.Flyer => 0.35,
            BodyFamily.Spider => 1.35,
            _ => 1,
        };
        return length * family * _build.LegLength;
    }

    private double LegRadius() => (_plan.LegBuild == LegBuild.Thin ? 0.034 : 0.075) * _build.LegWidth
        * (_plan.Family is BodyFamily.Insect or BodyFamily.Spider or BodyFamily.Myriapod ? 0.7 : _plan.Family == BodyFamily.Bird ? 0.75 : 1);

    private void AddLegs()
    {
        if (_plan.Family == BodyFamily.Fish)
            AddFins();
        if (_plan.Arms)
            AddArms();
        for (var pair = 0; pair < _plan.LegPairs; pair++)
            foreach (var side in (ReadOnlySpan<int>)[1, -1])
                AddLeg(pair, side);
    }

    // Pair 0 is the foremost.
    private void AddLeg(int pair, int side)
    {
        var pairs = _plan.LegPairs;
        var (t, fan) = LegPlace(pair);
        var opposite = side > 0 ? 0 : Math.PI;
        var phase = _motion.GaitPhase + opposite + (_plan.Family == BodyFamily.Myriapod ? pair * 1.1 : pair * Math.PI);
        var spine = On(t);
        var (wide, high) = Section();
        var trunk = _plan.Family is BodyFamily.Insect or BodyFamily.Spider ? 0.12 * _build.Girth : Radius(t);
        var hip = spine.Point(new(0, side * trunk * wide * 0.6, -trunk * high * 0.35));
        var sprawls = _plan.Family is BodyFamily.Sprawler or BodyFamily.Insect or BodyFamily.Spider or BodyFamily.Myriapod;
        var foot = sprawls ? AddSprawledLeg(Upright(spine), hip, side, fan, phase) : AddUprightLeg(Upright(spine), hip, side, phase, kneeForward: pair == pairs - 1);

        var radius = LegRadius();
        if (pair == pairs - 1)
        {
            SetJoint(side > 0 ? Keypoint.LeftHip : Keypoint.RightHip, hip, trunk * 0.9 + radius);
            SetJoint(side > 0 ? Keypoint.LeftHindFoot : Keypoint.RightHindFoot, foot, radius * 3);
        }
        else if (pair == 0)
        {
            SetJoint(side > 0 ? Keypoint.LeftShoulder : Keypoint.RightShoulder, hip, trunk * 0.9 + radius);
            SetJoint(side > 0 ? Keypoint.LeftForeFoot : Keypoint.RightForeFoot, foot, radius * 3);
        }
    }

    private (double T, double Fan) LegPlace(int pair) => _plan.Family switch
    {
        BodyFamily.Insect => (0.95 - 0.15 * pair, 0.75 - 0.75 * pair),
        BodyFamily.Spider => (0.98 - 0.09 * pair, 1.05 - 0.7 * pair),
        BodyFamily.Myriapod => (0.95 - 0.17 * pair, 0.3 - 0.12 * pair),
        BodyFamily.Sprawler => (0.88 - 0.78 * pair, 0.35 - 0.7 * pair),
        BodyFamily.Quadruped => (0.95 - 0.9 * pair, 0),
        BodyFamily.Bird => (0.45, 0),
        BodyFamily.Flyer => (0.35, 0),
        _ => (0.05, 0),
    };

    private Vec3 AddUprightLeg(Pose frame, Vec3 hip, int side, double phase, bool kneeForward)
    {
        var (length, radius) = (LegSpan(), LegRadius());
        var (sin, cos) = Trigonometry.SinCos(phase);
        var swing = _motion.Stride * sin;
        var flex = 0.14 + _motion.Stride * 0.7 * Math.Max(0, cos) + _motion.Crouch * 0.5;
        if (_plan.Family is BodyFamily.Bird or BodyFamily.Biped)
            flex += 0.2;
        var bend = kneeForward ? flex : -flex;
        var knee = hip + frame.Direction(Down(swing + bend, side * 0.05)) * (length * 0.5);
        var ankle = knee + frame.Direction(Down(swing - bend, side * 0.02)) * (length * 0.5);
        _shapes.Add(Shape.Cone(hip, knee, radius * 1.7, radius * 1.05, Limbs));
        _shapes.Add(Shape.Cone(knee, ankle, radius * 1.05, radius * 0.8, Limbs));
        var toe = ankle + frame.X * (radius * 1.6);
        _shapes.Add(Shape.Ellipsoid(Pose.Along(toe, frame.X, Vec3.UnitZ), new(radius * 2.4, radius * 1.4, radius * 0.9), Accent));
        return ankle;
    }

    // Straight down at angle 0, forward for a positive angle, spread outwards by a little.
    private static Vec3 Down(double angle, double spread)
    {
        var (sin, cos) = Trigonometry.SinCos(angle);
        return new Vec3(sin, spread, -cos).Normalised();
    }

    private Vec3 AddSprawledLeg(Pose frame, Vec3 hip, int side, double fan, double phase)
    {
        var (length, radius) = (LegSpan(), LegRadius());
        var (sin, cos) = Trigonometry.SinCos(phase);
        var (fanSin, fanCos) = Trigonometry.SinCos(fan + _motion.Stride * 0.7 * sin);
        var rise = _plan.Family switch { BodyFamily.Spider => 0.75, BodyFamily.Insect => 0.45, _ => 0.1 };
        var lift = Math.Max(0, cos) * _motion.Stride * 0.4;
        var outward = frame.Direction(new(fanSin, side * fanCos, 0));
        var knee = hip + (outward + Vec3.UnitZ * (rise + lift)).Normalised() * (length * 0.48);
        var foot = knee + (outward * (_plan.Family == BodyFamily.Sprawler ? 0.25 : 0.45) - Vec3.UnitZ * (1 - lift)).Normalised() * (length * 0.62);
        _shapes.Add(Shape.Cone(hip, knee, radius * 1.5, radius * 1.1, Limbs));
        _shapes.Add(Shape.Cone(knee, foot, radius * 1.1, radius * 0.7, Limbs));
        if (_plan.Family == BodyFamily.Sprawler)
            _shapes.Add(Shape.Ellipsoid(Pose.Along(foot + frame.X * radius, frame.X, Vec3.UnitZ), new(radius * 2.2, radius * 1.5, radius * 0.8), Accent));
        return foot;
    }

    private void AddArms()
    {
        var spine = On(0.92);
        var frame = Upright(spine);
        var (length, radius) = (0.45 * _build.LegLength, LegRadius() * 0.8);
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var swing = _motion.Stride * Trigonometry.Sin(_motion.GaitPhase + (side > 0 ? Math.PI : 0));
            var shoulder = spine.Point(new(0, side * Radius(0.9) * 0.95, 0));
            var elbow = shoulder + frame.Direction(Down(swing, side * 0.45)) * (length * 0.5);
            var hand = elbow + frame.Direction(Down(swing + 0.5 + _motion.Crouch, side * 0.15)) * (length * 0.5);
            _shapes.Add(Shape.Cone(shoulder, elbow, radius * 1.4, radius, Limbs));
            _shapes.Add(Shape.Cone(elbow, hand, radius, radius * 0.8, Limbs));
            _shapes.Add(Shape.Ball(hand, radius * 1.4, Accent));
            SetJoint(side > 0 ? Keypoint.LeftShoulder : Keypoint.RightShoulder, shoulder, Radius(0.9) * 0.7);
            SetJoint(side > 0 ? Keypoint.LeftForeFoot : Keypoint.RightForeFoot, hand, radius * 2.5);
        }
    }

    private void AddFins()
    {
        var spine = On(0.68);
        var (wide, _) = Section();
        var length = _plan.LegLength switch { LegLength.Short => 0.22, LegLength.Medium => 0.36, _ => 0.6 } * _build.WingSpan;
        var chord = (_plan.LegBuild == LegBuild.Thin ? 0.08 : 0.16) * _build.LegWidth;
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var root = spine.Point(new(0, side * Radius(0.68) * wide * 0.8, -0.04));
            var tip = AddBlade(spine, root, side, length, chord, -0.25 + 0.5 * _motion.WingLift, sweep: 0.55);
            SetJoint(side > 0 ? Keypoint.LeftShoulder : Keypoint.RightShoulder, root, Radius(0.68) * wide * 0.7 + 0.03);
            SetJoint(side > 0 ? Keypoint.LeftForeFoot : Keypoint.RightForeFoot, tip, 0.06);
        }
    }

    // A flat ellipsoid from the root outwards; returns its tip.
    private Vec3 AddBlade(Pose frame, Vec3 root, int side, double length, double chord, double lift, double sweep)
    {
        var (sin, cos) = Trigonometry.SinCos(lift);
        var outward = frame.Direction(new Vec3(-sweep, side * cos, sin).Normalised());
        var pose = Pose.Along(root + outward * (length * 0.5), outward, frame.Direction(new Vec3(0, -side * sin, cos)));
        _shapes.Add(Shape.Ellipsoid(pose, new(length * 0.55, chord, 0.018), Accent));
        return root + outward * (length * 0.97);
    }

    private void AddWings()
    {
        if (_plan.Wings == WingSize.None)
            return;
        var insect = _plan.Family == BodyFamily.Insect || (_plan.Family == BodyFamily.Flyer && _plan.Trunk == TrunkShape.Slender);
        var span = (_plan.Wings == WingSize.Small ? 0.5 : 1.05) * _build.WingSpan;
        var spine = On(_plan.Family is BodyFamily.Insect ? 0.85 : 0.75);
        var frame = Upright(spine);
        var width = _plan.Family == BodyFamily.Insect ? 0.1 : Radius(0.75) * Section().Wide;
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var root = spine.Point(new(0, side * width * 0.6, width * 0.6));
            var tip = insect ? AddPairedBlades(frame, root, side, span) : AddFoldedWing(frame, root, side, span);
            SetJoint(side > 0 ? Keypoint.LeftWingTip : Keypoint.RightWingTip, tip, 0.07);
            if (_joints[(int)(side > 0 ? Keypoint.LeftShoulder : Keypoint.RightShoulder)] is null)
                SetJoint(side > 0 ? Keypoint.LeftShoulder : Keypoint.RightShoulder, root, width * 0.7 + 0.04);
        }
    }

    private Vec3 AddPairedBlades(Pose frame, Vec3 root, int side, double span)
    {
        AddBlade(frame, root - frame.X * 0.1, side, span * 0.75, span * 0.13, _motion.WingLift * 0.6, sweep: 0.8);
        return AddBlade(frame, root, side, span * 0.85, span * 0.14, _motion.WingLift, sweep: -0.1);
    }

    // An arm that rises, a hand that trails behind it.
    private Vec3 AddFoldedWing(Pose frame, Vec3 root, int side, double span)
    {
        var wrist = AddBlade(frame, root - frame.X * 0.06, side, span * 0.5, span * 0.24, _motion.WingLift, sweep: 0.1);
        return AddBlade(frame, wrist - frame.X * (span * 0.05), side, span * 0.58, span * 0.17, _motion.WingLift * 0.45, sweep: 0.7);
    }
}
