using MimRepro.Recipes;

namespace MimRepro.Data.SceneWorld;

/// <summary>A scene or clip with everybody in place: each frame, a tenth of a second, can be taken on its own, in any order.</summary>
/// <remarks>The first creature's path has its middle at the world's origin; the camera stands on the side of negative Y.</remarks>
internal sealed class SceneStage
{
    private const int PlacingAttempts = 24;

    private readonly SceneRecipe _recipe;
    private readonly int _frames;
    private readonly SceneBackdrop _place;
    private readonly List<(Individual Creature, Walk Walk)> _cast = [];
    private readonly List<(Furniture Thing, Vec3 Place)> _furniture = [];
    private readonly CameraPath _camera;
    private readonly Backdrop _backdrop;

    public SceneStage(SceneWorldRecipe recipe, int index)
    {
        (_recipe, _frames) = (recipe.Scene, (recipe.Frames - 1) * recipe.FrameStep + 1);
        var source = SceneSource.Of(recipe, index);
        var random = source.Random("stage");
        _place = _recipe.Backdrop != SceneBackdrop.Both ? _recipe.Backdrop : random.Chance(0.5) ? SceneBackdrop.Landscape : SceneBackdrop.Room;
        var ground = Backdrop.Ground(random, _place);
        var count = random.Whole(_recipe.Creatures.Min, _recipe.Creatures.Max);
        if (count > 0)
        {
            var first = Draw(recipe, source, 0, ground);
            _cast.Add((first, Walk.Draw(random, first.Speed, _frames)));
        }
        _camera = new(random, _recipe, _frames, _cast);
        for (var i = 1; i < count; i++)
            Place(Draw(recipe, source, i, ground), random);
        Furnish(random);
        _backdrop = Backdrop.Draw(random, _place, ground, Occupied());
    }

    private Individual Draw(SceneWorldRecipe recipe, SceneSource source, int creature, Surface ground)
    {
        var random = source.Random($"creature-{creature}");
        var (plan, variant) = Individual.Choose(recipe, source, creature, random);
        return new($"{source.Identity}/{creature}", plan, variant, random, _place, ground);
    }

    public Scene Frame(int frame)
    {
        var surfaces = new List<Surface>(_backdrop.Surfaces);
        var groups = new List<SolidGroup>(_backdrop.Groups);
        var actors = new SceneActor[_cast.Count];
        foreach (var (thing, place) in _furniture)
            groups.Add(new(Dress(thing.Shapes, thing.Surfaces, Pose.At(place)), -1));
        for (var i = 0; i < actors.Length; i++)
        {
            var (creature, walk) = _cast[i];
            var body = creature.At(walk.Places[frame], walk.Headings[frame], frame, creature.Speed * frame);
            groups.Add(new(Dress(body.Shapes, creature.Surfaces, Pose.Identity), i));
            actors[i] = new(creature.Identity, creature.Plan, creature.Variant, body.Joints);
        }
        return new(_camera.At(frame), _backdrop.Light, _backdrop.Sky, _backdrop.Walls, [.. groups], actors, [.. surfaces], _backdrop.Gain, _backdrop.Grain, _backdrop.Key + (uint)frame);

        Shape[] Dress(Shape[] shapes, Surface[] own, Pose pose)
        {
            var first = surfaces.Count;
            surfaces.AddRange(own);
            return Array.ConvertAll(shapes, shape => shape.In(pose) with { Surface = shape.Surface + first });
        }
    }

    // A further creature stands where it hides no other and is hidden by none for the most part; without such a place it stays away.
    private void Place(Individual creature, SeededRandom random)
    {
        for (var attempt = 0; attempt < PlacingAttempts; attempt++)
        {
            var walk = Walk.Draw(random, creature.Speed, _frames).Moved(_camera.PlaceInSight(random, 0.75, 2.2, creature.Reach));
            var free = _cast.TrueForAll(other => Apart(walk, creature.Reach * 0.85, other.Walk, other.Creature.Reach * 0.85)
                && !Hides(walk.Places[0], creature.Reach, other) && !Hides(other.Walk.Places[0], other.Creature.Reach, (creature, walk)));
            if (!free)
                continue;
            _cast.Add((creature, walk));
            return;
        }
    }

    // In the first frame; of stills, the only one.
    private bool Hides(Vec3 place, double reach, (Individual Creature, Walk Walk) other) =>
        _camera.Nearer(place, other.Walk.Places[0]) && _camera.Overlaps(place, reach * 0.5, other.Walk.Places[0], other.Creature.Reach * 0.3);

    private static bool Apart(Walk a, double reachA, Walk b, double reachB)
    {
        for (var frame = 0; frame < a.Places.Length; frame++)
            if ((a.Places[frame] - b.Places[frame]).Length < reachA + reachB)
                return false;
        return true;
    }

    private void Furnish(SeededRandom random)
    {
        if (_cast.Count > 0 && random.Chance(_recipe.OcclusionProbability))
            AddScreen(random);
        var count = random.Whole(_recipe.Furniture.Min, _recipe.Furniture.Max);
        var scale = Math.Clamp(_camera.Distance / 2, 0.5, 1.5);
        for (var i = 0; i < count; i++)
        {
            var thing = Furniture.Draw(random, _place == SceneBackdrop.Landscape, scale);
            for (var attempt = 0; attempt < PlacingAttempts; attempt++)
            {
                var place = _camera.PlaceInSight(random, 0.55, _place == SceneBackdrop.Landscape ? 5 : 2.6, thing.Reach);
                if (!IsFree(thing, place))
                    continue;
                _furniture.Add((thing, place));
                break;
            }
        }
    }

    // Between the camera and the first creature: in stills it covers a part of the breadth, in clips it is walked by, but not at first.
    private void AddScreen(SeededRandom random)
    {
        var (creature, walk) = _cast[0];
        var frame = (int)(_frames * random.Between(0.4, 0.8));
        var place = walk.Places[frame];
        var towards = _camera.Ground(frame) - place;
        var distance = towards.Length;
        var away = Math.Max(creature.Reach * 1.05, distance * random.Between(0.25, 0.4));
        var near = distance - away;
        var shrink = near / distance;
        var breadth = creature.Breadth(walk.Headings[frame]) * shrink;
        var thing = Furniture.Screen(random, breadth * random.Between(0.25, 0.5) * (_frames > 1 ? 1.6 : 1),
            (creature.Size.Z * random.Between(0.7, 1.6) + creature.CentreHeight - creature.Size.Z / 2) * (shrink + 0.2));
        var forward = towards * (1 / distance);
        var aside = new Vec3(-forward.Y, forward.X, 0) * (_frames > 1 ? 0 : breadth * 0.5 * random.Between(-0.8, 0.8));
        var ground = place + forward * away + aside;
        if (near > 0.35 && (_frames == 1 || !_camera.Overlaps(ground, thing.Reach, walk.Places[0], creature.Breadth(walk.Headings[0]) * 0.3)))
            _furniture.Add((thing, ground));
    }

    private bool IsFree(Furniture thing, Vec3 place)
    {
        foreach (var (other, otherPlace) in _furniture)
            if ((place - otherPlace).Length < thing.Reach + other.Reach)
                return false;
        foreach (var (creature, walk) in _cast)
            for (var frame = 0; frame < _frames; frame += Math.Max(1, _frames / 8))
            {
                var at = walk.Places[frame];
                if ((place - at).Length < thing.Reach + creature.Reach)
                    return false;
                if (_camera.Nearer(place, at, frame) && _camera.Overlaps(place, thing.Reach, at, creature.Reach * 0.8, frame))
                    return false;
            }
        for (var frame = 0; frame < _frames; frame += Math.Max(1, _frames / 8))
            if ((place - _camera.Ground(frame)).Length < thing.Reach + 0.35)
                return false;
        return true;
    }

    // What a room has to hold: places on the ground with the space they need, and the height of the highest.
    private List<(Vec3 Place, double Reach, double Height)> Occupied()
    {
        var all = new List<(Vec3, double, double)>();
        foreach (var (thing, place) in _furniture)
            all.Add((place, thing.Reach, thing.Height));
        for (var frame = 0; frame < _frames; frame++)
        {
            all.Add((_camera.Ground(frame), 0.3, _camera.At(frame).Pose.Origin.Z + 0.2));
            foreach (var (creature, walk) in _cast)
                all.Add((walk.Places[frame], creature.Reach * 1.2, creature.CentreHeight + creature.Size.Z));
        }
        return all;
    }
}
