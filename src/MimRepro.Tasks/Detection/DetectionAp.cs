namespace MimRepro.Tasks.Detection;

/// <summary>Average precision and recall of boxes or masks, as COCO evaluates them.</summary>
/// <remarks>
/// cocodataset/cocoapi PythonAPI/pycocotools/cocoeval.py; PAPER.md 6. Of detections with equal scores the one in the image of the
/// smaller number comes first, inside an image the one given first. The reference takes an annotation whose id is 0 for no match;
/// here annotations have no ids.
/// </remarks>
public static class DetectionAp
{
    // The reference adds it so that nothing right and nothing wrong is a precision of 0.
    private const double MachineEpsilon = 1.0 / (1L << 52);

    /// <summary>Precision and recall for every overlap, category, range of areas and number of detections.</summary>
    /// <param name="annotations">What is to be found.</param>
    /// <param name="detections">What was found; of categories that are not listed none counts.</param>
    /// <param name="categories">All categories that are evaluated; one that is never annotated has no precision.</param>
    /// <param name="kind">Compare boxes or masks.</param>
    /// <param name="options">Null takes <see cref="DetectionApOptions.Coco"/>.</param>
    /// <exception cref="ArgumentException">Masks are compared and one is missing, or a score is not a number.</exception>
    public static DetectionApResult Of(
        IReadOnlyList<AnnotatedObject> annotations, IReadOnlyList<DetectedObject> detections, IEnumerable<long> categories, OverlapKind kind,
        DetectionApOptions? options = null)
    {
        options ??= DetectionApOptions.Coco;
        if (detections.FirstOrDefault(detection => double.IsNaN(detection.Score)) is { } unscored)
            throw new ArgumentException($"a detection in image {unscored.Image} has no number for a score", nameof(detections));
        long[] known = [.. categories.Distinct().Order()];
        var result = new DetectionApResult(options, options.ByCategory ? known : [DetectionApResult.AllCategories]);
        var groups = options.ByCategory ? known.Select(category => new[] { category }) : [known];
        foreach (var (members, place) in groups.Select((members, place) => (members, place)))
        {
            var images = Images(annotations, detections, members, kind, options.Detections[^1]);
            for (var range = 0; range < options.Areas.Count; range++)
                Accumulate([.. images.Select(image => image.Match(options.Overlaps, options.Areas[range]))], result, place, range);
        }
        return result;
    }

    // By rising image numbers; where categories are taken as one, by category inside an image.
    private static DetectionMatching[] Images(
        IReadOnlyList<AnnotatedObject> annotations, IReadOnlyList<DetectedObject> detections, long[] categories, OverlapKind kind, int most)
    {
        var annotated = annotations.Where(item => categories.Contains(item.Category)).OrderBy(item => item.Category).ToLookup(item => item.Image);
        var detected = detections.Where(item => categories.Contains(item.Category)).OrderBy(item => item.Category).ToLookup(item => item.Image);
        return [.. annotated.Select(group => group.Key).Union(detected.Select(group => group.Key)).Order()
            .Select(image => new DetectionMatching(annotated[image], detected[image], most, kind))];
    }

    private static void Accumulate(MatchedImage[] images, DetectionApResult result, int category, int range)
    {
        var counted = images.Sum(image => image.Counted);
        if (counted == 0)
            return;
        for (var limit = 0; limit < result.Options.Detections.Count; limit++)
        {
            var most = result.Options.Detections[limit];
            var order = images.SelectMany((image, place) => image.Scores.Take(most).Select((score, detection) => (score, place, detection)))
                .OrderByDescending(item => item.score).ToArray(); // stable
            for (var overlap = 0; overlap < result.Options.Overlaps.Count; overlap++)
            {
                var judged = order.Select(item => (images[item.place].Matched[overlap][item.detection], images[item.place].Ignored[overlap][item.detection]));
                var (recall, precision) = Curve(judged, counted);
                result.Set(overlap, category, range, limit, recall.Length == 0 ? 0 : recall[^1], AtRecalls(recall, precision, result.Options.Recalls));
            }
        }
    }

    // One entry a detection, best first; precision is made to fall only.
    private static (double[] Recall, double[] Precision) Curve(IEnumerable<(bool Matched, bool Ignored)> judged, int counted)
    {
        var (right, wrong) = (0, 0);
        var (recall, precision) = (new List<double>(), new List<double>());
        foreach (var (matched, ignored) in judged)
        {
            if (!ignored && matched)
                right++;
            else if (!ignored)
                wrong++;
            recall.Add((double)right / counted);
            precision.Add(right / (wrong + right + MachineEpsilon));
        }
        for (var place = precision.Count - 1; place > 0; place--)
            precision[place - 1] = Math.Max(precision[place - 1], precision[place]);
        return ([.. recall], [.. precision]);
    }

    // The precision where a recall is first reached; 0 where it never is.
    private static double[] AtRecalls(double[] recall, double[] precision, IReadOnlyList<double> wanted)
    {
        var values = new double[wanted.Count];
        for (var (place, i) = (0, 0); i < wanted.Count; i++)
        {
            while (place < recall.Length && recall[place] < wanted[i])
                place++;
            values[i] = place < recall.Length ? precision[place] : 0;
        }
        return values;
    }
}
