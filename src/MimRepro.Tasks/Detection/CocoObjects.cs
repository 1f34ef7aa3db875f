using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Data.Detection;

namespace MimRepro.Tasks.Detection;

/// <summary>Objects of COCO as a detector learns them and is scored on them.</summary>
/// <remarks>open-mmlab/mmdetection 2 mmdet/datasets/coco.py and pipelines/loading.py; cocodataset/cocoapi pycocotools/cocoeval.py.</remarks>
public static class CocoObjects
{
    private const int LeastSide = 32;

    /// <summary>Images to learn from: those with an object of the classes, neither side below 32 pixels. Crowds, and boxes of no area inside the image, are no objects.</summary>
    /// <param name="classes">Ids of categories; the place of one is its class.</param>
    /// <exception cref="DataFormatException">The set lacks one of the categories.</exception>
    public static DetectionSet ForTraining(CocoFolder folder, IReadOnlyList<int> classes) => new OfFolder(folder, classes).Set(
        (image, annotations) => Math.Min(image.Width, image.Height) >= LeastSide && annotations.Any());

    /// <summary>All images, also those without any object.</summary>
    /// <inheritdoc cref="ForTraining"/>
    public static DetectionSet ForEvaluation(CocoFolder folder, IReadOnlyList<int> classes) => new OfFolder(folder, classes).Set((_, _) => true);

    private sealed class OfFolder(CocoFolder folder, IReadOnlyList<int> classes)
    {
        private readonly Dictionary<long, int> classOf = Classes(folder, classes);

        /// <param name="wanted">By an image and its annotations of the classes.</param>
        public DetectionSet Set(Func<CocoImage, IEnumerable<CocoAnnotation>, bool> wanted)
        {
            CocoImage[] images = [.. folder.Annotations.Images.Where(image => wanted(image, Known(image)))];
            return new(new ReadLater<DetectionImage>(images.Length, place => Read(images[place])), () => [.. images.SelectMany(Annotated)]);
        }

        private DetectionImage Read(CocoImage image)
        {
            var objects = Known(image).Where(annotation => !annotation.IsCrowd && annotation.Area is > 0 && IsInside(annotation.Box, image) && annotation.Segmentation is not null).ToArray();
            return new(
                folder.ReadImage(image.Id),
                [.. objects.Select(one => new DetectionBox((float)one.Box.X, (float)one.Box.Y, (float)(one.Box.X + one.Box.Width), (float)(one.Box.Y + one.Box.Height)))],
                [.. objects.Select(one => classOf[one.CategoryId])],
                [.. objects.Select(one => Mask(one, image)!.ToBitmap())]);
        }

        private IEnumerable<AnnotatedObject> Annotated(CocoImage image, int place) => Known(image).Select(annotation => new AnnotatedObject
        {
            Image = place,
            Category = classOf[annotation.CategoryId],
            Box = new(annotation.Box.X, annotation.Box.Y, annotation.Box.Width, annotation.Box.Height),
            Mask = Mask(annotation, image),
            Area = annotation.Area ?? annotation.Box.Area,
            IsCrowd = annotation.IsCrowd,
        });

        private IEnumerable<CocoAnnotation> Known(CocoImage image) => folder.Annotations.AnnotationsOf(image.Id).Where(annotation => classOf.ContainsKey(annotation.CategoryId));

        private static bool IsInside(CocoBox box, CocoImage image) =>
            box is { Width: >= 1, Height: >= 1 } && Math.Min(box.X + box.Width, image.Width) > Math.Max(box.X, 0) && Math.Min(box.Y + box.Height, image.Height) > Math.Max(box.Y, 0);

        private static RunLengthMask? Mask(CocoAnnotation annotation, CocoImage image) => annotation.Segmentation switch
        {
            CocoPolygons polygons => RunLengthMask.FromPolygons(image.Height, image.Width, polygons.Outlines),
            CocoRunLengths runs => new(runs.Height, runs.Width, Array.ConvertAll(runs.Counts, count => (uint)count)),
            _ => null,
        };

        private static Dictionary<long, int> Classes(CocoFolder folder, IReadOnlyList<int> classes)
        {
            int[] missing = [.. classes.Where(id => folder.Annotations.Category(id) is null)];
            return missing.Length == 0 ? classes.Select((id, label) => ((long)id, label)).ToDictionary(pair => pair.Item1, pair => pair.label) : throw new DataFormatException(
                $"Annotations lack categories of the recipe.\n  member:     Data.Classes\n  expected:   categories {string.Join(", ", missing.Take(10))}\n" +
                $"  got:        {string.Join(", ", folder.Annotations.Categories.Select(category => category.Id).Order().Take(10))} …\n  The annotations are of another data set.\n  Take the files that the recipe names.");
        }
    }
}
