using MimRepro.Data.Imaging;

namespace MimRepro.Data.SceneWorld;

/// <summary>Turns scenes into images with depth, masks and joints. One renderer serves one thread; its buffers are kept from image to image.</summary>
/// <remarks>
/// Every solid is met by exact ray formulas inside its screen bounds and sorted by depth; labels come from the ray through
/// the pixel's centre. Sums and products are taken in one fixed order in double precision: the same bytes on every machine.
/// </remarks>
public sealed class SceneRenderer
{
    public const int LargestSide = 4096;

    /// <summary>The most creatures that instance numbers can tell apart.</summary>
    public const int MostActors = 254;

    private const double Near = 0.02;

    // Where colour is taken inside a pixel on an edge: a grid turned so that no two samples share a row or column.
    private static readonly (double X, double Y)[] EdgeOffsets = [(-0.125, -0.375), (0.375, -0.125), (0.125, 0.375), (-0.375, 0.125)];

    private readonly int _size;
    private readonly bool _smoothEdges;
    private readonly double[] _depth, _edgeDepth;
    private readonly int[] _hit, _edgeHit, _edgeOf, _edges;
    private readonly byte[] _full;

    /// <param name="size">Side of the square images in pixels, 1 … <see cref="LargestSide"/>.</param>
    /// <param name="smoothEdges">Whether pixels on an edge take the mean of four more rays; labels are the same either way.</param>
    public SceneRenderer(int size, bool smoothEdges = true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, LargestSide);
        (_size, _smoothEdges) = (size, smoothEdges);
        var pixels = size * size;
        (_depth, _hit, _edgeOf, _edges) = (new double[pixels], new int[pixels], new int[pixels], new int[pixels]);
        _full = new byte[pixels];
        (_edgeDepth, _edgeHit) = (new double[pixels * EdgeOffsets.Length], new int[pixels * EdgeOffsets.Length]);
    }

    /// <exception cref="ArgumentException">The scene has more creatures than <see cref="MostActors"/>.</exception>
    public SceneRender Render(Scene scene)
    {
        if (scene.Actors.Length > MostActors)
            throw new ArgumentException($"{scene.Actors.Length} creatures, expected at most {MostActors}", nameof(scene));
        var view = new SceneView(scene, _size);
        var counters = new LabelCounter[scene.Actors.Length];
        for (var i = 0; i < counters.Length; i++)
            counters[i] = new();

        MeetWalls(view);
        MeetSolids(view, counters);
        var pixels = Shade(view);
        return Collect(view, counters, pixels);
    }

    private void MeetWalls(SceneView view)
    {
        for (var y = 0; y < _size; y++)
            for (var x = 0; x < _size; x++)
                (_depth[y * _size + x], _hit[y * _size + x]) = view.MeetWalls(view.Ray(x + 0.5, y + 0.5));
    }

    private void MeetSolids(SceneView view, LabelCounter[] counters)
    {
        Array.Clear(_full);
        for (var g = 0; g < view.Groups.Length; g++)
        {
            var group = view.Groups[g];
            var actor = group.Actor;
            for (var i = group.First; i < group.End; i++)
            {
                ref readonly var shape = ref view.Shapes[i];
                var bounds = view.Bounds(shape);
                for (var y = bounds.Y; y < bounds.Y + bounds.Height; y++)
                    for (var x = bounds.X; x < bounds.X + bounds.Width; x++)
                    {
                        var depth = shape.Enter(Vec3.Zero, view.Ray(x + 0.5, y + 0.5), Near);
                        if (depth == RayShape.Miss)
                            continue;
                        var pixel = y * _size + x;
                        if (actor >= 0 && _full[pixel] != actor + 1)
                        {
                            _full[pixel] = (byte)(actor + 1);
                            counters[actor].AddFull(x, y);
                        }
                        if (depth < _depth[pixel])
                            (_depth[pixel], _hit[pixel]) = (depth, i);
                    }
            }
        }
    }

    private byte[] Shade(SceneView view)
    {
        var pixels = new byte[_size * _size * RgbImage.Channels];
        var edges = _smoothEdges ? FindEdges() : 0;
        MeetOnEdges(view, edges);
        for (var pixel = 0; pixel < _size * _size; pixel++)
        {
            int x = pixel % _size, y = pixel / _size;
            var colour = view.Colour(view.Ray(x + 0.5, y + 0.5), _depth[pixel], _hit[pixel]);
            if (_smoothEdges && _edgeOf[pixel] >= 0)
                colour = SmoothColour(view, pixel, colour);
            view.Develop(colour, x, y, pixels.AsSpan(pixel * RgbImage.Channels, RgbImage.Channels));
        }
        return pixels;
    }

    // Mean of the pixel's rays. Rays that meet the same solid share one colour: edges are smoothed, textures are not.
    private Vec3 SmoothColour(SceneView view, int pixel, Vec3 centre)
    {
        var first = _edgeOf[pixel] * EdgeOffsets.Length;
        var (sum, last, lastHit) = (centre, centre, _hit[pixel]);
        for (var s = 0; s < EdgeOffsets.Length; s++)
        {
            var hit = _edgeHit[first + s];
            if (hit == _hit[pixel])
                sum += centre;
            else
            {
                if (hit != lastHit)
                    (last, lastHit) = (view.Colour(EdgeRay(view, pixel, s), _edgeDepth[first + s], hit), hit);
                sum += last;
            }
        }
        return sum * (1.0 / (EdgeOffsets.Length + 1));
    }

    // Pixels beside one that shows something else.
    private int FindEdges()
    {
        Array.Fill(_edgeOf, -1);
        var count = 0;
        for (var y = 0; y < _size; y++)
            for (var x = 0; x < _size; x++)
            {
                var pixel = y * _size + x;
                var here = _hit[pixel];
                if ((x > 0 && _hit[pixel - 1] != here) || (x + 1 < _size && _hit[pixel + 1] != here)
                    || (y > 0 && _hit[pixel - _size] != here) || (y + 1 < _size && _hit[pixel + _size] != here))
                {
                    _edges[count] = pixel;
                    _edgeOf[pixel] = count++;
                }
            }
        return count;
    }

    private void MeetOnEdges(SceneView view, int edges)
    {
        for (var e = 0; e < edges; e++)
            for (var s = 0; s < EdgeOffsets.Length; s++)
                (_edgeDepth[e * EdgeOffsets.Length + s], _edgeHit[e * EdgeOffsets.Length + s]) = view.MeetWalls(EdgeRay(view, _edges[e], s));
        if (edges == 0)
            return;
        for (var i = 0; i < view.Shapes.Length; i++)
        {
            ref readonly var shape = ref view.Shapes[i];
            var bounds = view.Bounds(shape);
            for (var y = bounds.Y; y < bounds.Y + bounds.Height; y++)
                for (var x = bounds.X; x < bounds.X + bounds.Width; x++)
                {
                    var edge = _edgeOf[y * _size + x];
                    if (edge < 0)
                        continue;
                    for (var s = 0; s < EdgeOffsets.Length; s++)
                    {
                        var sample = edge * EdgeOffsets.Length + s;
                        var depth = shape.Enter(Vec3.Zero, EdgeRay(view, y * _size + x, s), Near);
                        if (depth < _edgeDepth[sample])
                            (_edgeDepth[sample], _edgeHit[sample]) = (depth, i);
                    }
                }
        }
    }

    private Vec3 EdgeRay(SceneView view, int pixel, int sample) =>
        view.Ray(pixel % _size + 0.5 + EdgeOffsets[sample].X, pixel / _size + 0.5 + EdgeOffsets[sample].Y);

    private SceneRender Collect(SceneView view, LabelCounter[] counters, byte[] pixels)
    {
        var depth = new float[_size * _size];
        var instances = new byte[_size * _size];
        for (var pixel = 0; pixel < depth.Length; pixel++)
        {
            depth[pixel] = _hit[pixel] == SceneView.SkyHit ? 0 : (float)_depth[pixel];
            var actor = _hit[pixel] >= 0 ? view.ActorOf[_hit[pixel]] : -1;
            instances[pixel] = (byte)(actor + 1);
            if (actor >= 0)
                counters[actor].AddSeen(pixel % _size, pixel / _size);
        }
        var labels = new CreatureLabel[counters.Length];
        for (var i = 0; i < labels.Length; i++)
        {
            var actor = view.Scene.Actors[i];
            labels[i] = counters[i].Label(actor, view.Project(actor.Joints, i, Near));
        }
        return new(new(_size, _size, pixels), depth, instances, labels);
    }
}
