namespace MimRepro.Data.SceneWorld;

/// <summary>A scene in the camera's coordinates: what rays need to meet its solids and to take on their colour.</summary>
internal sealed class SceneView
{
    public const int SkyHit = int.MinValue;

    private const double FarthestGround = 60;

    private readonly double _pixelSize, _half;
    private readonly int _size;
    private readonly Pose[] _walls;
    private readonly double[] _wallDistances;
    private readonly ShadowGrid[] _shadows;
    private readonly ShadowGrid.Rectangle[] _shadowBounds;
    private readonly Pose _lamp;
    private readonly Vec3 _up;

    public SceneView(Scene scene, int size)
    {
        (Scene, _size, _half) = (scene, size, size / 2.0);
        _pixelSize = scene.Camera.PixelSize(size);
        var camera = scene.Camera.Pose;
        _lamp = Pose.Along(Vec3.Zero, camera.LocalDirection(scene.Light.ToSource), Vec3.UnitY);
        _up = camera.LocalDirection(Vec3.UnitZ);
        _walls = Array.ConvertAll(scene.Walls, wall => camera.LocalPose(wall.Pose));
        _wallDistances = Array.ConvertAll(_walls, wall => Vec3.Dot(wall.Origin, wall.Z));
        var count = scene.Groups.Sum(group => group.Shapes.Length);
        (Shapes, ActorOf, Groups) = (new RayShape[count], new int[count], new Group[scene.Groups.Length]);
        var next = 0;
        for (var g = 0; g < Groups.Length; g++)
        {
            var first = next;
            foreach (var shape in scene.Groups[g].Shapes)
            {
                ActorOf[next] = scene.Groups[g].Actor;
                Shapes[next++] = new(shape with { Pose = camera.LocalPose(shape.Pose) });
            }
            Groups[g] = new(first, next, scene.Groups[g].Actor);
        }
        _shadows = [.. Groups.SelectMany(Shadows)];
        _shadowBounds = Array.ConvertAll(_shadows, grid => grid.Bounds);
    }

    public readonly record struct Group(int First, int End, int Actor);

    public Scene Scene { get; }

    public RayShape[] Shapes { get; }

    public int[] ActorOf { get; }

    public Group[] Groups { get; }

    private IEnumerable<ShadowGrid> Shadows(Group group)
    {
        for (var first = group.First; first < group.End; first += ShadowGrid.MostShapes)
            yield return new(Shapes, first, Math.Min(group.End, first + ShadowGrid.MostShapes), _lamp);
    }

    /// <summary>The direction in which depth is 1, through a place of the image in pixels.</summary>
    public Vec3 Ray(double x, double y) => new((x - _half) * _pixelSize, (y - _half) * _pixelSize, 1);

    /// <summary>Depth and number (−1, −2, …) of the nearest wall, or <see cref="SkyHit"/>.</summary>
    public (double Depth, int Hit) MeetWalls(Vec3 ray)
    {
        var nearest = double.PositiveInfinity;
        var hit = SkyHit;
        for (var i = 0; i < _walls.Length; i++)
        {
            var towards = Vec3.Dot(_walls[i].Z, ray);
            if (towards >= 0)
                continue;
            var depth = _wallDistances[i] / towards;
            if (depth > 0 && depth < nearest)
                (nearest, hit) = (depth, -1 - i);
        }
        return nearest > FarthestGround && Scene.Sky is not null ? (double.PositiveInfinity, SkyHit) : (nearest, hit);
    }

    /// <summary>Pixels that can show a shape.</summary>
    public PixelBox Bounds(in RayShape shape)
    {
        Vec3 low = shape.Lowest, high = shape.Highest;
        if (high.Z <= 0)
            return PixelBox.Nothing;
        if (low.Z <= 0.05)
            return new(0, 0, _size, _size);
        var (left, right) = (First(low.X, low.Z, high.Z), Last(high.X, low.Z, high.Z));
        var (top, bottom) = (First(low.Y, low.Z, high.Z), Last(high.Y, low.Z, high.Z));
        return left > right || top > bottom ? PixelBox.Nothing : new(left, top, right - left + 1, bottom - top + 1);
    }

    private int First(double edge, double near, double far) =>
        (int)Math.Clamp(Math.Floor(edge / (edge < 0 ? near : far) / _pixelSize + _half), 0, _size);

    private int Last(double edge, double near, double far) =>
        (int)Math.Clamp(Math.Floor(edge / (edge < 0 ? far : near) / _pixelSize + _half), -1, _size - 1);

    public Vec3 Colour(Vec3 ray, double depth, int hit)
    {
        if (hit == SkyHit)
            return SkyColour(ray);
        var point = ray * depth;
        Vec3 normal, paint;
        var footprint = depth * _pixelSize;
        if (hit < 0)
        {
            ref readonly var wall = ref _walls[-1 - hit];
            normal = wall.Z;
            // Seen at a slant, a pixel covers more of the wall.
            var slant = Math.Max(0.05, -Vec3.Dot(normal, ray));
            paint = Scene.Surfaces[Scene.Walls[-1 - hit].Surface].ColourAt(wall.Local(point) with { Z = 0 }, footprint / slant);
        }
        else
        {
            ref readonly var shape = ref Shapes[hit];
            normal = shape.Normal(point);
            paint = Scene.Surfaces[shape.Shape.Surface].ColourAt(shape.Shape.Pose.Local(point), footprint);
        }
        var lit = Lit(paint, point, normal);
        if (Scene.Sky is not { } sky)
            return lit;
        var haze = Math.Min(1, depth / sky.Haze);
        return Vec3.Lerp(lit, sky.Horizon, haze * haze);
    }

    private Vec3 Lit(Vec3 paint, Vec3 point, Vec3 normal)
    {
        var light = Scene.Light;
        var glow = Vec3.Lerp(light.Below, light.Above, 0.5 + 0.5 * Vec3.Dot(normal, _up));
        var slope = Vec3.Dot(normal, _lamp.X);
        if (slope > 0 && !InShadow(point + normal * 0.004))
            glow += light.Direct * slope;
        return new(paint.X * glow.X, paint.Y * glow.Y, paint.Z * glow.Z);
    }

    private bool InShadow(Vec3 point)
    {
        var place = _lamp.LocalDirection(point);
        for (var i = 0; i < _shadowBounds.Length; i++)
            if (_shadowBounds[i].Holds(place) && _shadows[i].Hides(point, _lamp.X, place))
                return true;
        return false;
    }

    private Vec3 SkyColour(Vec3 ray)
    {
        var sky = Scene.Sky!.Value;
        var direction = Scene.Camera.Pose.Direction(ray).Normalised();
        var height = Math.Clamp(direction.Z * 1.6, 0, 1);
        var colour = Vec3.Lerp(sky.Horizon, sky.Zenith, height);
        if (direction.Z <= 0.02 || sky.Clouds == 0)
            return colour;
        var flat = 1.2 / (direction.Z + 0.15);
        var cloud = 0.6 * LatticeNoise.Smooth(direction.X * flat, direction.Y * flat, 0, sky.Key)
            + 0.4 * LatticeNoise.Smooth(direction.X * flat * 2.7, direction.Y * flat * 2.7, 0, sky.Key + 1);
        var share = Math.Clamp((cloud - 1 + sky.Clouds) * 3, 0, 1) * Math.Min(1, height * 4);
        return Vec3.Lerp(colour, new(0.94, 0.94, 0.95), share * 0.8);
    }

    /// <summary>Exposure, grain and rounding to bytes.</summary>
    public void Develop(Vec3 colour, int x, int y, Span<byte> pixel)
    {
        var grain = Scene.Grain == 0 ? 0 : Scene.Grain * (LatticeNoise.Value(x, y, 0, Scene.Key) + LatticeNoise.Value(x, y, 1, Scene.Key) - 1);
        pixel[0] = ToByte(colour.X * Scene.Gain.X + grain);
        pixel[1] = ToByte(colour.Y * Scene.Gain.Y + grain);
        pixel[2] = ToByte(colour.Z * Scene.Gain.Z + grain);
    }

    // Bright light is bent towards white instead of cut off.
    private static byte ToByte(double value)
    {
        const double shoulder = 0.75;
        if (value > shoulder)
            value = 1 - (1 - shoulder) * (1 - shoulder) / (value + 1 - 2 * shoulder);
        return (byte)(Math.Clamp(value, 0, 1) * 255 + 0.5);
    }

    /// <summary>A creature's joints in the image, hidden where something lies before them other than their own flesh.</summary>
    public ImageKeypoint[] Project(Joint?[] joints, int actor, double near)
    {
        var keypoints = new ImageKeypoint[joints.Length];
        for (var i = 0; i < joints.Length; i++)
            if (joints[i] is { } joint)
                keypoints[i] = Project(joint, actor, near);
        return keypoints;
    }

    private ImageKeypoint Project(Joint joint, int actor, double near)
    {
        var place = Scene.Camera.Pose.Local(joint.Position);
        if (place.Z <= near)
            return new(0, 0, place.Z, KeypointVisibility.Absent);
        var ray = place * (1 / place.Z);
        double x = ray.X / _pixelSize + _half, y = ray.Y / _pixelSize + _half;
        if (!(x >= 0 && x < _size && y >= 0 && y < _size))
            return new(x, y, place.Z, KeypointVisibility.Absent);
        var (first, hit) = MeetWalls(ray);
        for (var i = 0; i < Shapes.Length; i++)
            if (Shapes[i].Enter(Vec3.Zero, ray, near) is var depth && depth < first)
                (first, hit) = (depth, i);
        var ownFlesh = hit >= 0 && ActorOf[hit] == actor && (place.Z - first) * ray.Length <= joint.Flesh;
        return new(x, y, place.Z, first >= place.Z || ownFlesh ? KeypointVisibility.Visible : KeypointVisibility.Hidden);
    }
}
