using System.Text.Json;

namespace MimRepro.Data.Coco;

/// <summary>Files of detections: what an evaluation server takes, and boxes of a person detector.</summary>
/// <remarks>cocodataset.org/#format-results: a list of objects with image_id, category_id, score and bbox, keypoints or segmentation.</remarks>
public static class CocoResults
{
    /// <param name="of">The set that they belong to: images, categories and numbers of joints have to fit. Null checks none of that.</param>
    /// <exception cref="DataFormatException">The file is missing, no JSON of this kind, or has bad records; the first ten are named.</exception>
    public static IReadOnlyList<CocoDetection> Read(string path, CocoDataset? of = null, CocoReadOptions? options = null)
    {
        options ??= new();
        using var reader = new JsonRecordReader(path, options.MostRecordBytes);
        if (reader.Next() != JsonTokenType.StartArray)
            throw reader.Broken("it does not begin with a list");
        var (bad, detections) = (new BadRecords(), new List<CocoDetection>());
        CocoRecords.Each(reader, "", (place, fields) =>
        {
            var detection = RecordParsing.Detection(fields);
            if ((fields.Fault ?? Misfit(detection, of)) is { } fault)
                bad.Add(place, fault);
            else
                detections.Add(options.Segmentations ? detection : detection with { Segmentation = null });
        });
        if (reader.Next() != JsonTokenType.None)
            throw reader.Broken("there is something behind its end");
        bad.ThrowIfMoreThan(options.ToleratedBadRecords, path);
        return detections;
    }

    /// <summary>Writes detections as an evaluation server takes them.</summary>
    public static void Write(string path, IEnumerable<CocoDetection> detections)
    {
        using var file = File.Create(path);
        using var writer = new Utf8JsonWriter(file);
        writer.WriteStartArray();
        foreach (var detection in detections)
            Write(writer, detection);
        writer.WriteEndArray();
    }

    private static string? Misfit(CocoDetection detection, CocoDataset? of)
    {
        if (of is null)
            return null;
        if (!of.HasImage(detection.ImageId))
            return $"image_id is {detection.ImageId}, expected the id of an image of the set";
        if (of.Category(detection.CategoryId) is not { } category)
            return $"category_id is {detection.CategoryId}, expected the id of a category of the set";
        return category.Keypoints.Count > 0 && detection.Keypoints.Length > 0 && detection.Keypoints.Length != 3 * category.Keypoints.Count
            ? $"keypoints has {detection.Keypoints.Length} numbers, expected 3 x {category.Keypoints.Count} joints of category '{category.Name}'"
            : null;
    }

    private static void Write(Utf8JsonWriter writer, CocoDetection detection)
    {
        writer.WriteStartObject();
        writer.WriteNumber("image_id", detection.ImageId);
        writer.WriteNumber("category_id", detection.CategoryId);
        if (detection.Box is { } box)
            WriteNumbers(writer, "bbox", [box.X, box.Y, box.Width, box.Height]);
        if (detection.Keypoints.Length > 0)
            WriteNumbers(writer, "keypoints", detection.Keypoints);
        switch (detection.Segmentation)
        {
            case CocoPolygons polygons:
                writer.WriteStartArray("segmentation");
                foreach (var outline in polygons.Outlines)
                    WriteNumbers(writer, null, outline);
                writer.WriteEndArray();
                break;
            case CocoRunLengths runs:
                writer.WriteStartObject("segmentation");
                WriteNumbers(writer, "size", [runs.Height, runs.Width]);
                writer.WriteString("counts", RunLengthText.Encode(runs.Counts));
                writer.WriteEndObject();
                break;
        }
        writer.WriteNumber("score", detection.Score);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string? name, ReadOnlySpan<double> numbers)
    {
        if (name is null)
            writer.WriteStartArray();
        else
            writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
