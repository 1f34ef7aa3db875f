namespace MimRepro.Tasks.Detection;

/// <summary>Detections and annotations of one image and one category, matched for every overlap in one range of areas.</summary>
/// <param name="Scores">Of the detections, best first.</param>
/// <param name="Matched">[overlap][detection].</param>
/// <param name="Ignored">[overlap][detection]: neither right nor wrong.</param>
/// <param name="Counted">Annotations that are to be found.</param>
internal sealed record MatchedImage(double[] Scores, bool[][] Matched, bool[][] Ignored, int Counted);

/// <summary>Which detection finds which annotation.</summary>
/// <remarks>cocodataset/cocoapi PythonAPI/pycocotools/cocoeval.py, computeIoU and evaluateImg.</remarks>
internal sealed class DetectionMatching
{
    private readonly AnnotatedObject[] annotations;
    private readonly DetectedObject[] detections;
    private readonly double[,] overlaps;

    /// <param name="annotations">Of one image and one category.</param>
    /// <param name="detections">Of the same, in the order of the file: it breaks ties.</param>
    /// <param name="most">Detections that count.</param>
    /// <param name="kind">What overlaps.</param>
    /// <exception cref="ArgumentException">Masks are compared and one is missing.</exception>
    public DetectionMatching(IEnumerable<AnnotatedObject> annotations, IEnumerable<DetectedObject> detections, int most, OverlapKind kind)
    {
        this.annotations = [.. annotations];
        this.detections = [.. detections.OrderByDescending(detection => detection.Score).Take(most)];
        overlaps = new double[this.detections.Length, this.annotations.Length];
        for (var d = 0; d < this.detections.Length; d++)
            for (var a = 0; a < this.annotations.Length; a++)
                overlaps[d, a] = Overlap(this.detections[d], this.annotations[a], kind);
    }

    public MatchedImage Match(IReadOnlyList<double> thresholds, AreaRange range)
    {
        var ignored = annotations.Select(annotation => annotation.IsCrowd || !Holds(range, annotation.Area)).ToArray();
        // Annotations that count come first.
        var order = Enumerable.Range(0, annotations.Length).OrderBy(a => ignored[a]).ToArray();
        var (matched, unjudged) = (new bool[thresholds.Count][], new bool[thresholds.Count][]);
        for (var t = 0; t < thresholds.Count; t++)
        {
            (matched[t], unjudged[t]) = (new bool[detections.Length], new bool[detections.Length]);
            var taken = new bool[annotations.Length];
            for (var d = 0; d < detections.Length; d++)
            {
                var best = Best(d, order, ignored, taken, thresholds[t]);
                matched[t][d] = best >= 0;
                unjudged[t][d] = best >= 0 ? ignored[best] : !Holds(range, detections[d].Area);
                if (best >= 0)
                    taken[best] = true;
            }
        }
        return new([.. detections.Select(detection => detection.Score)], matched, unjudged, ignored.Count(skip => !skip));
    }

    // The annotation of largest overlap, the later one of equals; one that is ignored only where no other was found. −1: none.
    private int Best(int detection, int[] order, bool[] ignored, bool[] taken, double threshold)
    {
        var (best, least) = (-1, Math.Min(threshold, 1 - 1e-10));
        foreach (var annotation in order)
        {
            if (taken[annotation] && !annotations[annotation].IsCrowd)
                continue;
            if (best >= 0 && !ignored[best] && ignored[annotation])
                break;
            if (overlaps[detection, annotation] < least)
                continue;
            (best, least) = (annotation, overlaps[detection, annotation]);
        }
        return best;
    }

    private static bool Holds(AreaRange range, double area) => !(area < range.Least || area > range.Most);

    private static double Overlap(DetectedObject detection, AnnotatedObject annotation, OverlapKind kind) => kind switch
    {
        OverlapKind.Box => BoxOverlap.Of(detection.Box, annotation.Box, annotation.IsCrowd),
        OverlapKind.Mask => RunLengthMask.Overlap(Needed(detection.Mask, detection.Image), Needed(annotation.Mask, annotation.Image), annotation.IsCrowd),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Box or Mask"),
    };

    private static RunLengthMask Needed(RunLengthMask? mask, long image) =>
        mask ?? throw new ArgumentException($"an object of image {image} has no mask, but masks are compared");
}
