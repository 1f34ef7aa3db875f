namespace MimRepro.Data.Coco;

/// <summary>A box in pixels: its top-left corner and its size.</summary>
public readonly record struct CocoBox(double X, double Y, double Width, double Height)
{
    public double Area => Width * Height;
}

/// <summary>One image of a set.</summary>
/// <param name="FileName">Relative to the folder of images.</param>
/// <param name="CrowdIndex">CrowdPose's measure of how much people overlap, from 0; null in other sets.</param>
public sealed record CocoImage(long Id, string FileName, int Width, int Height, double? CrowdIndex = null);

/// <summary>One kind of object.</summary>
public sealed record CocoCategory(long Id, string Name)
{
    public string? Supercategory { get; init; }

    /// <summary>Names of its joints; empty where none are annotated.</summary>
    public IReadOnlyList<string> Keypoints { get; init; } = [];

    /// <summary>Lines to draw between joints, as places in <see cref="Keypoints"/> from 0.</summary>
    public IReadOnlyList<(int From, int To)> Limbs { get; init; } = [];
}

/// <summary>One object in an image.</summary>
public sealed record CocoAnnotation
{
    public required long Id { get; init; }
    public required long ImageId { get; init; }
    public required long CategoryId { get; init; }
    public required CocoBox Box { get; init; }
    /// <summary>Of the segment in square pixels; null where the set has none, as CrowdPose.</summary>
    public double? Area { get; init; }
    /// <summary>The annotation stands for a group of objects.</summary>
    public bool IsCrowd { get; init; }
    public CocoSegmentation? Segmentation { get; init; }
    /// <summary>Triples of x, y and visibility (0 not labelled, 1 hidden, 2 visible); empty without keypoints.</summary>
    public double[] Keypoints { get; init; } = [];
    /// <summary>What the file says about it; CrowdPose's number often differs from the joints that are labelled.</summary>
    public int LabelledKeypoints { get; init; }
}

/// <summary>Where an object is, pixel by pixel.</summary>
public abstract record CocoSegmentation;

/// <summary>Outlines.</summary>
/// <param name="Outlines">Each as x, y, x, y …, three corners or more.</param>
public sealed record CocoPolygons(double[][] Outlines) : CocoSegmentation;

/// <summary>Run lengths over the columns of an image, from the top left: background, object, background …</summary>
/// <param name="Counts">Their sum is Height x Width.</param>
public sealed record CocoRunLengths(int Height, int Width, int[] Counts) : CocoSegmentation;

/// <summary>One detected object.</summary>
/// <param name="Score">The higher, the surer.</param>
public sealed record CocoDetection(long ImageId, long CategoryId, double Score)
{
    public CocoBox? Box { get; init; }

    /// <summary>Triples of x, y and score; empty without keypoints.</summary>
    public double[] Keypoints { get; init; } = [];

    public CocoSegmentation? Segmentation { get; init; }
}

/// <summary>How COCO files are read.</summary>
public sealed record CocoReadOptions
{
    /// <summary>So many bad records are left out; with more the file is refused. A file that is no JSON always is.</summary>
    public int ToleratedBadRecords { get; init; }

    /// <summary>Keep outlines and run lengths, most of what a large file holds. They are checked in any case.</summary>
    public bool Segmentations { get; init; } = true;

    /// <summary>Accept a file of images alone, as those of test sets are.</summary>
    public bool AllowNoAnnotations { get; init; }

    /// <summary>Larger records are refused, which bounds the memory of reading.</summary>
    public int MostRecordBytes { get; init; } = 64 << 20;
}
