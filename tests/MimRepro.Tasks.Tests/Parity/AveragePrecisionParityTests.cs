using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Models.Tests;
using MimRepro.Tasks.Detection;
using Xunit.Abstractions;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored set of detections and every stored mask, against COCO's own tools.</summary>
[Trait("Kind", "Parity")]
public sealed partial class AveragePrecisionParityTests(ITestOutputHelper output)
{
    private const double Percent = 100;
    private static readonly string[] Counts = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    public static TheoryData<string> Detections => ParityCase.OfKind("detection_ap");

    public static TheoryData<string> Masks => ParityCase.OfKind("rle_masks");

    [Fact]
    public void Cases_OfTheFolder_AreFound()
    {
        Assert.NotEmpty(Detections);
        Assert.NotEmpty(Masks);
    }

    // Files without a kind hold the annotations and detections of a case.
    [Fact]
    public void Folder_HoldsOnlyKindsThatAreTested() =>
        Assert.Empty(ParityFolder.KindsOf("h_track_det").Except(["", "detection_ap", "rle_masks", "tracking_got10k", "tracking_lasot", "tracking_otb"]));

    [Theory]
    [MemberData(nameof(Detections))]
    public void DetectionAp_OfASet_IsCocos(string name)
    {
        var data = NumberCase.Read(name, "gt", "bbox_dt", "segm_dt");
        NumberCase.AssertKnown(name, data.Description, [.. NumberCase.Frame, "bbox", "segm"]);
        var set = new CocoSet(data.Beside(data.Config.GetProperty("gt").GetString()!));
        foreach (var (kind, member) in new[] { (OverlapKind.Box, "bbox"), (OverlapKind.Mask, "segm") })
        {
            if (!data.Description.TryGetProperty(member, out var expected))
                continue;
            var detections = set.Detections(data.Beside(data.Config.GetProperty(member + "_dt").GetString()!));

            var result = DetectionAp.Of(set.Annotations, detections, set.Categories, kind);

            NumberCase.AssertKnown(name, expected, "stats", "ap_per_category", "ap_per_iou_threshold");
            foreach (var number in expected.GetProperty("stats").EnumerateObject())
                data.AssertOverall(number, [Fraction(Stat(number.Name, result))]);
            foreach (var category in expected.GetProperty("ap_per_category").EnumerateObject())
                data.AssertOverall(category, [Fraction(result.Precision(category: long.Parse(category.Name, CultureInfo.InvariantCulture)))]);
            data.AssertClose($"{member} by overlap", expected.GetProperty("ap_per_iou_threshold"),
                [.. result.Options.Overlaps.Select(overlap => Fraction(result.Precision(overlap: overlap)))]);
        }
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Masks))]
    public void RunLengthMask_OfBitmapsAndPolygons_IsCocos(string name)
    {
        var data = NumberCase.Read(name);
        double[][] polygons = data.Description.TryGetProperty("polygons", out var list)
            ? [.. list.EnumerateArray().Select(polygon => NumberCase.Numbers(polygon.GetProperty("polygon")))] : [];
        foreach (var member in data.Description.EnumerateObject().Where(member => !NumberCase.Frame.Contains(member.Name)))
        {
            if (member.Name == "bitmaps")
                foreach (var expected in member.Value.EnumerateArray())
                    AssertMask(data, expected, RunLengthMask.FromBitmap(Side(expected, 0), Side(expected, 1), Bitmap(expected.GetProperty("bitmap_rows"))), "bitmap_rows");
            else if (member.Name == "polygons")
                foreach (var (expected, polygon) in member.Value.EnumerateArray().Zip(polygons))
                    AssertMask(data, expected, RunLengthMask.FromPolygon(Side(expected, 0), Side(expected, 1), polygon), "polygon");
            else if (member.Name == "box_iou")
                AssertBoxOverlaps(data, member.Value);
            else if (PolygonOverlaps().Match(member.Name) is { Success: true } overlaps)
                AssertMaskOverlaps(data, member.Value, AtSize(polygons, overlaps));
            else if (Merged().Match(member.Name) is { Success: true } merged)
                AssertMerged(member.Value, [.. AtSize(polygons, merged).Take(Array.IndexOf(Counts, merged.Groups["count"].Value))]);
            else
                Assert.Fail($"{name}: unknown member {member.Name}");
        }
        data.Report(output);
    }

    private static double Fraction(double? percent) => percent is { } value ? value / Percent : -1;

    private static double? Stat(string name, DetectionApResult result) => name switch
    {
        "AP" => result.Ap,
        "AP50" => result.Ap50,
        "AP75" => result.Ap75,
        "AP_S" => result.ApSmall,
        "AP_M" => result.ApMedium,
        "AP_L" => result.ApLarge,
        "AR1" => result.Ar[0],
        "AR10" => result.Ar[1],
        "AR100" => result.Ar[2],
        "AR_S" => result.ArSmall,
        "AR_M" => result.ArMedium,
        "AR_L" => result.ArLarge,
        _ => throw new InvalidOperationException($"Number '{name}' is none of ours."),
    };

    private static void AssertMask(NumberCase data, JsonElement expected, RunLengthMask mask, string input)
    {
        NumberCase.AssertKnown(data.Name, expected, "size", "compressed_counts", "area", "bbox", "bitmap_rows", input);
        var text = expected.GetProperty("compressed_counts").GetString()!;
        Assert.Equal(text, mask.ToText());
        Assert.Equal(mask.Counts.ToArray(), RunLengthMask.FromText(mask.Height, mask.Width, text).Counts.ToArray());
        Assert.Equal(expected.GetProperty("area").GetInt64(), mask.Area);
        Assert.Equal(NumberCase.Box(expected.GetProperty("bbox")), mask.Box);
        Assert.Equal(Bitmap(expected.GetProperty("bitmap_rows")), mask.ToBitmap());
    }

    private static void AssertBoxOverlaps(NumberCase data, JsonElement expected)
    {
        NumberCase.AssertKnown(data.Name, expected, "boxes_xywh", "iscrowd_of_columns", "iou");
        var boxes = NumberCase.Boxes(expected.GetProperty("boxes_xywh"));
        var crowd = Flags(expected.GetProperty("iscrowd_of_columns"));
        foreach (var (row, box) in expected.GetProperty("iou").EnumerateArray().Zip(boxes))
            data.AssertClose("box_iou", row, [.. boxes.Zip(crowd, (other, isCrowd) => BoxOverlap.Of(box, other, isCrowd))]);
    }

    private static void AssertMaskOverlaps(NumberCase data, JsonElement expected, RunLengthMask[] masks)
    {
        NumberCase.AssertKnown(data.Name, expected, "iscrowd_of_columns", "iou_rows_dt_cols_gt");
        var crowd = Flags(expected.GetProperty("iscrowd_of_columns"));
        foreach (var (row, mask) in expected.GetProperty("iou_rows_dt_cols_gt").EnumerateArray().Zip(masks))
            data.AssertClose("polygon_iou", row, [.. masks.Zip(crowd, (other, isCrowd) => RunLengthMask.Overlap(mask, other, isCrowd))]);
    }

    private static void AssertMerged(JsonElement expected, RunLengthMask[] masks)
    {
        NumberCase.AssertKnown("merge", expected, "union", "intersection");
        Assert.Equal(expected.GetProperty("union").GetString(), RunLengthMask.Union(masks).ToText());
        Assert.Equal(expected.GetProperty("intersection").GetString(), RunLengthMask.Intersection(masks).ToText());
    }

    private static RunLengthMask[] AtSize(IEnumerable<double[]> polygons, Match name) =>
        [.. polygons.Select(polygon => RunLengthMask.FromPolygon(Number(name, "height"), Number(name, "width"), polygon))];

    private static int Number(Match name, string group) => int.Parse(name.Groups[group].Value, CultureInfo.InvariantCulture);

    private static int Side(JsonElement mask, int axis) => mask.GetProperty("size")[axis].GetInt32();

    private static bool[] Flags(JsonElement list) => [.. list.EnumerateArray().Select(flag => flag.GetInt32() != 0)];

    private static byte[] Bitmap(JsonElement rows) => [.. rows.EnumerateArray().SelectMany(row => row.GetString()!).Select(digit => (byte)(digit - '0'))];

    [GeneratedRegex("^polygon_iou_at_(?<height>[0-9]+)x(?<width>[0-9]+)$")]
    private static partial Regex PolygonOverlaps();

    [GeneratedRegex("^merge_first_(?<count>[a-z]+)_at_(?<height>[0-9]+)x(?<width>[0-9]+)$")]
    private static partial Regex Merged();

    /// <summary>Annotations and results in COCO's JSON.</summary>
    private sealed class CocoSet
    {
        private readonly Dictionary<long, (int Height, int Width)> images;

        public CocoSet(JsonElement set)
        {
            images = set.GetProperty("images").EnumerateArray().ToDictionary(Id, image => (image.GetProperty("height").GetInt32(), image.GetProperty("width").GetInt32()));
            Categories = [.. set.GetProperty("categories").EnumerateArray().Select(Id)];
            Annotations = [.. set.GetProperty("annotations").EnumerateArray().Select(item => new AnnotatedObject
            {
                Image = item.GetProperty("image_id").GetInt64(),
                Category = item.GetProperty("category_id").GetInt64(),
                Box = NumberCase.Box(item.GetProperty("bbox")),
                Mask = item.TryGetProperty("segmentation", out _) ? Mask(item) : null,
                Area = item.GetProperty("area").GetDouble(),
                IsCrowd = item.TryGetProperty("iscrowd", out var crowd) && crowd.GetInt32() != 0,
            })];

            static long Id(JsonElement item) => item.GetProperty("id").GetInt64();
        }

        public AnnotatedObject[] Annotations { get; }

        public long[] Categories { get; }

        public DetectedObject[] Detections(JsonElement results) => [.. results.EnumerateArray().Select(item =>
        {
            var (image, category, score) = (item.GetProperty("image_id").GetInt64(), item.GetProperty("category_id").GetInt64(), item.GetProperty("score").GetDouble());
            var mask = item.TryGetProperty("segmentation", out _) ? Mask(item) : null;
            return item.TryGetProperty("bbox", out var box) && box.GetArrayLength() > 0
                ? DetectedObject.OfBox(image, category, NumberCase.Box(box), score, mask)
                : DetectedObject.OfMask(image, category, mask!, score);
        })];

        private RunLengthMask Mask(JsonElement item)
        {
            var segmentation = item.GetProperty("segmentation");
            var (height, width) = images[item.GetProperty("image_id").GetInt64()];
            if (segmentation.ValueKind == JsonValueKind.Array)
                return RunLengthMask.FromPolygons(height, width, [.. segmentation.EnumerateArray().Select(NumberCase.Numbers)]);
            Assert.Equal((height, width), (Side(segmentation, 0), Side(segmentation, 1)));
            var counts = segmentation.GetProperty("counts");
            return counts.ValueKind == JsonValueKind.String
                ? RunLengthMask.FromText(height, width, counts.GetString()!)
                : new RunLengthMask(height, width, [.. counts.EnumerateArray().Select(count => count.GetUInt32())]);
        }
    }
}
