using MimRepro.Data.Detection;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.Detection;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>The parts that a detector is made of, against torchvision and mmdetection.</summary>
[Trait("Kind", "Parity")]
public sealed class DetectionParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Aligns => ParityCase.OfKind("roi_align");
    public static TheoryData<string> Suppressions => ParityCase.OfKind("nms");
    public static TheoryData<string> Codes => ParityCase.OfKind("box_code");
    public static TheoryData<string> AnchorGrids => ParityCase.OfKind("anchors");
    public static TheoryData<string> Assignments => ParityCase.OfKind("box_assignment");
    public static TheoryData<string> Pastes => ParityCase.OfKind("mask_paste");
    public static TheoryData<string> Targets => ParityCase.OfKind("mask_targets");

    [Fact]
    public void Cases_OfTheFolder_AreFound() =>
        Assert.All(new[] { Aligns, Suppressions, Codes, AnchorGrids, Assignments, Pastes, Targets }, cases => Assert.NotEmpty(cases));

    [Theory, MemberData(nameof(Aligns))]
    public void RoiAlign_OfRandomMaps_GivesTorchvisionsValuesAndGradient(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        Tensor map = data["in/input"].alias().requires_grad_();
        long[] images = data["in/images"].data<long>().ToArray();
        var grid = new RoiGrid(data.Config.GetProperty("output_size").GetInt32(), data.Config.GetProperty("sampling_ratio").GetInt32(),
            data.Config.GetProperty("spatial_scale").GetSingle(), data.Config.GetProperty("aligned").GetBoolean());

        Tensor features = RoiAlign.Of([map], [.. BoxesOf(data["in/boxes"]).Zip(images, (box, image) => new RegionOfInterest((int)image, 0, box))], [grid]);
        (features * data["in/grad_output"]).sum().backward();

        data.AssertClose("out/output", features);
        data.AssertClose("grad_input/input", map.grad!);
        data.Report(output);
    }

    [Theory, MemberData(nameof(Suppressions))]
    public void NonMaximumSuppression_OfRandomBoxes_KeepsTorchvisionsIndices(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);

        int[] kept = NonMaximumSuppression.KeepByClass(data["in/boxes"].data<float>().ToArray(), data["in/scores"].data<float>().ToArray(),
            [.. data["in/classes"].data<long>().ToArray().Select(kind => (int)kind)], data.Config.GetProperty("iou_threshold").GetDouble());

        // Equal scores may stand in either order there.
        float[] scores = data["in/scores"].data<float>().ToArray();
        long[] expected = data["out/keep"].data<long>().ToArray();
        Assert.Equal(expected.Order(), kept.Select(index => (long)index).Order());
        Assert.Equal(expected.Select(index => scores[index]), kept.Select(index => scores[index]));
        data.ReportEqual(output, kept.Length);
    }

    [Theory, MemberData(nameof(Codes))]
    public void BoxCode_OfRandomBoxes_GivesOfficialCodesAndBoxes(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        var code = new BoxCode(new() { Means = Doubles(data, "target_means"), Deviations = Doubles(data, "target_stds") });

        Tensor decoded = code.Decode(data["in/boxes"], data["in/deltas"]);
        if (data.Config.GetProperty("max_shape") is { ValueKind: System.Text.Json.JsonValueKind.Array } shape)
            decoded = Boxes.Clip(decoded.view(-1, 4), shape[0].GetDouble(), shape[1].GetDouble()).view(decoded.shape);

        data.AssertClose("out/encoded", code.Encode(data["in/boxes"], data["in/targets"]));
        data.AssertClose("out/decoded", decoded);
        data.Report(output);
    }

    [Theory, MemberData(nameof(AnchorGrids))]
    public void Anchors_OfAllLevels_AreTheOfficialOnes(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        (int Rows, int Columns)[] sizes = [.. data.Config.GetProperty("featmap_sizes").EnumerateArray().Select(size => (size[0].GetInt32(), size[1].GetInt32()))];
        (int Height, int Width) padded = (data.Config.GetProperty("pad_shape")[0].GetInt32(), data.Config.GetProperty("pad_shape")[1].GetInt32());
        var anchors = new Anchors(new() { Scales = Doubles(data, "scales"), Ratios = Doubles(data, "ratios") }, [.. Doubles(data, "strides").Select(stride => (int)stride)]);

        float[] boxes = [.. sizes.SelectMany((size, level) => anchors.Of(level, size.Rows, size.Columns))];
        bool[] reached = [.. sizes.SelectMany((size, level) => anchors.Reached(level, size.Rows, size.Columns, (padded.Width, padded.Height)))];

        data.AssertClose("out/anchors", tensor(boxes, [boxes.Length / 4, 4]));
        Assert.Equal(data["out/valid"].data<long>().ToArray(), reached.Select(valid => valid ? 1L : 0));
        data.Report(output);
    }

    [Theory, MemberData(nameof(Assignments))]
    public void BoxAssigner_OfRandomBoxes_GivesOfficialAssignment(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        bool empty = !data.Names("in/").Contains("objects");
        Tensor objects = empty ? zeros(0, 4) : data["in/objects"];

        Tensor assigned = BoxAssigner.Assign(data["in/boxes"], objects, new()
        {
            PositiveOverlap = data.Config.GetProperty("pos_iou_thr").GetDouble(),
            NegativeOverlap = data.Config.GetProperty("neg_iou_thr").GetDouble(),
            LowQualityOverlap = data.Config.GetProperty("match_low_quality").GetBoolean() ? data.Config.GetProperty("min_pos_iou").GetDouble() : null,
        });

        if (!empty)
            data.AssertClose("out/overlaps", Boxes.Overlaps(objects, data["in/boxes"]));
        Assert.Equal(data["out/assigned"].data<long>().ToArray(), assigned.data<long>().ToArray());
        data.ReportEqual(output, (int)assigned.numel());
    }

    [Theory, MemberData(nameof(Pastes))]
    public void MaskPasting_OfRandomSquares_GivesOfficialMasks(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        Tensor squares = data["in/probabilities"];
        (int Width, int Height) size = (data.Config.GetProperty("width").GetInt32(), data.Config.GetProperty("height").GetInt32());
        DetectionBox[] boxes = BoxesOf(data["in/boxes"]);

        byte[][] masks = [.. boxes.Select((box, i) =>
            MaskPasting.Paste(squares[i].contiguous().data<float>().ToArray(), (int)squares.shape[1], box, size, data.Config.GetProperty("mask_thr_binary").GetDouble()))];

        Assert.Equal(data["out/masks"].data<long>().ToArray(), masks.SelectMany(mask => mask).Select(pixel => (long)pixel));
        data.ReportEqual(output, masks.Sum(mask => mask.Length));
    }

    [Theory, MemberData(nameof(Targets))]
    public void MaskTargets_OfRandomMasks_AreTheOfficialOnes(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        Tensor masks = data["in/masks"];
        long[] own = data["in/inds"].data<long>().ToArray();
        (int Width, int Height) size = ((int)masks.shape[2], (int)masks.shape[1]);
        (int Width, int Height) padded = (data.Config.GetProperty("pad_shape")[1].GetInt32(), data.Config.GetProperty("pad_shape")[0].GetInt32());
        int side = data.Config.GetProperty("mask_size").GetInt32();

        float[] targets = [.. BoxesOf(data["in/boxes"]).SelectMany((box, i) =>
        {
            var target = new float[side * side];
            MaskTargets.Fill([.. masks[own[i]].contiguous().data<long>().ToArray().Select(pixel => (byte)pixel)], size, padded, box, target);
            return target;
        })];

        // Where the soft value is a half but for rounding, either side is right.
        float[] soft = data["out/soft"].data<float>().ToArray();
        long[] expected = data["out/targets"].data<long>().ToArray();
        Assert.All(Enumerable.Range(0, targets.Length), i => Assert.True((long)targets[i] == expected[i] || Math.Abs(soft[i] - 0.5f) < 1e-5f, $"{name}: pixel {i} is {targets[i]}, soft {soft[i]}"));
        output.WriteLine($"{name}: {targets.Length} pixels, {targets.Where((target, i) => (long)target != expected[i]).Count()} on the other side of a half");
    }

    private static DetectionBox[] BoxesOf(Tensor boxes) =>
        [.. boxes.data<float>().ToArray().Chunk(4).Select(edges => new DetectionBox(edges[0], edges[1], edges[2], edges[3]))];

    private static double[] Doubles(ParityCase data, string name) => [.. data.Config.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
}
