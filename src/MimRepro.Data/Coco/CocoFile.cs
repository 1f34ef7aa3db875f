using System.Text.Json;

namespace MimRepro.Data.Coco;

/// <summary>Annotation files of COCO and of sets in its format, such as CrowdPose: boxes, segments, keypoints.</summary>
/// <remarks>
/// Read as a stream: beside the records that are kept, memory for one record. A file is hostile until ids, references,
/// sizes and numbers have been checked. cocodataset.org/#format-data.
/// </remarks>
public static class CocoFile
{
    /// <exception cref="DataFormatException">The file is missing, no JSON of this kind, or has bad records; the first ten are named.</exception>
    public static CocoDataset Read(string path, CocoReadOptions? options = null)
    {
        options ??= new();
        using var reader = new JsonRecordReader(path, options.MostRecordBytes);
        var content = new Content(options);
        if (reader.Next() != JsonTokenType.StartObject)
            throw reader.Broken("it does not begin with an object");
        while (reader.Next() == JsonTokenType.PropertyName)
            if (!content.Take(reader, reader.Name))
                reader.SkipValue();
        if (reader.Next() != JsonTokenType.None)
            throw reader.Broken("there is something behind its end");
        return content.Dataset(reader, path);
    }

    /// <summary>What has been read so far, with the places of annotations, whose references can only be checked at the end.</summary>
    private sealed class Content(CocoReadOptions options)
    {
        private readonly BadRecords _bad = new();
        private readonly Dictionary<long, CocoImage> _images = [];
        private readonly Dictionary<long, CocoCategory> _categories = [];
        private readonly HashSet<long> _annotationIds = [];
        private readonly List<CocoAnnotation> _annotations = [];
        private readonly List<(long Index, long Offset)> _places = [];
        private readonly HashSet<string> _lists = [];

        public bool Take(JsonRecordReader reader, string list)
        {
            Action<RecordPlace, RecordFields>? add = list switch
            {
                "images" => AddImage,
                "categories" => AddCategory,
                "annotations" => AddAnnotation,
                _ => null,
            };
            if (add is null)
                return false;
            if (!_lists.Add(list))
                throw reader.Broken($"'{list}' occurs twice");
            if (reader.Next() != JsonTokenType.StartArray)
                throw reader.Broken($"'{list}' is no list");
            CocoRecords.Each(reader, list, add);
            return true;
        }

        public CocoDataset Dataset(JsonRecordReader reader, string path)
        {
            string[] needed = options.AllowNoAnnotations ? ["images", "categories"] : ["images", "categories", "annotations"];
            if (needed.FirstOrDefault(list => !_lists.Contains(list)) is { } missing)
                throw reader.Broken($"the list '{missing}' is missing");
            var kept = new List<CocoAnnotation>(_annotations.Count);
            for (var i = 0; i < _annotations.Count; i++)
            {
                var annotation = _annotations[i];
                if (Misfit(annotation) is { } fault)
                    _bad.Add(new("annotations", _places[i].Index, _places[i].Offset, annotation.Id), fault);
                else
                    kept.Add(options.Segmentations ? annotation : annotation with { Segmentation = null });
            }
            _bad.ThrowIfMoreThan(options.ToleratedBadRecords, path);
            return new([.. _images.Values], [.. _categories.Values], kept, _bad);
        }

        private void AddImage(RecordPlace place, RecordFields fields)
        {
            var image = RecordParsing.Image(fields);
            if (Sound(place, fields, image.Id) && !_images.TryAdd(image.Id, image))
                _bad.Add(place with { Id = image.Id }, "id occurs twice, expected another one for each image");
        }

        private void AddCategory(RecordPlace place, RecordFields fields)
        {
            var category = RecordParsing.Category(fields);
            if (Sound(place, fields, category.Id) && !_categories.TryAdd(category.Id, category))
                _bad.Add(place with { Id = category.Id }, "id occurs twice, expected another one for each category");
        }

        private void AddAnnotation(RecordPlace place, RecordFields fields)
        {
            var annotation = RecordParsing.Annotation(fields, options.Segmentations);
            if (!Sound(place, fields, annotation.Id))
                return;
            if (!_annotationIds.Add(annotation.Id))
            {
                _bad.Add(place with { Id = annotation.Id }, "id occurs twice, expected another one for each annotation");
                return;
            }
            _annotations.Add(annotation);
            _places.Add((place.Index, place.Offset));
        }

        private bool Sound(RecordPlace place, RecordFields fields, long id)
        {
            if (fields.Fault is not { } fault)
                return true;
            _bad.Add(fields.Has("id") && !fault.StartsWith("id ", StringComparison.Ordinal) ? place with { Id = id } : place, fault);
            return false;
        }

        private string? Misfit(CocoAnnotation annotation)
        {
            if (!_images.TryGetValue(annotation.ImageId, out var image))
                return $"image_id is {annotation.ImageId}, expected the id of an image of this file";
            if (!_categories.TryGetValue(annotation.CategoryId, out var category))
                return $"category_id is {annotation.CategoryId}, expected the id of a category of this file";
            if (category.Keypoints.Count > 0 && annotation.Keypoints.Length > 0 && annotation.Keypoints.Length != 3 * category.Keypoints.Count)
                return $"keypoints has {annotation.Keypoints.Length} numbers, expected 3 x {category.Keypoints.Count} joints of category '{category.Name}'";
            if (annotation.Segmentation is CocoRunLengths runs && (runs.Width != image.Width || runs.Height != image.Height))
                return $"segmentation.size is {runs.Height} x {runs.Width}, expected the image's {image.Height} x {image.Width}";
            return null;
        }
    }
}

/// <summary>Walks over the records of a list.</summary>
internal static class CocoRecords
{
    public static void Each(JsonRecordReader reader, string list, Action<RecordPlace, RecordFields> add)
    {
        for (long index = 0; reader.TryNextRecord(out var bytes, out var offset); index++)
        {
            using var record = JsonDocument.Parse(bytes);
            var fields = new RecordFields(record.RootElement);
            if (record.RootElement.ValueKind != JsonValueKind.Object)
                fields.Fail("the record", RecordFields.Got(record.RootElement), "an object");
            add(new(list, index, offset), fields);
        }
    }
}
