using MimRepro.Data;
using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Detection;

/// <summary>A binary mask as COCO keeps it: lengths of runs, column by column, which begin with a run of zeros.</summary>
/// <remarks>cocodataset/cocoapi common/maskApi.c. Areas, boxes and overlaps are counted on runs; nothing is decoded.</remarks>
public sealed class RunLengthMask
{
    private readonly uint[] counts;

    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="counts">Runs of zeros and ones in turn; they cover the picture.</param>
    /// <exception cref="DataFormatException">The runs do not cover the picture exactly, or it is empty or too large.</exception>
    public RunLengthMask(int height, int width, ReadOnlySpan<uint> counts)
    {
        CheckSize(height, width);
        var covered = 0L;
        foreach (var count in counts)
            covered += count;
        if (covered != (long)height * width)
            throw new DataFormatException(
                $"A run-length mask does not cover its picture.\n  expected:   {(long)height * width} pixels, {height} rows of {width}\n  got:        {covered} pixels in {counts.Length} runs\n" +
                "  The size beside the runs is [height, width], in this order.");
        (Height, Width, this.counts) = (height, width, counts.ToArray());
        Area = Foreground();
        Box = FindBox();
    }

    public int Height { get; }

    public int Width { get; }

    public ReadOnlySpan<uint> Counts => counts;

    /// <summary>Pixels that are set.</summary>
    public long Area { get; }

    /// <summary>The smallest box around the pixels that are set; four zeros where none is.</summary>
    public BoundingBox Box { get; }

    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="bitmap">[height, width], row by row; what is not 0 is set.</param>
    /// <exception cref="ArgumentException">The bitmap has another length.</exception>
    public static RunLengthMask FromBitmap(int height, int width, ReadOnlySpan<byte> bitmap)
    {
        CheckSize(height, width);
        if (bitmap.Length != height * width)
            throw new ArgumentException($"bitmap has {bitmap.Length} values, expected {height} x {width}", nameof(bitmap));
        var runs = new List<uint>();
        var (value, length) = (false, 0u);
        for (var x = 0; x < width; x++)
            for (var y = 0; y < height; y++)
            {
                var set = bitmap[y * width + x] != 0;
                if (set != value)
                {
                    runs.Add(length);
                    (value, length) = (set, 0);
                }
                length++;
            }
        runs.Add(length);
        return new(height, width, [.. runs]);
    }

    /// <summary>One mask of polygons, each with its points as x, y, x, y …; four numbers are a box: left, top, width, height.</summary>
    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="parts">At least one; their union is taken.</param>
    /// <exception cref="DataFormatException">A part is none, or reaches too far out of the picture.</exception>
    public static RunLengthMask FromPolygons(int height, int width, IReadOnlyList<double[]> parts)
    {
        if (parts.Count == 0)
            throw new DataFormatException("An object has no polygon.\n  expected:   at least one list of coordinates\n  got:        an empty list");
        return Union([.. parts.Select(part => part is [var left, var top, var across, var down]
            ? FromBox(height, width, new(left, top, across, down)) : FromPolygon(height, width, part))]);
    }

    /// <inheritdoc cref="PolygonMask.Rasterize"/>
    public static RunLengthMask FromPolygon(int height, int width, ReadOnlySpan<double> points)
    {
        CheckSize(height, width);
        return new(height, width, PolygonMask.Rasterize(height, width, points));
    }

    /// <summary>The mask of a box, rasterised like a polygon of four corners.</summary>
    public static RunLengthMask FromBox(int height, int width, BoundingBox box) =>
        FromPolygon(height, width, [box.Left, box.Top, box.Left, box.Bottom, box.Right, box.Bottom, box.Right, box.Top]);

    /// <param name="height">Rows of the picture.</param>
    /// <param name="width">Columns of the picture.</param>
    /// <param name="text">COCO's compressed form of the runs.</param>
    /// <exception cref="DataFormatException">Not such a text, or one for another size.</exception>
    public static RunLengthMask FromText(int height, int width, string text)
    {
        CheckSize(height, width);
        return new(height, width, RunLengthText.Read(text, (long)height * width));
    }

    /// <summary>COCO's compressed form of the runs.</summary>
    public string ToText() => RunLengthText.Write(counts);

    /// <returns>[Height, Width], row by row; 1 where set.</returns>
    public byte[] ToBitmap()
    {
        var bitmap = new byte[Height * Width];
        var place = 0;
        for (var run = 0; run < counts.Length; run++)
            for (var end = place + (int)counts[run]; place < end; place++)
                bitmap[place % Height * Width + place / Height] = (byte)(run % 2);
        return bitmap;
    }

    /// <summary>Pixels set in any mask.</summary>
    /// <exception cref="ArgumentException">There is no mask, or they are of several sizes.</exception>
    public static RunLengthMask Union(IReadOnlyList<RunLengthMask> masks) => Merge(masks, (first, second) => first || second);

    /// <summary>Pixels set in every mask.</summary>
    /// <inheritdoc cref="Union"/>
    public static RunLengthMask Intersection(IReadOnlyList<RunLengthMask> masks) => Merge(masks, (first, second) => first && second);

    /// <summary>Intersection over union; over the detection's own area where the annotation is a crowd.</summary>
    /// <param name="detection">The mask that is judged.</param>
    /// <param name="annotation">The mask it is judged by.</param>
    /// <param name="isCrowd">Whether the annotation stands for many objects.</param>
    /// <returns>0 … 1; 0 where boxes do not touch.</returns>
    /// <exception cref="ArgumentException">The masks are of two sizes.</exception>
    public static double Overlap(RunLengthMask detection, RunLengthMask annotation, bool isCrowd)
    {
        CheckSameSize(detection, annotation);
        if (BoxOverlap.Of(detection.Box, annotation.Box, isCrowd) <= 0)
            return 0;
        var (intersection, union) = (0L, 0L);
        foreach (var (length, first, second) in Together(detection.counts, annotation.counts))
        {
            if (first || second)
                union += length;
            if (first && second)
                intersection += length;
        }
        return intersection == 0 ? 0 : (double)intersection / (isCrowd ? detection.Area : union);
    }

    private static RunLengthMask Merge(IReadOnlyList<RunLengthMask> masks, Func<bool, bool, bool> rule)
    {
        if (masks.Count == 0)
            throw new ArgumentException("no mask to merge", nameof(masks));
        var merged = masks[0];
        foreach (var mask in masks.Skip(1))
        {
            CheckSameSize(merged, mask);
            merged = new(merged.Height, merged.Width, MergeRuns(merged.counts, mask.counts, rule));
        }
        return merged;
    }

    private static uint[] MergeRuns(uint[] first, uint[] second, Func<bool, bool, bool> rule)
    {
        var runs = new List<uint>();
        var (value, length) = (false, 0u);
        foreach (var (stretch, inFirst, inSecond) in Together(first, second))
        {
            var set = rule(inFirst, inSecond);
            if (set != value)
            {
                runs.Add(length);
                (value, length) = (set, 0);
            }
            length += stretch;
        }
        runs.Add(length);
        return [.. runs];
    }

    // Stretches in which neither mask changes. Both cover the same pixels, so they end together; empty runs only turn the value.
    private static IEnumerable<(uint Length, bool First, bool Second)> Together(uint[] first, uint[] second)
    {
        var (a, b) = (0, 0);
        var (leftOfA, leftOfB) = (first[0], second[0]);
        while (true)
        {
            while (leftOfA == 0 && a + 1 < first.Length)
                leftOfA = first[++a];
            while (leftOfB == 0 && b + 1 < second.Length)
                leftOfB = second[++b];
            var stretch = Math.Min(leftOfA, leftOfB);
            if (stretch == 0)
                yield break;
            yield return (stretch, a % 2 == 1, b % 2 == 1);
            (leftOfA, leftOfB) = (leftOfA - stretch, leftOfB - stretch);
        }
    }

    private long Foreground()
    {
        var sum = 0L;
        for (var run = 1; run < counts.Length; run += 2)
            sum += counts[run];
        return sum;
    }

    private BoundingBox FindBox()
    {
        var (left, top, right, bottom) = (Width, Height, -1, -1);
        var place = 0L;
        for (var run = 0; run < counts.Length; place += counts[run++])
        {
            if (run % 2 == 0 || counts[run] == 0)
                continue;
            var last = place + counts[run] - 1;
            var (firstColumn, lastColumn) = ((int)(place / Height), (int)(last / Height));
            var wraps = firstColumn < lastColumn; // a run over a column's end touches top and bottom
            (left, right) = (Math.Min(left, firstColumn), Math.Max(right, lastColumn));
            (top, bottom) = (Math.Min(top, wraps ? 0 : (int)(place % Height)), Math.Max(bottom, wraps ? Height - 1 : (int)(last % Height)));
        }
        return right < 0 ? new(0, 0, 0, 0) : new(left, top, right - left + 1, bottom - top + 1);
    }

    private static void CheckSize(int height, int width)
    {
        if (height < 1 || width < 1 || (long)height * width > ImageFile.MostPixels)
            throw new DataFormatException($"A mask has an impossible size.\n  expected:   1 to {ImageFile.MostPixels:N0} pixels\n  got:        {height} rows of {width}");
    }

    private static void CheckSameSize(RunLengthMask first, RunLengthMask second)
    {
        if (first.Height != second.Height || first.Width != second.Width)
            throw new ArgumentException($"masks are of two sizes: {first.Height} x {first.Width} and {second.Height} x {second.Width}");
    }
}
