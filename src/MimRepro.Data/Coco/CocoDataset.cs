namespace MimRepro.Data.Coco;

/// <summary>Images, categories and annotations that fit together, in the order of their file.</summary>
public sealed class CocoDataset
{
    private static readonly CocoAnnotation[] Nothing = [];
    private readonly Dictionary<long, CocoImage> _images;
    private readonly Dictionary<long, CocoCategory> _categories;
    private readonly Dictionary<long, CocoAnnotation[]> _annotationsOf;

    /// <exception cref="ArgumentException">An id occurs twice, or an annotation is of an image or category that is not there.</exception>
    public CocoDataset(IReadOnlyList<CocoImage> images, IReadOnlyList<CocoCategory> categories, IReadOnlyList<CocoAnnotation> annotations, BadRecords? bad = null)
    {
        (Images, Categories, Annotations) = (images, categories, annotations);
        Bad = bad ?? new BadRecords();
        _images = ById(images, image => image.Id, nameof(images));
        _categories = ById(categories, category => category.Id, nameof(categories));
        ById(annotations, annotation => annotation.Id, nameof(annotations));
        _annotationsOf = annotations.GroupBy(annotation => annotation.ImageId).ToDictionary(group => group.Key, group => group.ToArray());
        if (annotations.FirstOrDefault(annotation => !_images.ContainsKey(annotation.ImageId) || !_categories.ContainsKey(annotation.CategoryId)) is { } lost)
            throw new ArgumentException($"annotation {lost.Id} is of image {lost.ImageId} and category {lost.CategoryId}, which are not both there", nameof(annotations));
    }

    public IReadOnlyList<CocoImage> Images { get; }

    public IReadOnlyList<CocoCategory> Categories { get; }

    public IReadOnlyList<CocoAnnotation> Annotations { get; }

    /// <summary>What was left out when the file was read.</summary>
    public BadRecords Bad { get; }

    /// <exception cref="KeyNotFoundException">There is no such image.</exception>
    public CocoImage Image(long id) => _images[id];

    public bool HasImage(long id) => _images.ContainsKey(id);

    /// <returns>Null where there is no such category.</returns>
    public CocoCategory? Category(long id) => _categories.GetValueOrDefault(id);

    /// <returns>In the order of the file; empty where the image has none.</returns>
    public IReadOnlyList<CocoAnnotation> AnnotationsOf(long imageId) => _annotationsOf.GetValueOrDefault(imageId, Nothing);

    /// <summary>Two sets with the same categories as one, this one first: CrowdPose is trained on its train and val parts.</summary>
    /// <exception cref="ArgumentException">An id occurs in both, or categories differ.</exception>
    public CocoDataset With(CocoDataset other)
    {
        if (!Categories.Select(category => (category.Id, category.Name)).SequenceEqual(other.Categories.Select(category => (category.Id, category.Name))))
            throw new ArgumentException("the sets have different categories", nameof(other));
        return new([.. Images, .. other.Images], Categories, [.. Annotations, .. other.Annotations], BadRecords.Of(Bad, other.Bad));
    }

    /// <summary>Some of the images, with their annotations.</summary>
    public CocoDataset Only(IReadOnlySet<long> imageIds) =>
        new([.. Images.Where(image => imageIds.Contains(image.Id))], Categories, [.. Annotations.Where(annotation => imageIds.Contains(annotation.ImageId))], Bad);

    private static Dictionary<long, T> ById<T>(IReadOnlyList<T> records, Func<T, long> id, string parameter)
    {
        var map = new Dictionary<long, T>(records.Count);
        foreach (var record in records)
            if (!map.TryAdd(id(record), record))
                throw new ArgumentException($"id {id(record)} occurs twice", parameter);
        return map;
    }
}
