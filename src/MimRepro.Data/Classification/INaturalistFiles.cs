using System.Text.Json;

namespace MimRepro.Data.Classification;

/// <summary>iNaturalist 2018: pictures, their categories and the categories' names in one JSON file a split, as COCO has them.</summary>
/// <remarks>visipedia/inat_comp 2018. Labels follow the categories' ids, in ascending order.</remarks>
internal static class INaturalistFiles
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var list = $"{split}2018.json";
        using var document = Parsed(folder, list);
        var root = document.RootElement;
        var categories = Items(folder, list, root, "categories");
        var ids = new SortedDictionary<long, string>();
        for (var i = 0; i < categories.Length; i++)
            if (Integer(categories[i], "id") is not { } id || Text(categories[i], "name") is not { } name || !ids.TryAdd(id, name))
                throw folder.Bad(list, "does not name each category once", "an id of its own and a name", $"categories[{i}] without");
        var labels = ids.Keys.Select((id, label) => (id, label)).ToDictionary(each => each.id, each => each.label);
        var (categoryOf, faults) = Annotations(Items(folder, list, root, "annotations"), list);
        var images = Items(folder, list, root, "images");
        var seen = new HashSet<long>();
        var records = images.Select((image, i) => Record(folder, list, $"images[{i}]", image, seen, categoryOf, labels)).ToArray();
        var unlisted = categoryOf.Where(each => !seen.Contains(each.Key)).OrderBy(each => each.Value.Place)
            .Select(each => PictureRecord.Faulty(list, $"annotations[{each.Value.Place}]", $"is of picture {each.Key}, which is not listed"));
        return new([.. ids.Values], records) { Strays = [.. faults, .. unlisted] };
    }

    private static PictureRecord Record(SetFolder folder, string list, string place, JsonElement image, HashSet<long> seen, Dictionary<long, (long Category, int Place)> categoryOf, Dictionary<long, int> labels)
    {
        if (Integer(image, "id") is not { } id || Text(image, "file_name") is not { } name)
            return PictureRecord.Faulty(list, place, "has no id or no file_name");
        if (!seen.Add(id))
            return PictureRecord.Faulty(list, place, $"has the id {id} of another picture");
        return categoryOf.TryGetValue(id, out var annotation)
            ? PictureRecord.Of(list, place, folder.Path, name, labels.TryGetValue(annotation.Category, out var label) ? label : null, $"{annotation.Category}")
            : PictureRecord.Faulty(list, place, $"{SetFolder.Shortened(name)} has no annotation");
    }

    private static (Dictionary<long, (long Category, int Place)> CategoryOf, List<PictureRecord> Faults) Annotations(JsonElement[] annotations, string list)
    {
        var (categoryOf, faults) = (new Dictionary<long, (long, int)>(annotations.Length), new List<PictureRecord>());
        for (var i = 0; i < annotations.Length; i++)
            if (Integer(annotations[i], "image_id") is not { } image || Integer(annotations[i], "category_id") is not { } category)
                faults.Add(PictureRecord.Faulty(list, $"annotations[{i}]", "has no image_id or no category_id"));
            else if (!categoryOf.TryAdd(image, (category, i)))
                faults.Add(PictureRecord.Faulty(list, $"annotations[{i}]", $"is another one of picture {image}"));
        return (categoryOf, faults);
    }

    private static JsonDocument Parsed(SetFolder folder, string list)
    {
        try
        {
            return JsonDocument.Parse(folder.Content(list));
        }
        catch (JsonException fault)
        {
            throw folder.Bad(list, "is no JSON", "an object with images, annotations and categories", $"a fault in line {fault.LineNumber + 1}");
        }
    }

    private static JsonElement[] Items(SetFolder folder, string list, JsonElement root, string member) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(member, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()]
            : throw folder.Bad(list, $"has no {member}", $"an array '{member}'", "none");

    private static long? Integer(JsonElement item, string member) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    // A text may hold half of a surrogate pair, which cannot be decoded.
    private static string? Text(JsonElement item, string member)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty(member, out var value) || value.ValueKind != JsonValueKind.String)
            return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
