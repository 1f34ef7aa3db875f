using MimRepro.Data;

namespace MimRepro.Tasks.Detection;

/// <summary>Fills a polygon as COCO does: the outline is drawn on a grid five times finer, and its crossings of pixel centres are kept.</summary>
/// <remarks>cocodataset/cocoapi common/maskApi.c, rleFrPoly, with its truncation toward zero, which shows left of and above the picture.</remarks>
internal static class PolygonMask
{
    private const double Scale = 5;
    // Far beyond any picture; an outline is walked in steps of a fifth of a pixel.
    private const double FarthestPixel = 1e6;

    /// <summary>The mask of one polygon.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="points">x, y, x, y … of its corners in order, in pixels; the last is joined to the first. A number left over is not read.</param>
    /// <returns>Runs of zeros and ones in turn.</returns>
    /// <exception cref="DataFormatException">No corner, or one that is infinite or too far away.</exception>
    public static uint[] Rasterize(int height, int width, ReadOnlySpan<double> points)
    {
        var corners = FineCorners(points);
        // Column and row of each crossing as one number, in the order of the mask's pixels; each turns the value.
        var crossings = new List<uint>();
        (int X, int Y)? before = null;
        for (var edge = 0; edge + 1 < corners.Length; edge++)
            foreach (var point in Line(corners[edge], corners[edge + 1]))
            {
                if (before is { } last && point.X != last.X && Crossing(last, point, height, width) is { } crossing)
                    crossings.Add(crossing);
                before = point;
            }
        crossings.Add((uint)(height * width));
        crossings.Sort();
        return Runs(crossings);
    }

    // The first corner comes again at the end.
    private static (int X, int Y)[] FineCorners(ReadOnlySpan<double> points)
    {
        var count = points.Length / 2;
        if (count == 0)
            throw new DataFormatException($"A polygon has no corner.\n  expected:   x and y of each corner\n  got:        {points.Length} numbers");
        foreach (var value in points[..(2 * count)])
            if (!(Math.Abs(value) <= FarthestPixel))
                throw new DataFormatException(FormattableString.Invariant(
                    $"A polygon reaches too far out of its picture.\n  expected:   coordinates within ±{FarthestPixel:0} pixels\n  got:        {value}"));
        var corners = new (int X, int Y)[count + 1];
        for (var i = 0; i < count; i++)
            corners[i] = ((int)(Scale * points[2 * i] + 0.5), (int)(Scale * points[2 * i + 1] + 0.5));
        corners[count] = corners[0];
        return corners;
    }

    // All points of the fine grid from one corner to the next, both included. The slope is taken from left to right (or from top
    // to bottom), so that an edge is the same line in both directions.
    private static IEnumerable<(int X, int Y)> Line((int X, int Y) from, (int X, int Y) to)
    {
        var (across, down) = (Math.Abs(to.X - from.X), Math.Abs(to.Y - from.Y));
        var flat = across >= down;
        var turned = flat ? from.X > to.X : from.Y > to.Y;
        var (start, end) = turned ? (to, from) : (from, to);
        var length = flat ? across : down;
        // A corner given twice has no slope; its point never is a crossing, because x does not change there.
        var slope = length == 0 ? 0 : flat ? (double)(end.Y - start.Y) / length : (double)(end.X - start.X) / length;
        for (var step = 0; step <= length; step++)
        {
            var along = turned ? length - step : step;
            yield return flat
                ? (start.X + along, (int)(start.Y + slope * along + 0.5))
                : ((int)(start.X + slope * along + 0.5), start.Y + along);
        }
    }

    // Where the outline passes the middle of a column of pixels.
    private static uint? Crossing((int X, int Y) last, (int X, int Y) point, int height, int width)
    {
        var x = ((point.X < last.X ? point.X : point.X - 1) + 0.5) / Scale - 0.5;
        if (Math.Floor(x) != x || x < 0 || x > width - 1)
            return null;
        var y = (Math.Min(point.Y, last.Y) + 0.5) / Scale - 0.5;
        return (uint)((int)x * height + (int)Math.Ceiling(Math.Clamp(y, 0, height)));
    }

    private static uint[] Runs(List<uint> crossings)
    {
        var runs = new List<uint>();
        var (last, join) = (0u, false);
        foreach (var crossing in crossings)
        {
            var length = crossing - last;
            last = crossing;
            if (runs.Count == 0)
                runs.Add(length);
            else if (join)
                (runs[^1], join) = (runs[^1] + length, false);
            else if (length > 0)
                runs.Add(length);
            else
                join = true; // two crossings at one place cancel: the run before goes on
        }
        return [.. runs];
    }
}
