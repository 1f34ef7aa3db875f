namespace MimRepro.Tasks.Detection;

/// <summary>Of boxes that overlap the best-scored stays.</summary>
/// <remarks>
/// The arithmetic of pytorch/vision torchvision/csrc/ops/cpu/nms_kernel.cpp in 32-bit floats; equal scores keep their order.
/// </remarks>
public static class NonMaximumSuppression
{
    /// <param name="boxes">[N x 4], row by row.</param>
    /// <param name="scores">[N].</param>
    /// <param name="overlap">Intersection over union above which the worse box goes.</param>
    /// <param name="most">Boxes kept at most.</param>
    /// <returns>Indices of the boxes that stay, best first.</returns>
    public static int[] Keep(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, double overlap, int most = int.MaxValue) =>
        KeepByClass(boxes, scores, new int[scores.Length], overlap, most);

    /// <summary>As <see cref="Keep"/>, but boxes of different classes do not touch each other.</summary>
    /// <inheritdoc cref="Keep"/>
    /// <param name="classes">[N].</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static int[] KeepByClass(ReadOnlySpan<float> boxes, ReadOnlySpan<float> scores, ReadOnlySpan<int> classes, double overlap, int most = int.MaxValue)
    {
        if (boxes.Length != scores.Length * 4L || classes.Length != scores.Length)
            throw new ArgumentException($"{boxes.Length} coordinates, {scores.Length} scores and {classes.Length} classes, expected four coordinates, a score and a class a box", nameof(boxes));
        var values = scores.ToArray();
        int[] order = [.. Enumerable.Range(0, values.Length).OrderByDescending(index => values[index])]; // stable
        var places = new Dictionary<int, List<int>>();
        for (var place = 0; place < order.Length; place++)
        {
            if (!places.TryGetValue(classes[order[place]], out var group))
                places[classes[order[place]]] = group = [];
            group.Add(place);
        }
        var kept = new bool[order.Length];
        foreach (var group in places.Values)
            Suppress(boxes, order, group, kept, (overlap, most));
        return [.. Enumerable.Range(0, order.Length).Where(place => kept[place]).Take(most).Select(place => order[place])];
    }

    private static void Suppress(ReadOnlySpan<float> boxes, int[] order, List<int> group, bool[] kept, (double Overlap, int Most) limits)
    {
        var best = new List<(float Left, float Top, float Right, float Bottom, float Area)>();
        foreach (var place in group)
        {
            var box = boxes.Slice(order[place] * 4, 4);
            var (left, top, right, bottom) = (box[0], box[1], box[2], box[3]);
            var area = (right - left) * (bottom - top);
            var covered = false;
            foreach (var other in best)
            {
                var width = Math.Max(0, Math.Min(other.Right, right) - Math.Max(other.Left, left));
                var height = Math.Max(0, Math.Min(other.Bottom, bottom) - Math.Max(other.Top, top));
                var common = width * height;
                // No area at all gives 0 / 0, which is above no threshold.
                if (common / (other.Area + area - common) > limits.Overlap)
                {
                    covered = true;
                    break;
                }
            }
            if (covered)
                continue;
            best.Add((left, top, right, bottom, area));
            kept[place] = true;
            if (best.Count == limits.Most)
                return;
        }
    }
}
