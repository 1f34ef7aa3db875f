namespace MimRepro.Tasks.Coco;

/// <summary>Truths and detections of one category in one image, and how well each pair agrees: boxes, masks or poses.</summary>
public sealed record ImageMatches
{
    /// <summary>[D]; the higher, the surer.</summary>
    public required double[] Scores { get; init; }
    /// <summary>[D], in square pixels.</summary>
    public required double[] DetectionAreas { get; init; }
    /// <summary>[G], in square pixels.</summary>
    public required double[] TruthAreas { get; init; }
    /// <summary>[G]: neither finding it nor missing it counts.</summary>
    public required bool[] Ignored { get; init; }
    /// <summary>[G]: any number of detections may match it.</summary>
    public required bool[] Crowd { get; init; }
    /// <summary>[D, G] row by row, 0 … 1.</summary>
    public required double[] Similarities { get; init; }
}

/// <summary>Sizes of objects that count, both ends included, in square pixels.</summary>
public readonly record struct AreaRange(double Min, double Max)
{
    private const double Small = 32 * 32, Medium = 96 * 96, Largest = 1e10;

    public static AreaRange All { get; } = new(0, Largest);
    public static AreaRange OfSmall { get; } = new(0, Small);
    public static AreaRange OfMedium { get; } = new(Small, Medium);
    public static AreaRange OfLarge { get; } = new(Medium, Largest);

    public bool Contains(double area) => area >= Min && area <= Max;
}

/// <summary>Precision over recall of one category, for several similarities from which a detection counts as right.</summary>
/// <param name="Precision">[T][101], at recall 0, 0.01 … 1; the largest precision at that recall or above.</param>
/// <param name="Recall">[T]: share of truths found by all detections together.</param>
public sealed record PrecisionCurves(double[][] Precision, double[] Recall);

/// <summary>COCO's average precision, for whatever measures how well a detection agrees with a truth.</summary>
/// <remarks>
/// cocodataset/cocoapi PythonAPI/pycocotools/cocoeval.py, evaluateImg and accumulate. One difference: there, a truth whose id
/// is 0 is never found, since 0 also means "no match"; here ids play no part.
/// </remarks>
public static class AveragePrecision
{
    public const int RecallPoints = 101;

    // numpy.spacing(1)
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>0.50, 0.55 … 0.95, to the bit as numpy's linspace has them.</summary>
    public static double[] Thresholds() => [.. Enumerable.Range(0, 10).Select(i => i == 9 ? 0.95 : 0.5 + i * ((0.95 - 0.5) / 9))];

    /// <param name="images">All images of the category, in the order of their ids: equal scores keep it.</param>
    /// <param name="thresholds">Least similarities of a match.</param>
    /// <param name="area">Truths outside are ignored, as are detections outside that match nothing.</param>
    /// <param name="mostDetections">An image's best ones count.</param>
    /// <returns>Null where no truth counts.</returns>
    /// <exception cref="ArgumentException">The arrays of an image do not fit each other, or a similarity is not a number.</exception>
    public static PrecisionCurves? Of(IReadOnlyList<ImageMatches> images, double[] thresholds, AreaRange area, int mostDetections)
    {
        var matched = images.Select(image => Match(image, thresholds, area, mostDetections)).ToArray();
        var truths = matched.Sum(image => image.Truths);
        if (truths == 0)
            return null;
        var scores = matched.SelectMany(image => image.Scores).ToArray();
        var order = ByScore(scores);
        var (precision, recall) = (new double[thresholds.Length][], new double[thresholds.Length]);
        for (var t = 0; t < thresholds.Length; t++)
        {
            var outcomes = matched.SelectMany(image => image.Outcomes[t]).ToArray();
            (precision[t], recall[t]) = Curve([.. order.Select(place => outcomes[place])], truths);
        }
        return new(precision, recall);
    }

    /// <summary>Places of scores, the highest first; equal ones in their old order.</summary>
    public static int[] ByScore(double[] scores) => [.. Enumerable.Range(0, scores.Length).OrderByDescending(place => scores[place])];

    private static Matched Match(ImageMatches image, double[] thresholds, AreaRange area, int mostDetections)
    {
        Check(image);
        var ignored = image.Ignored.Select((ignored, truth) => ignored || !area.Contains(image.TruthAreas[truth])).ToArray();
        var truths = Enumerable.Range(0, ignored.Length).OrderBy(truth => ignored[truth]).ToArray();
        var detections = ByScore(image.Scores).Take(mostDetections).ToArray();
        var outcomes = thresholds.Select(threshold => Outcomes(image, threshold, area, ignored, truths, detections)).ToArray();
        return new([.. detections.Select(detection => image.Scores[detection])], outcomes, ignored.Count(one => !one));
    }

    private static Outcome[] Outcomes(ImageMatches image, double threshold, AreaRange area, bool[] ignored, int[] truths, int[] detections)
    {
        var taken = new bool[truths.Length];
        var outcomes = new Outcome[detections.Length];
        for (var place = 0; place < detections.Length; place++)
        {
            var detection = detections[place];
            var match = Best(image, detection, threshold, ignored, truths, taken);
            if (match is { } truth)
                taken[truth] = true;
            var counts = match is { } found ? !ignored[found] : area.Contains(image.DetectionAreas[detection]);
            outcomes[place] = counts ? match is null ? Outcome.Wrong : Outcome.Right : Outcome.Ignored;
        }
        return outcomes;
    }

    // The best free truth; one that counts is preferred to a better one that is ignored. Of equals the last.
    private static int? Best(ImageMatches image, int detection, double threshold, bool[] ignored, int[] truths, bool[] taken)
    {
        var least = Math.Min(threshold, 1 - 1e-10);
        int? best = null;
        foreach (var truth in truths)
        {
            if (taken[truth] && !image.Crowd[truth])
                continue;
            if (best is { } so && !ignored[so] && ignored[truth])
                break;
            var similarity = image.Similarities[detection * truths.Length + truth];
            if (similarity < least)
                continue;
            (least, best) = (similarity, truth);
        }
        return best;
    }

    private static (double[] Precision, double Recall) Curve(Outcome[] outcomes, int truths)
    {
        var (recall, precision) = (new double[outcomes.Length], new double[outcomes.Length]);
        double right = 0, wrong = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            right += outcomes[i] == Outcome.Right ? 1 : 0;
            wrong += outcomes[i] == Outcome.Wrong ? 1 : 0;
            recall[i] = right / truths;
            precision[i] = right / (right + wrong + Epsilon);
        }
        for (var i = outcomes.Length - 1; i > 0; i--)
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        var points = new double[RecallPoints];
        for (int point = 0, at = 0; point < RecallPoints; point++)
        {
            var needed = point == RecallPoints - 1 ? 1 : point * 0.01; // numpy.linspace(0, 1, 101)
            while (at < recall.Length && recall[at] < needed)
                at++;
            points[point] = at < recall.Length ? precision[at] : 0;
        }
        return (points, recall is [.., var all] ? all : 0);
    }

    private static void Check(ImageMatches image)
    {
        var (detections, truths) = (image.Scores.Length, image.TruthAreas.Length);
        if (image.DetectionAreas.Length != detections || image.Ignored.Length != truths || image.Crowd.Length != truths
            || image.Similarities.Length != detections * truths)
            throw new ArgumentException($"areas [{image.DetectionAreas.Length}], ignored [{image.Ignored.Length}], crowd [{image.Crowd.Length}] and "
                + $"similarities [{image.Similarities.Length}] do not fit {detections} scores and {truths} truths", nameof(image));
        if (image.Similarities.Any(double.IsNaN) || image.Scores.Any(double.IsNaN))
            throw new ArgumentException("a similarity or a score is not a number", nameof(image));
    }

    private enum Outcome { Right, Wrong, Ignored }

    /// <param name="Outcomes">[T][D'], in the order of <paramref name="Scores"/>.</param>
    /// <param name="Truths">How many count.</param>
    private sealed record Matched(double[] Scores, Outcome[][] Outcomes, int Truths);
}
