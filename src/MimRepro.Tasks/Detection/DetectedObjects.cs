using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Detection;

/// <summary>What a detection and an annotation are compared by.</summary>
public enum OverlapKind { Box, Mask }

/// <summary>One annotated object of one image.</summary>
public sealed record AnnotatedObject
{
    public required long Image { get; init; }
    public required long Category { get; init; }
    public required BoundingBox Box { get; init; }
    /// <summary>Needed by <see cref="OverlapKind.Mask"/> only.</summary>
    public RunLengthMask? Mask { get; init; }
    /// <summary>Pixels, as annotated: the mask's even where boxes are compared. Small, medium and large go by it.</summary>
    public required double Area { get; init; }
    /// <summary>Stands for many objects: matched by any number of detections, counted by none.</summary>
    public required bool IsCrowd { get; init; }
}

/// <summary>One detected object of one image.</summary>
public sealed record DetectedObject
{
    public required long Image { get; init; }
    public required long Category { get; init; }
    public required BoundingBox Box { get; init; }
    /// <summary>Needed by <see cref="OverlapKind.Mask"/> only.</summary>
    public RunLengthMask? Mask { get; init; }
    /// <summary>Pixels. A detection that matches nothing and whose area lies outside of a range is not counted against that range.</summary>
    public required double Area { get; init; }
    public required double Score { get; init; }

    /// <summary>A detection by its box, whose area it has, also where it brings a mask, as the reference reads result files.</summary>
    public static DetectedObject OfBox(long image, long category, BoundingBox box, double score, RunLengthMask? mask = null) =>
        new() { Image = image, Category = category, Box = box, Mask = mask, Area = box.Area, Score = score };

    /// <summary>A detection by its mask alone: area and box are the mask's.</summary>
    public static DetectedObject OfMask(long image, long category, RunLengthMask mask, double score) =>
        new() { Image = image, Category = category, Box = mask.Box, Mask = mask, Area = mask.Area, Score = score };
}

/// <summary>A range of areas in pixels, both ends included.</summary>
public sealed record AreaRange(string Name, double Least, double Most)
{
    public const string All = "all", Small = "small", Medium = "medium", Large = "large";
}

/// <summary>What average precision is taken over.</summary>
public sealed record DetectionApOptions
{
    private const double Largest = 1e5 * 1e5;

    /// <summary>COCO's: overlap 0.50, 0.55 … 0.95, 101 recalls, 1, 10 and 100 detections an image, areas split at 32² and 96².</summary>
    public static readonly DetectionApOptions Coco = new()
    {
        Overlaps = EvenSpacing.Between(0.5, 0.95, 10),
        Recalls = EvenSpacing.Between(0, 1, 101),
        Detections = [1, 10, 100],
        Areas =
        [
            new(AreaRange.All, 0, Largest), new(AreaRange.Small, 0, 32 * 32), new(AreaRange.Medium, 32 * 32, 96 * 96), new(AreaRange.Large, 96 * 96, Largest),
        ],
        ByCategory = true,
    };

    /// <summary>Least overlaps of a match.</summary>
    public required IReadOnlyList<double> Overlaps { get; init; }
    /// <summary>Recalls at which precision is read, rising.</summary>
    public required IReadOnlyList<double> Recalls { get; init; }
    /// <summary>How many detections of an image and a category count, best first; rising.</summary>
    public required IReadOnlyList<int> Detections { get; init; }
    public required IReadOnlyList<AreaRange> Areas { get; init; }
    /// <summary>False takes all categories as one: classes do not matter.</summary>
    public required bool ByCategory { get; init; }
}
