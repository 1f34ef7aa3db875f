using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MimRepro.Data.Classification;

/// <summary>ImageNet-22K: for each split a JSON list of pairs, a picture below the set's folder and its label.</summary>
/// <remarks>
/// microsoft/Swin-Transformer get_started.md, data/imagenet22k_dataset.py: <c>ILSVRC2011fall_whole_map_train.txt</c> and
/// <c>_val.txt</c>. Labels are those of the lists, whose classes have no other names.
/// </remarks>
internal static class ImageNet22kFiles
{
    public const int Classes = 21_841;

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var list = $"ILSVRC2011fall_whole_map_{split}.txt";
        try
        {
            return new([.. Enumerable.Range(0, Classes).Select(label => label.ToString(CultureInfo.InvariantCulture))], Records(folder, list));
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw folder.Bad(list, "is no list of pictures and labels", "JSON: [[\"folder/picture.JPEG\", label], …]", SetFolder.Shortened(fault.Message));
        }
    }

    // Fourteen million pairs: read one by one, with no tree of them.
    private static List<PictureRecord> Records(SetFolder folder, string list)
    {
        var json = new Utf8JsonReader(folder.Content(list));
        var records = new List<PictureRecord>();
        if (!json.Read() || json.TokenType != JsonTokenType.StartArray)
            throw new JsonException("it does not begin with a list");
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            records.Add(Record(ref json, folder, list, $"[{records.Count}]"));
        return json.Read() ? throw new JsonException("there is something behind its end") : records;
    }

    private static PictureRecord Record(ref Utf8JsonReader json, SetFolder folder, string list, string place)
    {
        if (json.TokenType == JsonTokenType.StartArray && json.Read() && json.TokenType == JsonTokenType.String)
        {
            var picture = json.GetString()!;
            if (json.Read() && json.TokenType == JsonTokenType.Number)
            {
                var known = json.TryGetInt32(out var label) && label is >= 0 and < Classes;
                var got = Encoding.UTF8.GetString(json.ValueSpan);
                if (json.Read() && json.TokenType == JsonTokenType.EndArray)
                    return PictureRecord.Of(list, place, folder.Path, picture.TrimStart('/'), known ? label : null, got);
            }
        }
        throw new JsonException($"{place} is no pair of a text and a whole number");
    }
}
