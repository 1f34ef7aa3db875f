namespace MimRepro.Tasks.Detection;

/// <summary>Average precision and recall in percent; null where nothing was annotated that could be measured by.</summary>
public sealed class DetectionApResult
{
    /// <summary>Stands for all categories where they are taken as one.</summary>
    public const long AllCategories = -1;

    // [overlap, category, area, detections]; empty where nothing is annotated.
    private readonly double[,,,][] precision;
    private readonly double?[,,,] recall;

    internal DetectionApResult(DetectionApOptions options, long[] categories)
    {
        (Options, Categories) = (options, categories);
        var (overlaps, areas, limits) = (options.Overlaps.Count, options.Areas.Count, options.Detections.Count);
        precision = new double[overlaps, categories.Length, areas, limits][];
        recall = new double?[overlaps, categories.Length, areas, limits];
    }

    public DetectionApOptions Options { get; }

    /// <summary>Rising.</summary>
    public IReadOnlyList<long> Categories { get; }

    public double? Ap => Precision();

    public double? Ap50 => Precision(overlap: 0.5);

    public double? Ap75 => Precision(overlap: 0.75);

    public double? ApSmall => Precision(area: AreaRange.Small);

    public double? ApMedium => Precision(area: AreaRange.Medium);

    public double? ApLarge => Precision(area: AreaRange.Large);

    /// <summary>Average recall with the first, second … number of detections.</summary>
    public IReadOnlyList<double?> Ar => [.. Options.Detections.Select(most => Recall(detections: most))];

    public double? ArSmall => Recall(area: AreaRange.Small);

    public double? ArMedium => Recall(area: AreaRange.Medium);

    public double? ArLarge => Recall(area: AreaRange.Large);

    /// <summary>Mean precision over recalls, and over overlaps and categories that are left open.</summary>
    /// <param name="overlap">One of the options' overlaps.</param>
    /// <param name="area">Name of a range of areas.</param>
    /// <param name="detections">One of the options' numbers; null takes the last.</param>
    /// <param name="category">One of <see cref="Categories"/>.</param>
    /// <exception cref="ArgumentException">Not among the options.</exception>
    public double? Precision(double? overlap = null, string area = AreaRange.All, int? detections = null, long? category = null) =>
        Mean(Places(overlap, area, detections, category).SelectMany(at => precision[at.Overlap, at.Category, at.Area, at.Limit] ?? []));

    /// <summary>Mean of the largest recall over overlaps and categories that are left open.</summary>
    /// <inheritdoc cref="Precision"/>
    public double? Recall(double? overlap = null, string area = AreaRange.All, int? detections = null, long? category = null) =>
        Mean(Places(overlap, area, detections, category).Select(at => recall[at.Overlap, at.Category, at.Area, at.Limit]).OfType<double>());

    internal void Set(int overlap, int category, int area, int limit, double largestRecall, double[] precisions) =>
        (recall[overlap, category, area, limit], precision[overlap, category, area, limit]) = (largestRecall, precisions);

    private IEnumerable<(int Overlap, int Category, int Area, int Limit)> Places(double? overlap, string area, int? detections, long? category)
    {
        var range = Place([.. Options.Areas.Select(known => known.Name)], area, nameof(area));
        var limit = detections is { } most ? Place(Options.Detections, most, nameof(detections)) : Options.Detections.Count - 1;
        var overlaps = overlap is { } least ? [Place(Options.Overlaps, least, nameof(overlap))] : Enumerable.Range(0, Options.Overlaps.Count);
        var categories = category is { } one ? [Place(Categories, one, nameof(category))] : Enumerable.Range(0, Categories.Count);
        return overlaps.SelectMany(_ => categories, (t, k) => (t, k, range, limit));
    }

    private static int Place<T>(IReadOnlyList<T> known, T wanted, string what) where T : IEquatable<T>
    {
        for (var place = 0; place < known.Count; place++)
            if (known[place].Equals(wanted))
                return place;
        throw new ArgumentException(FormattableString.Invariant($"{what} is {wanted}, expected one of {string.Join(", ", known)}"));
    }

    private static double? Mean(IEnumerable<double> values)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var value in values)
            (sum, count) = (sum + value, count + 1);
        return count == 0 ? null : 100 * sum / count;
    }
}
