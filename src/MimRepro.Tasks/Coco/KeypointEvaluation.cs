using MimRepro.Data.Coco;

namespace MimRepro.Tasks.Coco;

/// <summary>COCO's ten numbers for keypoints, 0 … 1; −1 where nothing could be measured.</summary>
/// <param name="ApByThreshold">Of all sizes, at similarities 0.50, 0.55 … 0.95.</param>
/// <param name="RecallByThreshold">Of all sizes.</param>
public sealed record KeypointScores(
    double Ap, double Ap50, double Ap75, double ApMedium, double ApLarge,
    double Ar, double Ar50, double Ar75, double ArMedium, double ArLarge,
    double[] ApByThreshold, double[] RecallByThreshold);

/// <summary>CrowdPose's nine numbers, 0 … 1; −1 where nothing could be measured.</summary>
/// <param name="ApEasy">Of images with a crowd index below 0.2.</param>
/// <param name="ApMedium">Of images with a crowd index from 0.2 and below 0.8.</param>
/// <param name="ApHard">Of images with a crowd index from 0.8.</param>
public sealed record CrowdPoseScores(
    double Ap, double Ap50, double Ap75, double Ar, double Ar50, double Ar75,
    double ApEasy, double ApMedium, double ApHard, double[] ApByThreshold, double[] RecallByThreshold);

/// <summary>Similarities of all poses detected with all annotated ones, and the average precision that follows from them.</summary>
/// <remarks>
/// cocodataset/cocoapi cocoeval.py; Jeff-sjtu/CrowdPose cocoeval.py, which puts 0.53 of the box in place of the area of a segment,
/// and averages its three levels over all of the array, where absent values count as −1, and rounds them to four places.
/// </remarks>
public sealed class KeypointEvaluation
{
    /// <summary>CrowdPose's estimate of a person's share of the box.</summary>
    public const double CrowdPoseBoxShare = 0.53;

    private const int MostDetections = 20;
    private const double FirstLevel = 0.2, SecondLevel = 0.8;
    private const int Half = 0, ThreeQuarters = 5;

    private readonly CocoDataset truth;
    private readonly double[] sigmas;
    private readonly double? boxShare;
    private readonly double[] unlabelled;
    private readonly double[] thresholds = AveragePrecision.Thresholds();
    private readonly (long Image, long Category, ImageMatches Matches)[] images;

    /// <param name="truth">Annotated poses; those without labelled joints, and crowds, are ignored.</param>
    /// <param name="detections">Poses with a score. Where the first has a box, boxes give their areas, else the extent of all joints.</param>
    /// <param name="sigmas">One a joint.</param>
    /// <param name="boxShare">Takes this share of an annotation's box in place of its area; null takes the area.</param>
    /// <exception cref="ArgumentException">A detection is of an unknown image or has another number of joints, or an annotation has no area.</exception>
    public KeypointEvaluation(CocoDataset truth, IReadOnlyList<CocoDetection> detections, double[] sigmas, double? boxShare = null)
    {
        (this.truth, this.sigmas, this.boxShare, unlabelled) = (truth, sigmas, boxShare, new double[3 * sigmas.Length]);
        if (detections.FirstOrDefault(detection => !truth.HasImage(detection.ImageId)) is { } lost)
            throw new ArgumentException($"a detection is of image {lost.ImageId}, which the set does not have", nameof(detections));
        var byBox = detections is [{ Box: not null }, ..];
        var found = detections.ToLookup(detection => (detection.ImageId, detection.CategoryId));
        images =
        [
            .. from category in truth.Categories.Select(category => category.Id).Order()
               from image in truth.Images.Select(image => image.Id).Order()
               select (image, category, Matches(
                   [.. truth.AnnotationsOf(image).Where(annotation => annotation.CategoryId == category)],
                   [.. found[(image, category)].OrderByDescending(detection => detection.Score).Take(MostDetections)], byBox)),
        ];
    }

    /// <summary>Similarities in one image, [D, G]: a row for each of its best detections, the surest first; columns in the order of the annotations.</summary>
    public double[][] Similarities(long imageId, long categoryId)
    {
        var matches = images.First(entry => entry.Image == imageId && entry.Category == categoryId).Matches;
        return [.. matches.Similarities.Chunk(Math.Max(1, matches.TruthAreas.Length))];
    }

    public KeypointScores Coco()
    {
        var (all, medium, large) = (Curves(AreaRange.All), Curves(AreaRange.OfMedium), Curves(AreaRange.OfLarge));
        var (precision, recall) = (Precision(all), Recall(all));
        return new(
            Mean(precision), precision[Half], precision[ThreeQuarters], Mean(Precision(medium)), Mean(Precision(large)),
            Mean(recall), recall[Half], recall[ThreeQuarters], Mean(Recall(medium)), Mean(Recall(large)), precision, recall);
    }

    /// <exception cref="InvalidOperationException">An image has no crowd index.</exception>
    public CrowdPoseScores CrowdPose()
    {
        var all = Curves(AreaRange.All);
        var (precision, recall) = (Precision(all), Recall(all));
        return new(
            Mean(precision), precision[Half], precision[ThreeQuarters], Mean(recall), recall[Half], recall[ThreeQuarters],
            Level(index => index < FirstLevel), Level(index => index >= FirstLevel && index < SecondLevel), Level(index => index >= SecondLevel),
            precision, recall);
    }

    private double Level(Func<double, bool> belongs)
    {
        var curves = Curves(AreaRange.All, image => belongs(truth.Image(image).CrowdIndex
            ?? throw new InvalidOperationException($"Image {image} has no crowd index; only CrowdPose has levels.")));
        return Math.Round(curves.Average(curve => curve is null ? -1 : curve.Precision.Average(row => row.Average())) * 1e4, MidpointRounding.ToEven) / 1e4;
    }

    // One a category; null where the category has no truth that counts.
    private PrecisionCurves?[] Curves(AreaRange area, Func<long, bool>? chosen = null) =>
    [
        .. images.Where(entry => chosen?.Invoke(entry.Image) ?? true).GroupBy(entry => entry.Category)
            .Select(group => AveragePrecision.Of([.. group.Select(entry => entry.Matches)], thresholds, area, MostDetections))
            .DefaultIfEmpty(null),
    ];

    private double[] Precision(PrecisionCurves?[] curves) =>
        [.. thresholds.Select((_, t) => MeanOr(curves.OfType<PrecisionCurves>().Select(curve => curve.Precision[t].Average())))];

    private double[] Recall(PrecisionCurves?[] curves) =>
        [.. thresholds.Select((_, t) => MeanOr(curves.OfType<PrecisionCurves>().Select(curve => curve.Recall[t])))];

    private static double Mean(double[] values) => values.Average();

    private static double MeanOr(IEnumerable<double> values) => values.DefaultIfEmpty(-1).Average();

    private ImageMatches Matches(CocoAnnotation[] truths, CocoDetection[] detections, bool byBox) => new()
    {
        Scores = [.. detections.Select(detection => detection.Score)],
        DetectionAreas = [.. detections.Select(detection => byBox && detection.Box is { } box ? box.Area : Extent(detection))],
        TruthAreas = [.. truths.Select(Area)],
        Ignored = [.. truths.Select(annotation => annotation.IsCrowd || annotation.LabelledKeypoints == 0)],
        Crowd = [.. truths.Select(annotation => annotation.IsCrowd)],
        Similarities =
        [
            .. from detection in detections
               from annotation in truths
               select KeypointSimilarity.ToTruth(
                   detection.Keypoints, annotation.Keypoints is [] ? unlabelled : annotation.Keypoints, annotation.Box, Area(annotation), sigmas),
        ],
    };

    private double Area(CocoAnnotation annotation) => boxShare is { } share
        ? annotation.Box.Height * annotation.Box.Width * share
        : annotation.Area ?? throw new ArgumentException($"Annotation {annotation.Id} has no area. Take a share of its box instead.");

    private static double Extent(CocoDetection detection)
    {
        if (detection.Keypoints.Length == 0)
            return 0;
        var (x, y) = (detection.Keypoints.Where((_, at) => at % 3 == 0).ToArray(), detection.Keypoints.Where((_, at) => at % 3 == 1).ToArray());
        return (x.Max() - x.Min()) * (y.Max() - y.Min());
    }
}
