using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Pose;

/// <summary>One person to be looked at.</summary>
/// <param name="AnnotationId">Null where the box comes from a detector.</param>
/// <param name="Box">In pixels of the image.</param>
/// <param name="BoxScore">1 for an annotated box.</param>
/// <param name="Joints">Annotated joints in pixels of the image, with a score of 1 where labelled and else 0; empty where the box comes from a detector.</param>
public sealed record PosePerson(long ImageId, long CategoryId, long? AnnotationId, CocoBox Box, double BoxScore, Joint[] Joints);

/// <summary>Annotated poses and the images that they are in.</summary>
public sealed class PoseSet
{
    private readonly Skeleton skeleton;

    /// <param name="readImage">Image id to the picture; called from several threads.</param>
    /// <exception cref="DataFormatException">An annotation has another number of joints.</exception>
    public PoseSet(CocoDataset annotations, Skeleton skeleton, Func<long, RgbImage> readImage)
        : this(annotations, skeleton, readImage, [.. annotations.Images.SelectMany(image => annotations.AnnotationsOf(image.Id)).Select(annotation => Person(annotations, annotation, skeleton)).OfType<PosePerson>()])
    { }

    private PoseSet(CocoDataset annotations, Skeleton skeleton, Func<long, RgbImage> readImage, IReadOnlyList<PosePerson> people) =>
        (Annotations, this.skeleton, ReadImage, People) = (annotations, skeleton, readImage, people);

    public CocoDataset Annotations { get; }

    public Func<long, RgbImage> ReadImage { get; }

    /// <summary>Those with a box inside of their image and at least one labelled joint; no crowds. By image, in the order of the file.</summary>
    public IReadOnlyList<PosePerson> People { get; }

    /// <summary>At most <paramref name="count"/> people, a seeded choice, and nobody else in the annotations.</summary>
    public PoseSet Sample(int count, int seed)
    {
        if (count >= People.Count)
            return this;
        PosePerson[] chosen = [.. SeededChoice.Of(count, People.Count, new SeededRandom(seed, "people")).Select(place => People[place])];
        var (images, kept) = (chosen.Select(person => person.ImageId).ToHashSet(), chosen.Select(person => person.AnnotationId!.Value).ToHashSet());
        var annotations = new CocoDataset([.. Annotations.Images.Where(image => images.Contains(image.Id))], Annotations.Categories,
            [.. Annotations.Annotations.Where(annotation => kept.Contains(annotation.Id))]);
        return new(annotations, skeleton, ReadImage, chosen);
    }

    /// <summary>People where a detector found them.</summary>
    /// <param name="detections">Boxes of any images; those of other images than this set's are left out.</param>
    /// <param name="scoreFrom">Least score.</param>
    /// <exception cref="DataFormatException">A detection has no box.</exception>
    public IReadOnlyList<PosePerson> Detected(IEnumerable<CocoDetection> detections, double scoreFrom) =>
    [
        .. from detection in detections
           where detection.Score >= scoreFrom && Annotations.HasImage(detection.ImageId) && Annotations.Category(detection.CategoryId) is not null
           let box = detection.Box ?? throw new DataFormatException(
               $"A detection has no box.\n  image:      {detection.ImageId}\n  The file is no list of a detector's boxes.\n  Give the boxes that poses are to be looked for in.")
           where box is { Width: > 0, Height: > 0 }
           select new PosePerson(detection.ImageId, detection.CategoryId, null, box, detection.Score, []),
    ];

    /// <remarks>open-mmlab/mmpose 0.29 topdown_coco_dataset.py: boxes are cut off at the image's rim.</remarks>
    private static PosePerson? Person(CocoDataset annotations, CocoAnnotation annotation, Skeleton skeleton)
    {
        if (annotation.IsCrowd || annotation.Area <= 0 || annotation.LabelledKeypoints == 0 || annotation.Keypoints.All(number => number <= 0))
            return null;
        if (annotation.Keypoints.Length != 3 * skeleton.Joints.Length)
            throw new DataFormatException(
                $"An annotation has other joints than the skeleton.\n  annotation: {annotation.Id}\n  expected:   3 x {skeleton.Joints.Length} numbers\n" +
                $"  got:        {annotation.Keypoints.Length}\n  The recipe's skeleton is of another data set.\n  Take the skeleton of this one.");
        var image = annotations.Image(annotation.ImageId);
        var (left, top) = (Math.Max(0, annotation.Box.X), Math.Max(0, annotation.Box.Y));
        var (right, bottom) = (Math.Min(image.Width - 1, left + annotation.Box.Width), Math.Min(image.Height - 1, top + annotation.Box.Height));
        if (right <= left || bottom <= top)
            return null;
        var joints = annotation.Keypoints.Chunk(3).Select(joint => new Joint(joint[0], joint[1], Math.Min(1, joint[2]))).ToArray();
        return new(annotation.ImageId, annotation.CategoryId, annotation.Id, new(left, top, right - left, bottom - top), 1, joints);
    }
}
