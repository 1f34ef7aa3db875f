using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Models.Tests;
using MimRepro.Tasks.Tracking;
using Xunit.Abstractions;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored set of tracked sequences, scored as the toolkits score it.</summary>
[Trait("Kind", "Parity")]
public sealed partial class TrackingParityTests(ITestOutputHelper output)
{
    private const double Percent = 100;
    private const string SpeedMember = "speed_fps_for_times_";

    public static TheoryData<string> Got10k => ParityCase.OfKind("tracking_got10k");

    public static TheoryData<string> Otb => ParityCase.OfKind("tracking_otb");

    public static TheoryData<string> Lasot => ParityCase.OfKind("tracking_lasot");

    [Fact]
    public void Cases_OfEveryBenchmark_AreFound()
    {
        Assert.NotEmpty(Got10k);
        Assert.NotEmpty(Otb);
        Assert.NotEmpty(Lasot);
    }

    [Theory]
    [MemberData(nameof(Got10k))]
    public void Got10kScore_OfSequences_IsTheToolkits(string name)
    {
        var data = NumberCase.Read(name, "bound_wh", "nbins_iou");
        NumberCase.AssertKnown(name, data.Description, [.. NumberCase.Frame, "sequences", "overall"]);
        var bound = data.Config.GetProperty("bound_wh");
        JsonElement[] sequences = [.. data.Description.GetProperty("sequences").EnumerateArray()];

        var score = Got10kScore.Of([.. sequences.Select((sequence, place) => new TrackedSequence
        {
            Name = $"{place}",
            FrameSize = (bound[0].GetInt32(), bound[1].GetInt32()),
            Truth = NumberCase.Boxes(sequence.GetProperty("gt")),
            Visible = [.. sequence.GetProperty("cover").EnumerateArray().Select(cover => cover.GetDouble() > 0)],
            Runs = [.. sequence.GetProperty("pred_runs").EnumerateArray().Select(NumberCase.Boxes)],
        })], data.Config.GetProperty("nbins_iou").GetInt32());

        foreach (var (expected, got) in sequences.Zip(score.Sequences))
        {
            NumberCase.AssertKnown(name, expected, "gt", "cover", "pred_runs", "iou", "ao", "sr50", "sr75");
            data.AssertClose("iou", expected.GetProperty("iou"), got.Score.Overlaps);
            data.AssertClose("ao", expected.GetProperty("ao"), got.Score.Ao / Percent);
            data.AssertClose("sr50", expected.GetProperty("sr50"), got.Score.Sr50 / Percent);
            data.AssertClose("sr75", expected.GetProperty("sr75"), got.Score.Sr75 / Percent);
        }
        foreach (var member in data.Description.GetProperty("overall").EnumerateObject())
            data.AssertOverall(member, member.Name switch
            {
                "ao" => [score.Overall.Ao / Percent],
                "sr50" => [score.Overall.Sr50 / Percent],
                "sr75" => [score.Overall.Sr75 / Percent],
                "sr75_from_curve" => [score.Overall.SuccessCurve[(score.Overall.SuccessCurve.Length - 1) * 3 / 4] / Percent],
                "succ_curve" => [.. score.Overall.SuccessCurve.Select(point => point / Percent)],
                _ when member.Name.StartsWith(SpeedMember, StringComparison.Ordinal) => [Speed(member.Name)],
                _ => null,
            });
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Otb))]
    public void OtbScore_OfSequences_IsTheToolkits(string name)
    {
        var data = NumberCase.Read(name, "nbins_iou", "nbins_ce", "box");
        NumberCase.AssertKnown(name, data.Description, [.. NumberCase.Frame, "sequences", "overall"]);
        Assert.Equal("left, top, width, height", data.Config.GetProperty("box").GetString());
        JsonElement[] sequences = [.. data.Description.GetProperty("sequences").EnumerateArray()];
        var points = CurvePoints.Standard with { Overlaps = data.Config.GetProperty("nbins_iou").GetInt32(), Errors = data.Config.GetProperty("nbins_ce").GetInt32() };

        var score = OtbScore.Of([.. sequences.Select(OnePass)], points);

        foreach (var (expected, got) in sequences.Zip(score.Sequences))
        {
            NumberCase.AssertKnown(name, expected, "gt", "pred", "iou", "center_error", "success_curve", "precision_curve", "success_score_auc", "precision_score_20px", "success_rate_0.5");
            AssertErrors(data, expected, expected.GetProperty("iou"), _ => true);
            foreach (var member in expected.EnumerateObject().Where(member => member.Name is not ("gt" or "pred" or "iou" or "center_error")))
                data.AssertOverall(member, Member(member.Name, got.Score));
        }
        foreach (var member in data.Description.GetProperty("overall").EnumerateObject())
            data.AssertOverall(member, Member(member.Name, score.Overall));
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(Lasot))]
    public void LasotScore_OfSequences_IsTheToolkits(string name)
    {
        var data = NumberCase.Read(name, "nbins_iou", "nbins_ce", "nbins_nce", "normalized_thresholds");
        NumberCase.AssertKnown(name, data.Description, [.. NumberCase.Frame, "sequences", "overall"]);
        var spacing = Spacing().Match(data.Config.GetProperty("normalized_thresholds").GetString()!);
        Assert.True(spacing.Success, $"{name}: unknown normalized_thresholds");
        var points = new CurvePoints
        {
            Overlaps = data.Config.GetProperty("nbins_iou").GetInt32(),
            Errors = data.Config.GetProperty("nbins_ce").GetInt32(),
            NormalizedErrors = data.Config.GetProperty("nbins_nce").GetInt32(),
            LargestNormalizedError = double.Parse(spacing.Groups[1].Value, CultureInfo.InvariantCulture),
        };
        Assert.Equal(points.NormalizedErrors, int.Parse(spacing.Groups[2].Value, CultureInfo.InvariantCulture));
        JsonElement[] sequences = [.. data.Description.GetProperty("sequences").EnumerateArray()];

        var score = LasotScore.Of([.. sequences.Select(OnePass)], LasotDialect.Got10kToolkit, points);

        foreach (var (expected, got) in sequences.Zip(score.Sequences))
        {
            NumberCase.AssertKnown(name, expected, "gt", "pred", "iou_valid_frames", "center_error", "normalized_center_error",
                "success_score", "precision_score", "normalized_precision_score", "normalized_precision_at_0.2", "success_rate");
            AssertErrors(data, expected, expected.GetProperty("iou_valid_frames"), truth => !truth.IsNone);
            foreach (var member in expected.EnumerateObject().Where(member => member.Name is not ("gt" or "pred" or "iou_valid_frames" or "center_error" or "normalized_center_error")))
                data.AssertOverall(member, Member(member.Name, got.Score));
        }
        foreach (var member in data.Description.GetProperty("overall").EnumerateObject())
            data.AssertOverall(member, Member(member.Name, score.Overall));
        data.AssertClose("NPre", data.Description.GetProperty("overall").GetProperty("normalized_precision_score_mean_of_curve"), score.NPre / Percent);
        data.Report(output);
    }

    private static void AssertErrors(NumberCase data, JsonElement sequence, JsonElement overlaps, Func<Data.Imaging.BoundingBox, bool> counts)
    {
        var frames = NumberCase.Boxes(sequence.GetProperty("pred")).Zip(NumberCase.Boxes(sequence.GetProperty("gt"))).Where(pair => counts(pair.Second)).ToArray();
        data.AssertClose("iou", overlaps, [.. frames.Select(pair => BoxErrors.Overlap(pair.First, pair.Second))]);
        data.AssertClose("center_error", sequence.GetProperty("center_error"), [.. frames.Select(pair => BoxErrors.CenterError(pair.First, pair.Second))]);
        if (sequence.TryGetProperty("normalized_center_error", out var normalized))
            data.AssertClose("normalized_center_error", normalized, [.. frames.Select(pair => BoxErrors.NormalizedCenterError(pair.First, pair.Second))]);
    }

    private static TrackedSequence OnePass(JsonElement sequence, int place)
    {
        var truth = NumberCase.Boxes(sequence.GetProperty("gt"));
        return new()
        {
            Name = $"{place}",
            FrameSize = (0, 0),
            Truth = truth,
            Visible = [.. truth.Select(_ => true)],
            Runs = [NumberCase.Boxes(sequence.GetProperty("pred"))],
        };
    }

    private static double[]? Member(string name, SuccessScore score) => name switch
    {
        "success_curve" => [.. score.SuccessCurve.Select(point => point / Percent)],
        "precision_curve" => [.. score.PrecisionCurve.Select(point => point / Percent)],
        "normalized_precision_curve" => [.. score.NormalizedPrecisionCurve.Select(point => point / Percent)],
        "success_score" or "success_score_auc" => [score.Suc / Percent],
        "precision_score" or "precision_score_20px" => [score.Pre / Percent],
        "normalized_precision_score" or "normalized_precision_score_mean_of_curve" => [score.NPreMean / Percent],
        "normalized_precision_at_0.2" => [score.NPreAt20Percent / Percent],
        "success_rate" or "success_rate_0.5" => [score.SuccessRate / Percent],
        _ => null,
    };

    // The name of the member says for which times.
    private static double Speed(string member) =>
        TrackingSpeed.FramesPerSecond(member[SpeedMember.Length..].Split('_').Select(time => double.Parse(time, CultureInfo.InvariantCulture)))!.Value;

    [GeneratedRegex(@"^linspace\(0, ([0-9.]+), ([0-9]+)\)$")]
    private static partial Regex Spacing();
}

/// <summary>A member of a case: one number or a list of them.</summary>
internal static class NumberCaseMembers
{
    /// <param name="got">Null where the member is not known.</param>
    public static void AssertOverall(this NumberCase data, JsonProperty member, double[]? got)
    {
        Assert.True(got is not null, $"{data.Name}: unknown member {member.Name}");
        if (member.Value.ValueKind == JsonValueKind.Array)
            data.AssertClose(member.Name, member.Value, got);
        else
            data.AssertClose(member.Name, member.Value, Assert.Single(got));
    }
}
