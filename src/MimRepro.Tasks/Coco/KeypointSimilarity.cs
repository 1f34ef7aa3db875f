using MimRepro.Data.Coco;

namespace MimRepro.Tasks.Coco;

/// <summary>Object keypoint similarity: 1 where all joints are right, falling with their distances relative to the object's size.</summary>
public static class KeypointSimilarity
{
    // numpy.spacing(1)
    private const double Epsilon = 2.220446049250313e-16;

    /// <summary>Between a prediction and an annotation: the mean over labelled joints of exp(−d² / (2 area (2 sigma)²)).</summary>
    /// <param name="predicted">Triples of x, y, score; scores play no part.</param>
    /// <param name="truth">Triples of x, y, visibility.</param>
    /// <param name="box">Where no joint is labelled, d is the distance to this box, doubled about its centre.</param>
    /// <param name="area">In square pixels.</param>
    /// <param name="sigmas">One a joint.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <remarks>cocodataset/cocoapi cocoeval.py, computeOks. The doubled box reaches one box width to the left and to the right of the box.</remarks>
    public static double ToTruth(ReadOnlySpan<double> predicted, ReadOnlySpan<double> truth, CocoBox box, double area, ReadOnlySpan<double> sigmas)
    {
        Check(predicted.Length, truth.Length, sigmas.Length);
        var labelled = 0;
        for (var joint = 0; joint < sigmas.Length; joint++)
            labelled += truth[3 * joint + 2] > 0 ? 1 : 0;
        var sum = 0.0;
        for (var joint = 0; joint < sigmas.Length; joint++)
        {
            if (labelled > 0 && truth[3 * joint + 2] <= 0)
                continue;
            var (x, y) = (predicted[3 * joint], predicted[3 * joint + 1]);
            var (dx, dy) = labelled > 0
                ? (x - truth[3 * joint], y - truth[3 * joint + 1])
                : (Beyond(x, box.X, box.Width), Beyond(y, box.Y, box.Height));
            sum += Closeness(dx, dy, sigmas[joint], area);
        }
        return sum / (labelled > 0 ? labelled : sigmas.Length);
    }

    /// <summary>Between two predictions; the area is the mean of theirs.</summary>
    /// <param name="first">Triples of x, y, score.</param>
    /// <param name="second">Triples of x, y, score.</param>
    /// <param name="scoreAbove">Joints of <paramref name="second"/> with a lower score are left out; null takes all.</param>
    /// <returns>0 where no joint is left.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    /// <remarks>microsoft/human-pose-estimation.pytorch lib/nms/nms.py, oks_iou, which asks for the second's scores only.</remarks>
    public static double Between(
        ReadOnlySpan<double> first, ReadOnlySpan<double> second, (double First, double Second) areas, ReadOnlySpan<double> sigmas, double? scoreAbove = null)
    {
        Check(first.Length, second.Length, sigmas.Length);
        var (sum, joints, area) = (0.0, 0, (areas.First + areas.Second) / 2);
        for (var joint = 0; joint < sigmas.Length; joint++)
        {
            if (scoreAbove is { } least && !(second[3 * joint + 2] > least))
                continue;
            sum += Closeness(second[3 * joint] - first[3 * joint], second[3 * joint + 1] - first[3 * joint + 1], sigmas[joint], area);
            joints++;
        }
        return joints > 0 ? sum / joints : 0;
    }

    private static double Closeness(double dx, double dy, double sigma, double area) =>
        Math.Exp(-((dx * dx + dy * dy) / (4 * sigma * sigma) / (area + Epsilon) / 2));

    private static double Beyond(double place, double start, double length) =>
        Math.Max(0, start - length - place) + Math.Max(0, place - (start + 2 * length));

    private static void Check(int first, int second, int joints)
    {
        if (joints == 0 || first != 3 * joints || second != 3 * joints)
            throw new ArgumentException($"{first} and {second} numbers for {joints} sigmas, expected three for each of them");
    }
}
