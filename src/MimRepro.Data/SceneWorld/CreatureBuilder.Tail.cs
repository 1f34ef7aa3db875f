using MimRepro.Recipes;
using static MimRepro.Data.SceneWorld.CreatureBody;

namespace MimRepro.Data.SceneWorld;

internal sealed partial class CreatureBuilder
{
    private void AddTail()
    {
        if (_plan.Tail == TailShape.None)
            return;
        var size = _build.TailLength;
        var thin = 0.035;
        var thick = Radius(0) * 0.85;
        switch (_plan.Tail)
        {
            case TailShape.Stub:
                EndTail(AddTailChain(1, 0.14 * size, thick * 0.7, thick * 0.35, 0.35, 0), 0.06);
                break;
            case TailShape.Whip:
                EndTail(AddTailChain(4, 0.95 * size, thin * 1.5, 0.014, TailBasePitch(0.3), -0.1), 0.05);
                break;
            case TailShape.Thick:
                EndTail(AddTailChain(4, 0.9 * size, thick, thick * 0.16, TailBasePitch(-0.15), 0.05), thick * 0.4);
                break;
            case TailShape.Curl:
                EndTail(AddTailChain(6, 0.85 * size, 0.06, 0.03, 0.5, 0.55), 0.06);
                break;
            case TailShape.Club:
                var club = AddTailChain(3, 0.65 * size, thick * 0.6, 0.05, TailBasePitch(0.1), 0.08);
                _shapes.Add(Shape.Ellipsoid(club, new(0.14, 0.13, 0.13), Accent));
                EndTail(club, 0.17);
                break;
            case TailShape.Brush:
                var brush = AddTailChain(1, 0.2 * size, 0.05, 0.05, 0.6, 0).Pitched(0.2);
                _shapes.Add(Shape.Ellipsoid(brush.Moved(new(0.2 * size, 0, 0)), new(0.28 * size, 0.11, 0.11), Limbs));
                EndTail(brush.Moved(new(0.44 * size, 0, 0)), 0.1);
                break;
            case TailShape.Fan:
                AddTailFan(size);
                break;
        }
    }

    private double TailBasePitch(double pitch) => _plan.Floats ? pitch * 0.3 : pitch;

    // Swimmers have it upright, all others lay it flat and raise it.
    private void AddTailFan(double size)
    {
        var upright = _plan.Family == BodyFamily.Fish && _plan.Trunk != TrunkShape.Flat;
        var root = AddTailChain(1, 0.16 * size, Radius(0) * 0.6, 0.04, upright || _plan.Floats ? 0 : 0.45, 0);
        foreach (var side in (ReadOnlySpan<int>)[1, -1])
        {
            var blade = (upright ? root.Pitched(side * 0.65) : root.Yawed(side * 0.45)).Moved(new(0.2 * size, 0, 0));
            _shapes.Add(Shape.Ellipsoid(blade, upright ? new(0.25 * size, 0.02, 0.085) : new(0.26 * size, 0.12, 0.02), Accent));
        }
        EndTail(root.Moved(new(0.3 * size, 0, 0)), 0.1);
    }

    /// <summary>A row of cones; each turns by its share of sway and lift, and by <paramref name="curl"/>. Returns the frame of its end, X away from the body.</summary>
    private Pose AddTailChain(int links, double length, double firstRadius, double lastRadius, double pitch, double curl)
    {
        var spine = On(0);
        var back = Upright(spine);
        var frame = new Pose(spine.Origin, -back.X, -back.Y, back.Z);
        // An upright trunk carries its tail at the back, not at the seat.
        var start = Radius(0) * (_plan.Family is BodyFamily.Insect or BodyFamily.Spider ? 1.4 : 0.6);
        frame = frame.Moved(new(start, 0, 0)).Pitched(pitch + _motion.TailLift * 0.3);
        for (var i = 0; i < links; i++)
        {
            frame = frame.Yawed(-_motion.TailSway / links).Pitched(curl + _motion.TailLift * 0.7 / links);
            var next = frame.Moved(new(length / links, 0, 0));
            double t0 = i / (double)links, t1 = (i + 1) / (double)links;
            _shapes.Add(Shape.Cone(frame.Origin, next.Origin, firstRadius + (lastRadius - firstRadius) * t0, firstRadius + (lastRadius - firstRadius) * t1, Coat));
            frame = next;
        }
        return frame;
    }

    private void EndTail(Pose end, double flesh) => SetJoint(Keypoint.TailTip, end.Origin, flesh);

    private void AddBack()
    {
        var height = _build.BackHeight;
        var two = _plan.Family is BodyFamily.Insect or BodyFamily.Spider;
        var top = two ? 0.2 : Radius(0.5) * Section().High;
        switch (_plan.Back)
        {
            case BackOrnament.Spikes:
                var spikes = _plan.Family == BodyFamily.Serpent ? 8 : 5;
                for (var i = 0; i < spikes; i++)
                {
                    var frame = On((i + 0.5) / spikes);
                    var root = two ? top * 0.7 : Radius((i + 0.5) / spikes) * Section().High * 0.8;
                    _shapes.Add(Shape.Cone(frame.Point(new(0, 0, root)), frame.Point(new(-0.05, 0, root + 0.24 * height)), 0.055, 0.01, Accent));
                }
                break;
            case BackOrnament.Sail:
                var sail = On(0.55);
                var reach = Math.Min(0.42 * TrunkLength(), 0.5);
                _shapes.Add(Shape.Ellipsoid(sail.Moved(new(0, 0, top * 0.7)), new(reach, 0.022, 0.36 * height), Accent));
                break;
            case BackOrnament.Shell:
                var shell = On(two ? 0.3 : 0.5);
                var (wide, high) = Section();
                var girth = two ? 0.3 : Radius(0.5);
                _shapes.Add(Shape.Ellipsoid(shell.Moved(new(0, 0, girth * high * 0.25)), new(TrunkLength() * 0.5, girth * wide * 1.12, (girth * high + 0.1) * height), Accent));
                break;
            case BackOrnament.Humps:
                foreach (var t in (ReadOnlySpan<double>)[0.28, 0.72])
                    _shapes.Add(Shape.Ellipsoid(On(t).Moved(new(0, 0, Radius(t) * 0.8)), new(0.14, 0.12, 0.24 * height), Coat));
                break;
        }
    }
}
