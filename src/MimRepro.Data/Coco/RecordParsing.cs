using System.Text.Json;

namespace MimRepro.Data.Coco;

/// <summary>Turns single JSON records into ours; whatever is wrong is noted in the fields that were read.</summary>
internal static class RecordParsing
{
    private const int LargestSide = 1 << 20;
    private const int SmallestOutline = 6;

    public static CocoImage Image(RecordFields fields)
    {
        var name = fields.Text("file_name");
        if (name.Length > 0 && !LiesBelow(name))
            fields.Fail("file_name", $"'{name}'", "a path below the folder of images");
        return new(fields.Whole("id", 0), name, (int)fields.Whole("width", 1, LargestSide), (int)fields.Whole("height", 1, LargestSide),
            fields.Has("crowdIndex") ? fields.Number("crowdIndex", 0) : null);
    }

    public static CocoCategory Category(RecordFields fields)
    {
        var joints = fields.Has("keypoints") ? Texts(fields, "keypoints") : [];
        return new(fields.Whole("id", 0), fields.Text("name"))
        {
            Supercategory = fields.Has("supercategory") ? fields.Text("supercategory") : null,
            Keypoints = joints,
            Limbs = fields.Has("skeleton") ? Limbs(fields, joints.Length) : [],
        };
    }

    public static CocoAnnotation Annotation(RecordFields fields, bool segmentations)
    {
        var keypoints = fields.Has("keypoints") ? Keypoints(fields, visibility: true) : [];
        var segmentation = fields.Has("segmentation") ? Segmentation(fields) : null;
        return new()
        {
            Id = fields.Whole("id", 0),
            ImageId = fields.Whole("image_id", 0),
            CategoryId = fields.Whole("category_id", 0),
            Box = Box(fields),
            Area = fields.Has("area") ? fields.Number("area", 0) : null,
            IsCrowd = fields.Flag("iscrowd"),
            Segmentation = segmentations || segmentation is CocoRunLengths ? segmentation : null,
            Keypoints = keypoints,
            LabelledKeypoints = fields.Has("num_keypoints") ? (int)fields.Whole("num_keypoints", 0, keypoints.Length / 3) : Labelled(keypoints),
        };
    }

    public static CocoDetection Detection(RecordFields fields)
    {
        // Tools write an empty list for what they do not detect.
        var (box, keypoints, segmentation) = (HasSome(fields, "bbox"), HasSome(fields, "keypoints"), HasSome(fields, "segmentation"));
        if (!box && !keypoints && !segmentation)
            fields.Fail("bbox", "missing", "a box, keypoints or a segmentation");
        return new(fields.Whole("image_id", 0), fields.Whole("category_id", 0), fields.Number("score", double.NegativeInfinity))
        {
            Box = box ? Box(fields) : null,
            Keypoints = keypoints ? Keypoints(fields, visibility: false) : [],
            Segmentation = segmentation ? Segmentation(fields) : null,
        };
    }

    private static bool HasSome(RecordFields fields, string name) =>
        fields.Has(name) && !(fields.Member(name) is { ValueKind: JsonValueKind.Array } list && list.GetArrayLength() == 0);

    public static int Labelled(double[] keypoints)
    {
        var labelled = 0;
        for (var at = 2; at < keypoints.Length; at += 3)
            labelled += keypoints[at] > 0 ? 1 : 0;
        return labelled;
    }

    private static CocoBox Box(RecordFields fields)
    {
        if (fields.Numbers("bbox") is not { } numbers)
            return default;
        if (numbers.Length != 4)
            fields.Fail("bbox", $"a list of {numbers.Length}", "four numbers: x, y, width, height");
        else if (numbers[2] < 0 || numbers[3] < 0)
            fields.Fail("bbox", fields.Member("bbox")!.Value.GetRawText(), "a width and a height of at least 0");
        else
            return new(numbers[0], numbers[1], numbers[2], numbers[3]);
        return default;
    }

    private static double[] Keypoints(RecordFields fields, bool visibility)
    {
        if (fields.Numbers("keypoints") is not { } numbers)
            return [];
        if (numbers.Length % 3 != 0)
            fields.Fail("keypoints", $"a list of {numbers.Length}", "three numbers a joint");
        for (var at = 2; visibility && at < numbers.Length; at += 3)
            if (numbers[at] is not (0 or 1 or 2))
                fields.Fail($"keypoints[{at}]", RecordFields.Got(fields.Member("keypoints")!.Value[at]), "a visibility of 0, 1 or 2");
        return numbers;
    }

    private static CocoSegmentation? Segmentation(RecordFields fields) => fields.Member("segmentation")!.Value switch
    {
        { ValueKind: JsonValueKind.Array } outlines => Polygons(fields, outlines),
        { ValueKind: JsonValueKind.Object } runs => RunLengths(fields, runs),
        _ => Failed(fields, "segmentation", fields.Got("segmentation"), "outlines or run lengths"),
    };

    private static CocoPolygons? Polygons(RecordFields fields, JsonElement outlines)
    {
        var polygons = new double[outlines.GetArrayLength()][];
        var at = 0;
        foreach (var outline in outlines.EnumerateArray())
        {
            var member = $"segmentation[{at}]";
            if (outline.ValueKind != JsonValueKind.Array || outline.GetArrayLength() < SmallestOutline || outline.GetArrayLength() % 2 != 0)
            {
                fields.Fail(member, RecordFields.Got(outline), "an even list of six numbers or more");
                return null;
            }
            if (fields.Numbers(member, outline) is not { } numbers)
                return null;
            polygons[at++] = numbers;
        }
        return new(polygons);
    }

    private static CocoRunLengths? RunLengths(RecordFields outer, JsonElement runs)
    {
        var fields = new RecordFields(runs);
        var size = fields.Numbers("size");
        if (size is not [>= 1 and <= LargestSide, >= 1 and <= LargestSide] || size[0] % 1 != 0 || size[1] % 1 != 0)
            fields.Fail("size", fields.Got("size"), "height and width");
        var counts = fields.Member("counts") switch
        {
            { ValueKind: JsonValueKind.String } text => Decoded(fields, text),
            { ValueKind: JsonValueKind.Array } list => Counted(fields, list),
            _ => null,
        };
        if (counts is null)
            fields.Fail("counts", fields.Got("counts"), "run lengths");
        else if (fields.Fault is null && counts.Sum(count => (long)count) is var sum && sum != (long)size![0] * (long)size[1])
            fields.Fail("counts", $"{sum} pixels in all", $"{size[0]} x {size[1]} = {size[0] * size[1]}");
        if (fields.Fault is { } fault)
        {
            outer.Fail("segmentation", $"wrong ({fault})", "run lengths of the whole image");
            return null;
        }
        return new((int)size![0], (int)size[1], counts!);
    }

    private static int[]? Decoded(RecordFields fields, JsonElement text)
    {
        if (RecordFields.TextOf(text) is not { } letters)
            return null;
        if (!RunLengthText.TryDecode(letters, out var counts, out var fault))
            fields.Fail("counts", $"wrong: {fault}", "compressed run lengths");
        return counts;
    }

    private static int[]? Counted(RecordFields fields, JsonElement list)
    {
        if (fields.Numbers("counts", list) is not { } numbers)
            return null;
        var wrong = Array.FindIndex(numbers, number => number < 0 || number > int.MaxValue || number % 1 != 0);
        if (wrong < 0)
            return [.. numbers.Select(number => (int)number)];
        fields.Fail($"counts[{wrong}]", RecordFields.Got(list[wrong]), "a whole number of at least 0");
        return null;
    }

    private static string[] Texts(RecordFields fields, string name)
    {
        if (fields.Member(name) is not { ValueKind: JsonValueKind.Array } list)
        {
            fields.Fail(name, fields.Got(name), "a list of names");
            return [];
        }
        var texts = list.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? RecordFields.TextOf(item) : null).ToArray();
        if (Array.IndexOf(texts, null) is >= 0 and var wrong)
            fields.Fail($"{name}[{wrong}]", RecordFields.Got(list[wrong]), "a name");
        return [.. texts.Select(text => text ?? "")];
    }

    /// <remarks>CrowdPose's file has COCO's lines, some between joints that it lacks: those are left out.</remarks>
    private static (int From, int To)[] Limbs(RecordFields fields, int joints)
    {
        var limbs = new List<(int, int)>();
        if (fields.Member("skeleton") is not { ValueKind: JsonValueKind.Array } list)
        {
            fields.Fail("skeleton", fields.Got("skeleton"), "a list of pairs");
            return [];
        }
        foreach (var pair in list.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || fields.Numbers("skeleton", pair) is not [var from, var to])
            {
                fields.Fail("skeleton", RecordFields.Got(pair), "pairs of joints");
                return [];
            }
            if (from >= 1 && to >= 1 && from <= joints && to <= joints)
                limbs.Add(((int)from - 1, (int)to - 1)); // counted from 1
        }
        return [.. limbs];
    }

    private static bool LiesBelow(string name) =>
        !Path.IsPathRooted(name) && !name.Contains('\0', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal)
        && !name.Split('/', '\\').Any(part => part is ".." or "");

    private static CocoSegmentation? Failed(RecordFields fields, string member, string got, string expected)
    {
        fields.Fail(member, got, expected);
        return null;
    }
}
