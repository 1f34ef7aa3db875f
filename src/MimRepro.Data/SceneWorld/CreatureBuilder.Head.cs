using MimRepro.Recipes;
using static MimRepro.Data.SceneWorld.CreatureBody;

namespace MimRepro.Data.SceneWorld;

internal sealed partial class CreatureBuilder
{
    private double HeadRadius() => _build.HeadSize * _plan.Family switch
    {
        BodyFamily.Serpent => 0.12,
        BodyFamily.Myriapod => 0.14,
        BodyFamily.Fish => Radius(1) * 0.9 / _build.HeadSize,
        BodyFamily.Insect => 0.13,
        BodyFamily.Spider => 0.13,
        BodyFamily.Bird => 0.13,
        BodyFamily.Flyer => 0.14,
        BodyFamily.Biped => 0.19,
        _ => 0.165,
    };

    /// <summary>The head's frame at the end of the neck.</summary>
    private Pose AddNeck()
    {
        var chest = On(1);
        var start = chest.Point(new(0, 0, _plan.Neck == NeckShape.None ? 0 : Radius(1) * 0.35));
        var (length, rise) = _plan.Neck switch
        {
            NeckShape.Short => (0.24, 45 * Trigonometry.Degree),
            NeckShape.Long => (0.7, 65 * Trigonometry.Degree),
            NeckShape.Forward => (0.45, 14 * Trigonometry.Degree),
            _ => (0, 0.0),
        };
        if (_plan.Family == BodyFamily.Biped)
            rise = Math.Max(rise, 70 * Trigonometry.Degree);
        length *= _build.NeckLength;
        var radius = HeadRadius();
        var frame = _plan.Neck == NeckShape.None && _plan.Family is not (BodyFamily.Bird or BodyFamily.Biped) ? chest : Upright(chest);
        SetJoint(Keypoint.Neck, start, Radius(1) * 1.1);
        if (length > 0)
        {
            var lower = frame with { Origin = start };
            lower = lower.Yawed(_motion.HeadYaw * 0.4).Pitched(rise + _motion.HeadPitch * 0.4);
            var middle = lower.Point(new(length * 0.5, 0, 0));
            var upper = (lower with { Origin = middle }).Pitched(-0.15 * rise);
            var end = upper.Point(new(length * 0.5, 0, 0));
            _shapes.Add(Shape.Cone(start, middle, Math.Max(radius * 0.75, Radius(1) * 0.5), radius * 0.6, Coat));
            _shapes.Add(Shape.Cone(middle, end, radius * 0.6, radius * 0.55, Coat));
            start = end;
        }
        var offset = _plan.Neck == NeckShape.None ? Radius(1) * 0.55 + radius * 0.6 : radius * 0.5;
        if (_plan.Family is BodyFamily.Insect or BodyFamily.Spider && _plan.Neck == NeckShape.None)
            offset = radius * 1.1;
        var head = (frame with { Origin = start }).Yawed(_motion.HeadYaw * 0.6).Pitched(_motion.HeadPitch * 0.6 - 0.12);
        if (_plan.Neck == NeckShape.None && _plan.Family is BodyFamily.Bird or BodyFamily.Biped)
            return head.Moved(new(offset * 0.3, 0, offset));
        return head.Moved(new(offset, 0, 0));
    }

    private void AddHead(Pose head)
    {
        var r = HeadRadius();
        Vec3 nose;
        switch (_plan.Head)
        {
            case HeadShape.Snout:
                var muzzle = 0.26 * _build.SnoutLength;
                _shapes.Add(Shape.Ellipsoid(head, new(r * 1.1, r * 0.95, r), Coat));
                _shapes.Add(Shape.Cone(head.Point(new(r * 0.4, 0, -r * 0.15)), head.Point(new(r + muzzle, 0, -r * 0.45)), r * 0.62, r * 0.36, Limbs));
                _shapes.Add(Shape.Ball(head.Point(new(r + muzzle + r * 0.28, 0, -r * 0.35)), r * 0.2, Eyes));
                nose = head.Point(new(r + muzzle + r * 0.2, 0, -r * 0.4));
                break;
            case HeadShape.Wide:
                _shapes.Add(Shape.Ellipsoid(head, new(r * 0.85, r * 1.75, r * 0.65), Coat));
                nose = head.Point(new(r * 0.7, 0, 0));
                break;
            case HeadShape.Beak:
                var beak = 0.28 * _build.SnoutLength;
                _shapes.Add(Shape.Ball(head.Origin, r, Coat));
                _shapes.Add(Shape.Cone(head.Point(new(r * 0.5, 0, -r * 0.1)), head.Point(new(r * 0.8 + beak, 0, -r * 0.4)), r * 0.48, 0.012, Accent));
                nose = head.Point(new(r * 0.8 + beak, 0, -r * 0.4));
                break;
            case HeadShape.Proboscis:
                _shapes.Add(Shape.Ellipsoid(head, new(r * 1.15, r * 1.05, r * 1.15), Coat));
                nose = AddProboscis(head, r);
                break;
            case HeadShape.Box:
                _shapes.Add(new(ShapeKind.Box, head.Moved(new(r * 0.2 * _build.SnoutLength, 0, 0)), new(r * 1.15 * _build.SnoutLength, r * 0.85, r * 0.85), Coat));
                nose = head.Point(new(r * 1.3 * _build.SnoutLength, 0, -r * 0.2));
                break;
            default:
                _shapes.Add(Shape.Ball(head.Origin, r * 1.15, Coat));
                _shapes.Add(Shape.Ball(head.Point(new(r * 0.95, 0, -r * 0.25)), r * 0.42, Limbs));
                nose = head.Point(new(r * 1.25, 0, -r * 0.25));
                break;
        }
        SetJoint(Keypoint.Nose, nose, r * 0.6);
        SetJoint(Keypoint.Head, head.Origin, r * (_plan.Head == HeadShape.Wide ? 1.9 : 1.4));
        AddEyes(head, r);
        AddEars(head, r);
        AddHorns(head, r);
    }

    private Vec3 AddProboscis(Pose head, double r)
    {
        var from = head.Point(new(r * 0.8, 0, -r * 0.3));
        var length = 0.62 * _build.SnoutLength / 4;
        for (var i = 0; i < 4; i++)
        {
            var (sin, cos) = Trigonometry.SinCos(-0.5 - 0.42 * i + (i == 3 ? 1.4 : 0));
            var to = from + head.Direction(new(cos, 0, sin)) * length;
            _shapes.Add(Shape.Cone(from, to, r * (0.48 - 0.07 * i), r * (0.41 - 0.07 * i), Coat));
            from = to;
        }
        return from;
    }

    private void AddEyes(Pose head, double r)
    {
        var (x, y, z) = _plan.Head switch { HeadShape.Wide => (0.35, 1.45, 0.3), HeadShape.Box => (0.9, 0.8, 0.45), _ => (0.68, 0.66, 0.5) };
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
            _shapes.Add(Shape.Ball(head.Point(new(r * x, side * r * y, r * z)), r * 0.27, Eyes));
    }

    private void AddEars(Pose head, double r)
    {
        var size = _build.EarSize;
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var root = head.Point(new(-r * 0.2, side * r * 0.6, r * 0.65));
            switch (_plan.Ears)
            {
                case EarShape.Pointed:
                    _shapes.Add(Shape.Cone(root, root + head.Direction(new(-0.05, side * 0.1, 0.24)) * size, r * 0.36, 0.01, Limbs));
                    break;
                case EarShape.Round:
                    _shapes.Add(Shape.Ellipsoid(head.Moved(new(-r * 0.25, side * (r + 0.1 * size), r * 0.45)), new(0.025, 0.17 * size, 0.19 * size), Limbs));
                    break;
                case EarShape.Long:
                    var up = head.Direction(new Vec3(-0.25, side * 0.22, 1).Normalised());
                    _shapes.Add(Shape.Ellipsoid(Pose.Along(root + up * (0.22 * size), up, head.X), new(0.26 * size, 0.06, 0.03), Limbs));
                    break;
                case EarShape.Drooping:
                    var down = head.Direction(new Vec3(-0.15, side * 0.3, -1).Normalised());
                    _shapes.Add(Shape.Ellipsoid(Pose.Along(head.Point(new(-r * 0.1, side * r * 1.05, r * 0.4)) + down * (0.14 * size), down, head.X), new(0.2 * size, 0.035, 0.085), Limbs));
                    break;
            }
        }
    }

    private void AddHorns(Pose head, double r)
    {
        var size = _build.HornSize;
        if (_plan.Horns == HornShape.Single)
            _shapes.Add(Shape.Cone(head.Point(new(r * 0.55, 0, r * 0.6)), head.Point(new(r * 0.8 + 0.2 * size, 0, r * 0.7 + 0.34 * size)), r * 0.28, 0.012, Accent));
        else if (_plan.Horns != HornShape.None)
            foreach (var side in (ReadOnlySpan<int>)[1, -1])
                AddHorn(head, r, side, size);
    }

    private void AddHorn(Pose head, double r, int side, double size)
    {
        Vec3 At(double x, double y, double z) => head.Point(new(x, side * y, z));
        var root = At(r * 0.1, r * 0.45, r * 0.8);
        switch (_plan.Horns)
        {
            case HornShape.Pair:
                var elbow = At(r * 0.1, r * 0.5 + 0.2 * size, r * 0.8 + 0.12 * size);
                _shapes.Add(Shape.Cone(root, elbow, r * 0.27, r * 0.2, Accent));
                _shapes.Add(Shape.Cone(elbow, At(r * 0.1 + 0.08 * size, r * 0.5 + 0.24 * size, r * 0.8 + 0.38 * size), r * 0.2, 0.012, Accent));
                break;
            case HornShape.Antlers:
                var fork = At(-0.06 * size, r * 0.5 + 0.14 * size, r * 0.8 + 0.2 * size);
                _shapes.Add(Shape.Cone(root, fork, 0.035, 0.03, Accent));
                _shapes.Add(Shape.Cone(fork, At(-0.16 * size, r * 0.5 + 0.34 * size, r * 0.8 + 0.44 * size), 0.03, 0.014, Accent));
                _shapes.Add(Shape.Cone(fork, At(0.18 * size, r * 0.5 + 0.16 * size, r * 0.8 + 0.42 * size), 0.028, 0.014, Accent));
                break;
            case HornShape.Tusks:
                var bend = At(r + 0.16 * size, r * 0.6, -r * 0.75);
                _shapes.Add(Shape.Cone(At(r * 0.6, r * 0.45, -r * 0.5), bend, r * 0.22, r * 0.17, Accent));
                _shapes.Add(Shape.Cone(bend, At(r + 0.3 * size, r * 0.55, -r * 0.75 + 0.16 * size), r * 0.17, 0.012, Accent));
                break;
            case HornShape.Antennae:
                var tip = At(r * 0.6 + 0.28 * size, r * 0.3 + 0.2 * size, r * 0.8 + 0.3 * size);
                _shapes.Add(Shape.Cone(root, tip, 0.022, 0.016, Accent));
                _shapes.Add(Shape.Ball(tip, 0.045, Accent));
                break;
        }
    }
}
