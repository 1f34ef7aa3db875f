using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Data.Coco;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.Coco;
using MimRepro.Tasks.Pose;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored case of heat maps, crops, suppression and average precision of poses.</summary>
[Trait("Kind", "Parity")]
public sealed partial class PoseParityTests(ITestOutputHelper output)
{
    private const double PixelsOfScale = 200;

    public static TheoryData<string> Targets => ParityCase.OfKind("heatmap_target");

    public static TheoryData<string> Decodings => ParityCase.OfKind("heatmap_decode");

    public static TheoryData<string> Suppressions => ParityCase.OfKind("oks_nms");

    public static TheoryData<string> Precisions => ParityCase.OfKind("keypoint_ap");

    [Theory]
    [MemberData(nameof(Targets))]
    public void HeatmapTargets_OfficialJoints_AreTheOfficialMaps(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        Only(data.Config, "num_joints", "image_size_wh", "heatmap_size_wh", "sigma");
        var (input, map) = (Size(data.Config, "image_size_wh"), Size(data.Config, "heatmap_size_wh"));
        var (places, visible) = (Floats(data["in/joints"]), Floats(data["in/visible"]));
        var (people, joints) = (data["in/joints"].shape[0], (int)data["in/joints"].shape[1]);
        Assert.Equal(data.Config.GetProperty("num_joints").GetInt32(), joints);
        var (target, weights) = (new float[people * joints * map.Area], new float[people * joints]);

        for (var person = 0; person < people; person++)
        {
            var all = Enumerable.Range(person * joints, joints).Select(at => new Joint(places[2 * at], places[2 * at + 1], visible[at])).ToArray();
            HeatmapTargets.Draw(all, input, map, data.Config.GetProperty("sigma").GetDouble(),
                target.AsSpan(person * joints * map.Area, joints * map.Area), weights.AsSpan(person * joints, joints));
        }

        data.AssertClose("out/target", tensor(target, data["out/target"].shape));
        data.AssertClose("out/target_weight", tensor(weights, data["out/target_weight"].shape));
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Decodings))]
    public void HeatmapDecoding_OfficialMaps_GivesTheOfficialJoints(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        Only(data.Config, "heatmap_size_wh", "flip_pairs", "pixel_std");
        Assert.Equal(PixelsOfScale, data.Config.GetProperty("pixel_std").GetDouble());
        var size = Size(data.Config, "heatmap_size_wh");
        var maps = Floats(data["in/heatmaps"]);
        var crops = Crops(data);

        var peaks = Enumerable.Range(0, maps.Length / size.Area).Select(map => HeatmapDecoding.Peak(maps.AsSpan(map * size.Area, size.Area), size.Width)).ToArray();
        data.AssertClose("out/max_preds", Points(peaks.Select(peak => peak.Point), data["out/max_preds"].shape));
        data.AssertClose("out/max_vals", tensor(peaks.Select(peak => (float)peak.Score).ToArray(), data["out/max_vals"].shape));
        AssertDecoded(data, maps, size, crops, "out/final_preds", refine: true);
        AssertDecoded(data, maps, size, crops, "out/final_preds_no_postprocess", refine: false);
        AssertMirrored(data, maps, size);
        AssertGeometry(data, size, crops[0]);
        AssertAccuracyAndLoss(data, maps, size);
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Suppressions))]
    public void KeypointNms_OfficialPoses_KeepsTheOfficialOnes(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        Only(data.Config, "sigmas", "in_vis_thre");
        var sigmas = Sigmas(data.Config.GetProperty("sigmas"));
        double? above = data.Config.TryGetProperty("in_vis_thre", out var least) && least.ValueKind == JsonValueKind.Number ? least.GetDouble() : null;
        var poses = Floats(data["in/keypoints"]).Select(value => (double)value).Chunk(3 * sigmas.Length).ToArray();
        var (scores, areas) = (Doubles(data["in/score"]), Doubles(data["in/area"]));

        var similarities = poses.Select((pose, place) => (float)KeypointSimilarity.Between(poses[0], pose, (areas[0], areas[place]), sigmas, above)).ToArray();

        data.AssertClose("out/oks_with_first", tensor(similarities, data["out/oks_with_first"].shape));
        foreach (var keep in data.Description.GetProperty("keep").EnumerateObject())
            Assert.Equal(keep.Value.EnumerateArray().Select(place => place.GetInt32()),
                KeypointNms.Keep(poses, scores, areas, sigmas, double.Parse(keep.Name, CultureInfo.InvariantCulture), above));
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void KeypointEvaluation_OfficialSets_GivesTheOfficialNumbers(string name)
    {
        var data = ParityCase.Read(name);
        Only(data.Config, "num_keypoints", "gt", "dt");
        var folder = Path.GetDirectoryName(ParityFolder.PathOf(name))!;
        var truth = CocoFile.Read(Path.Combine(folder, data.Config.GetProperty("gt").GetString()!));
        var detections = CocoResults.Read(Path.Combine(folder, data.Config.GetProperty("dt").GetString()!), truth);
        var crowded = data.Description.GetProperty("source").GetProperty("repo").GetString() switch
        {
            "cocodataset/cocoapi" => false,
            "Jeff-sjtu/CrowdPose" => true,
            var other => throw new InvalidOperationException($"Evaluation of '{other}' is none of ours."),
        };
        var skeleton = crowded ? Skeleton.CrowdPose : Skeleton.Coco;
        Assert.Equal(data.Config.GetProperty("num_keypoints").GetInt32(), skeleton.Joints.Length);

        var evaluation = new KeypointEvaluation(truth, detections, skeleton.Sigmas, crowded ? KeypointEvaluation.CrowdPoseBoxShare : null);

        var (stats, precision, recall) = crowded ? Stats(evaluation.CrowdPose()) : Stats(evaluation.Coco());
        var official = data.Description.GetProperty("stats");
        Assert.Equal(official.EnumerateObject().Select(stat => stat.Name).Order(StringComparer.Ordinal), stats.Keys.Order(StringComparer.Ordinal));
        foreach (var stat in official.EnumerateObject())
            data.AssertClose(stat.Name, stat.Value.GetDouble(), stats[stat.Name]);
        AssertClose(data, "ap_per_iou_threshold", data.Description.GetProperty("ap_per_iou_threshold"), precision);
        AssertClose(data, "recall_per_iou_threshold_all_area", data.Description.GetProperty("recall_per_iou_threshold_all_area"), recall);
        foreach (var image in data.Description.GetProperty("oks_per_image_rows_detections_by_score_cols_gt").EnumerateObject())
        {
            var rows = evaluation.Similarities(long.Parse(image.Name, CultureInfo.InvariantCulture), truth.Categories[0].Id);
            Assert.Equal(image.Value.GetArrayLength(), rows.Length);
            foreach (var (expected, row) in image.Value.EnumerateArray().Zip(rows))
                AssertClose(data, $"similarities of image {image.Name}", expected, row);
        }
        data.Report(output);
    }

    private static void AssertDecoded(ParityCase data, float[] maps, PixelSize size, PoseCrop[] crops, string name, bool refine)
    {
        var person = maps.Length / crops.Length;
        var joints = crops.SelectMany((crop, place) => HeatmapDecoding.Decode(maps.AsSpan(place * person, person), size, crop, refine));
        data.AssertClose(name, Points(joints.Select(joint => joint.Point), data[name].shape));
    }

    private static void AssertMirrored(ParityCase data, float[] maps, PixelSize size)
    {
        var pairs = data.Config.GetProperty("flip_pairs").EnumerateArray().Select(pair => pair.EnumerateArray().Select(joint => joint.GetInt32()).ToArray()).ToArray();
        var shape = data["in/heatmaps"].shape;
        var back = maps.Chunk(maps.Length / (int)shape[0]).SelectMany(person => Mirroring.Back(person, size, pairs)).ToArray();
        data.AssertClose("out/flip_back", tensor(back, shape));
        Mirroring.ShiftRight(back, size.Width);
        data.AssertClose("out/flip_back_shifted", tensor(back, shape));
        data.AssertClose("out/flip_averaged", tensor(Mirroring.Mean(maps, back), shape));

        var (places, visible) = (Floats(data["in/joints"]).Chunk(3).ToArray(), Floats(data["in/joints_vis"]).Chunk(3).ToArray());
        var joints = places.Zip(visible).Select(pair => new Joint(pair.First[0], pair.First[1], pair.Second[0])).ToArray();
        foreach (var name in data.Names("out/fliplr_joints_w"))
        {
            var mirrored = Mirroring.Joints(joints, int.Parse(name, CultureInfo.InvariantCulture), pairs);
            var (expected, seen) = (Floats(data["out/fliplr_joints_w" + name]).Chunk(3).ToArray(), Floats(data["out/fliplr_vis_w" + name]).Chunk(3).ToArray());
            Assert.Equal(expected.Length, mirrored.Length);
            for (var joint = 0; joint < mirrored.Length; joint++)
            {
                data.AssertClose($"x of mirrored joint {joint}", expected[joint][0], mirrored[joint].X);
                data.AssertClose($"y of mirrored joint {joint}", expected[joint][1], mirrored[joint].Y);
                Assert.Equal(seen[joint][0], mirrored[joint].Score);
            }
        }
    }

    private static void AssertGeometry(ParityCase data, PixelSize size, PoseCrop crop)
    {
        // The role of the matrices lists them as (degrees, whether from the output to the image, output relative to the heat map).
        var role = data.Description.GetProperty("tensors").GetProperty("out/affine").GetProperty("role").GetString()!;
        AffineMap[] maps = [.. Turns().Matches(role).Select(turn => Map(Number(turn, 1), turn.Groups[2].Value == "1", Number(turn, 3)))];
        data.AssertClose("out/affine", tensor(maps.SelectMany(map => new[] { map.A, map.B, map.C, map.D, map.E, map.F }).ToArray(), data["out/affine"].shape));
        var input = Number(Turns().Matches(role).First(turn => turn.Groups[2].Value == "0"), 3);
        foreach (var degrees in data.Names("out/points_rot"))
        {
            var map = Map(double.Parse(degrees, CultureInfo.InvariantCulture), fromOutput: false, input);
            var points = Floats(data["in/points"]).Chunk(2).Select(point => map.Apply(new(point[0], point[1])));
            data.AssertClose("out/points_rot" + degrees, Points(points, data["out/points_rot" + degrees].shape));
        }
        foreach (var entry in data.Description.GetProperty("box2cs").EnumerateArray())
        {
            var (box, center, scale) = (Numbers(entry, "box_xywh"), Numbers(entry, "center"), Numbers(entry, "scale"));
            var got = PoseCrop.Of(new(box[0], box[1], box[2], box[3]), entry.GetProperty("aspect_ratio").GetDouble());
            foreach (var (expected, value) in center.Concat(scale).Zip([got.Center.X, got.Center.Y, got.Width / PixelsOfScale, got.Height / PixelsOfScale]))
                data.AssertClose("box2cs", expected, value);
        }

        AffineMap Map(double degrees, bool fromOutput, double relative)
        {
            var map = crop.To(new((int)(relative * size.Width), (int)(relative * size.Height)), degrees);
            return fromOutput ? map.Inverse() : map;
        }

        static double Number(Match turn, int group) => double.Parse(turn.Groups[group].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex(@"\((-?[0-9.]+),([01]),([0-9.]+)x\)")]
    private static partial Regex Turns();

    private static void AssertAccuracyAndLoss(ParityCase data, float[] maps, PixelSize size)
    {
        var joints = (int)data["in/heatmaps"].shape[1];
        var accuracy = HeatmapAccuracy.Of(maps, Floats(data["in/target"]), joints, size);
        data.AssertClose("out/accuracy", tensor(accuracy.ByJoint.Prepend(accuracy.Mean).Select(share => (float)share).ToArray(), data["out/accuracy"].shape));
        data.AssertClose("accuracy.avg", data.Description.GetProperty("accuracy").GetProperty("avg").GetDouble(), accuracy.Mean);
        Assert.Equal(data.Description.GetProperty("accuracy").GetProperty("count").GetInt32(), accuracy.Joints);
        data.AssertClose("out/joints_mse_loss_use_weight_true", HeatmapLoss.Of(data["in/heatmaps"], data["in/target"], data["in/target_weight"]));
        data.AssertClose("out/joints_mse_loss_use_weight_false", HeatmapLoss.Of(data["in/heatmaps"], data["in/target"], null));
    }

    private static (Dictionary<string, double> Stats, double[] Precision, double[] Recall) Stats(KeypointScores scores) => (new()
    {
        ["AP"] = scores.Ap, ["AP50"] = scores.Ap50, ["AP75"] = scores.Ap75, ["AP_M"] = scores.ApMedium, ["AP_L"] = scores.ApLarge,
        ["AR"] = scores.Ar, ["AR50"] = scores.Ar50, ["AR75"] = scores.Ar75, ["AR_M"] = scores.ArMedium, ["AR_L"] = scores.ArLarge,
    }, scores.ApByThreshold, scores.RecallByThreshold);

    private static (Dictionary<string, double> Stats, double[] Precision, double[] Recall) Stats(CrowdPoseScores scores) => (new()
    {
        ["AP"] = scores.Ap, ["AP50"] = scores.Ap50, ["AP75"] = scores.Ap75, ["AR"] = scores.Ar, ["AR50"] = scores.Ar50, ["AR75"] = scores.Ar75,
        ["AP_easy"] = scores.ApEasy, ["AP_medium"] = scores.ApMedium, ["AP_hard"] = scores.ApHard,
    }, scores.ApByThreshold, scores.RecallByThreshold);

    private static PoseCrop[] Crops(ParityCase data) =>
        [.. Floats(data["in/center"]).Chunk(2).Zip(Floats(data["in/scale"]).Chunk(2), (center, scale) =>
            new PoseCrop(new(center[0], center[1]), scale[0] * PixelsOfScale, scale[1] * PixelsOfScale))];

    private static double[] Sigmas(JsonElement sigmas) => sigmas.ValueKind == JsonValueKind.Array
        ? [.. sigmas.EnumerateArray().Select(sigma => sigma.GetDouble())]
        : sigmas.GetString() switch
        {
            "COCO 17" => Skeleton.Coco.Sigmas,
            "CrowdPose 14" => Skeleton.CrowdPose.Sigmas,
            var other => throw new InvalidOperationException($"Sigmas '{other}' are none of ours."),
        };

    private static void Only(JsonElement config, params string[] known) =>
        Assert.Empty(config.EnumerateObject().Select(option => option.Name).Except(known));

    private static void AssertClose(ParityCase data, string what, JsonElement expected, double[] got)
    {
        Assert.Equal(expected.GetArrayLength(), got.Length);
        foreach (var (number, value) in expected.EnumerateArray().Zip(got))
            data.AssertClose(what, number.GetDouble(), value);
    }

    private static Tensor Points(IEnumerable<PixelPoint> points, long[] shape) =>
        tensor(points.SelectMany(point => new[] { (float)point.X, (float)point.Y }).ToArray(), shape);

    private static PixelSize Size(JsonElement config, string name) =>
        new(config.GetProperty(name)[0].GetInt32(), config.GetProperty(name)[1].GetInt32());

    private static double[] Numbers(JsonElement entry, string name) => [.. entry.GetProperty(name).EnumerateArray().Select(number => number.GetDouble())];

    private static float[] Floats(Tensor values) => values.to(ScalarType.Float32).data<float>().ToArray();

    private static double[] Doubles(Tensor values) => values.to(ScalarType.Float64).data<double>().ToArray();
}
