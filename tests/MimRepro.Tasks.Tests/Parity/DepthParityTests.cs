using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using MimRepro.Models;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.Depth;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Every stored case of the depth code: metrics and crops, loss, model, gradients, prediction of whole images.</summary>
[Trait("Kind", "Parity")]
public sealed partial class DepthParityTests(ITestOutputHelper output)
{
    private static readonly string[] Tested = ["depth_metrics", "loss", "depth_model", "param_groups"];

    public static TheoryData<string> MetricCases => ParityCase.OfKind("depth_metrics");

    public static TheoryData<string> LossCases => ParityCase.OfKind("loss");

    public static TheoryData<string> ModelCases => ParityCase.OfKind("depth_model");

    [Fact]
    public void Cases_OfTheFolder_AreFoundAndOfKindsThatAreTested()
    {
        Assert.NotEmpty(MetricCases);
        Assert.NotEmpty(LossCases);
        Assert.NotEmpty(ModelCases);
        Assert.Empty(ParityFolder.KindsOf("f_depth").Except(Tested));
    }

    [Theory]
    [MemberData(nameof(MetricCases))]
    public void Metrics_OfEveryCropAndRange_AreTheOfficialOnes(string name)
    {
        var data = ParityCase.Read(name);
        Assert.Empty(data.Config.EnumerateObject());
        foreach (var entry in data.Description.GetProperty("cases").EnumerateArray())
        {
            string[] known = ["index", "dataset", "min_depth_eval", "max_depth_eval", "kitti_crop", "do_kb_crop", "hw", "valid_pixels", "metrics"];
            Assert.Empty(entry.EnumerateObject().Select(option => option.Name).Except(known));
            var index = entry.GetProperty("index").GetInt32();
            var (truth, prediction) = (data[$"in/{index}/gt"], data[$"in/{index}/pred"]);
            Assert.Equal(entry.GetProperty("hw").EnumerateArray().Select(side => side.GetInt64()), truth.shape);
            if (entry.GetProperty("dataset").GetString() == "kitti" && entry.GetProperty("do_kb_crop").GetInt32() != 0)
                (truth, prediction) = (BottomCentre(truth), BottomCentre(prediction));

            var (score, pixels) = DepthMetrics.Of(Values(prediction), Values(truth), (int)truth.shape[0], (int)truth.shape[1], Crop(entry),
                entry.GetProperty("min_depth_eval").GetDouble(), entry.GetProperty("max_depth_eval").GetDouble());

            Assert.Equal(entry.GetProperty("valid_pixels").GetInt32(), pixels);
            var got = new Dictionary<string, double>
            {
                ["d1"] = score!.Delta1, ["d2"] = score.Delta2, ["d3"] = score.Delta3, ["abs_rel"] = score.AbsRel, ["sq_rel"] = score.SqRel,
                ["rmse"] = score.Rmse, ["rmse_log"] = score.RmseLog, ["log10"] = score.Log10, ["silog"] = score.SiLog,
            };
            foreach (var metric in entry.GetProperty("metrics").EnumerateObject())
                data.AssertClose($"case {index}, {metric.Name}", metric.Value.GetDouble(), got[metric.Name]);
        }
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(LossCases))]
    public void Loss_WithEveryWeight_IsTheOfficialOneWithItsGradient(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        Assert.Equal(["lambda"], data.Config.EnumerateObject().Select(option => option.Name));
        var losses = data.Names("out/loss").ToArray();
        Assert.NotEmpty(losses);
        foreach (var suffix in losses)
        {
            var role = data.Description.GetProperty("tensors").GetProperty("out/loss" + suffix).GetProperty("role").GetString()!;
            var lambda = double.Parse(Lambda().Match(role).Groups[1].Value, CultureInfo.InvariantCulture);
            var prediction = data.Exact("in/pred").requires_grad_();

            var loss = SiLogLoss.Of(prediction, data.Exact("in/target"), lambda);
            loss.backward();

            data.AssertClose("out/loss" + suffix, loss);
            data.AssertClose("grad/pred" + suffix, prediction.grad!);
        }
        data.Report(output);
    }

    [Theory]
    [MemberData(nameof(ModelCases))]
    public void Model_WithOfficialWeights_GivesOfficialDepthAndGradients(string name)
    {
        using var scope = NewDisposeScope();
        var data = ParityCase.Read(name);
        var config = OfficialDepth.Of(data.Config);
        using var model = new DepthModel(config.Model, config.Head, config.ImageSize);
        LoadExactly(data, model);
        model.eval();
        var images = data.Exact("in/image");
        Assert.Equal([config.ImageSize.Height, config.ImageSize.Width], images.shape[2..]);

        AssertInside(data, model, images);
        var depth = model.call(images);
        var loss = SiLogLoss.Of(depth, data.Exact("in/depth_gt"), 0.5);
        loss.backward();

        data.AssertClose("out/depth", depth);
        data.AssertClose("out/silog_loss", loss);
        var parameters = model.named_parameters().ToDictionary(entry => model.OfficialKey(entry.name), entry => entry.parameter);
        Assert.NotEmpty(data.Names("grad/"));
        foreach (var key in data.Names("grad/"))
            data.AssertClose("grad/" + key, parameters[key].grad!);
        Assert.Equal(config.Evaluation is not null, data.Names("out/test_time_depth").Any());
        if (config.Evaluation is { } evaluation)
            data.AssertClose("out/test_time_depth", DepthPrediction.Of(model, images, evaluation));
        data.Report(output);
    }

    /// <summary>What the model computes on the way; each name that is stored has to be known here.</summary>
    private static void AssertInside(ParityCase data, DepthModel model, Tensor images)
    {
        using var taps = model.Encoder.Tap(images);
        var map = model.Encoder.StageMaps(images)[^1];
        var up = model.decoder.deconv_layers.call(map);
        var depths = ((SwinRecipe)model.Encoder.Recipe).Depths;
        foreach (var key in data.Names("out/"))
            switch (key.Split('.'))
            {
                case ["depth"] or ["silog_loss"] or ["test_time_depth"]:
                    break;
                case ["patch_embed"]:
                    var tokens = ((nn.Module<Tensor, Tensor>)model.Encoder.named_modules().Single(entry => entry.name == "patch_embed").module).call(images);
                    data.AssertClose("out/patch_embed", tokens.transpose(1, 2).reshape(data["out/patch_embed"].shape));
                    break;
                case ["encoder"]:
                    data.AssertClose("out/encoder", map);
                    break;
                case ["encoder", "layers", var stage]:
                    var last = $"layers.{stage}.blocks.{depths[int.Parse(stage, CultureInfo.InvariantCulture)] - 1}";
                    data.AssertClose("out/" + key, taps.Features.Single(tap => tap.Name == last).Values);
                    break;
                case ["decoder", "deconv_layers"]:
                    data.AssertClose("out/" + key, up);
                    break;
                case ["decoder", "conv_layers"]:
                    data.AssertClose("out/" + key, model.decoder.conv_layers.call(up));
                    break;
                default:
                    Assert.Fail($"{data.Name} expects out/{key}, which nothing here computes");
                    break;
            }
    }

    /// <summary>Copies <c>w/</c> under the official names, all of them, checks <c>buf/</c>, and goes over to double precision.</summary>
    private static void LoadExactly(ParityCase data, DepthModel model)
    {
        using var noGradient = no_grad();
        var state = model.state_dict().ToDictionary(entry => model.OfficialKey(entry.Key), entry => entry.Value);
        // Indices follow from window sizes and a count of batches from training: the cases leave both out.
        var given = data.Names("w/").Concat(data.Names("buf/")).ToArray();
        string[] derived = ["relative_position_index", "num_batches_tracked"];
        Assert.Equal(given.Order(StringComparer.Ordinal),
            state.Keys.Where(key => given.Contains(key) || !derived.Contains(key.Split('.')[^1])).Order(StringComparer.Ordinal));
        foreach (var key in data.Names("w/"))
            state[key].copy_(data["w/" + key]);
        foreach (var key in data.Names("buf/"))
            data.AssertClose("buf/" + key, state[key]);
        model.to(ScalarType.Float64);
    }

    private static DepthCrop Crop(JsonElement entry) => (entry.GetProperty("dataset").GetString(), entry.GetProperty("kitti_crop").GetString()) switch
    {
        ("nyudepthv2", null) => DepthCrop.Nyu,
        ("kitti", "garg_crop") => DepthCrop.Garg,
        ("kitti", "eigen_crop") => DepthCrop.Eigen,
        ("imagepath", null) => DepthCrop.None,
        var other => throw new InvalidOperationException($"{other} is no official choice of pixels."),
    };

    // Slices of the reference leave maps alone that are smaller than its crop.
    private static Tensor BottomCentre(Tensor map) =>
        map.shape[0] < 352 || map.shape[1] < 1216 ? map : map.narrow(0, map.shape[0] - 352, 352).narrow(1, (map.shape[1] - 1216) / 2, 1216);

    private static float[] Values(Tensor map) => map.contiguous().data<float>().ToArray();

    [GeneratedRegex(@"lambda\s+([0-9.]*[0-9])")]
    private static partial Regex Lambda();

    /// <summary>The official options of a depth model as recipes of ours. An option that nobody asked for fails the test.</summary>
    private sealed record OfficialDepth(SwinTransformerV2Recipe Model, DepthHeadRecipe Head, (int Height, int Width) ImageSize, DepthEvaluationRecipe? Evaluation)
    {
        public static OfficialDepth Of(JsonElement config)
        {
            string[] known =
            [
                "class", "note", "max_depth", "mlp_ratio", "num_deconv", "embed_dim", "depths", "num_heads", "window_size", "pretrain_window_size", "use_shift",
                "num_filters", "deconv_kernels", "layer_norm_eps", "batch_norm_eps", "input_hw", "flip_test", "shift_window_test", "shift_size", "drop_path_rate", "use_checkpoint",
            ];
            Assert.Empty(config.EnumerateObject().Select(option => option.Name).Except(known));
            Assert.Equal(1e-5, config.GetProperty("batch_norm_eps").GetDouble());
            var size = Integers("input_hw");
            var width = config.GetProperty("embed_dim").GetInt32();
            var deconvolutions = config.GetProperty("num_deconv").GetInt32();
            var model = new SwinTransformerV2Recipe
            {
                ImageSize = size[0], PatchSize = 4, InChannels = 3, EmbedDim = width, Depths = Integers("depths"), Heads = Integers("num_heads"),
                WindowSizes = Integers("window_size"), PretrainedWindowSizes = Integers("pretrain_window_size"), ShiftedWindows = Flags("use_shift"), PadToWindows = true,
                MlpRatio = config.GetProperty("mlp_ratio").GetDouble(), QkvBias = true, AbsolutePositionEmbedding = false, PatchNorm = true, DropRate = 0,
                AttentionDropRate = 0, DropPath = 0, NormEpsilon = config.GetProperty("layer_norm_eps").GetDouble(), InitialDeviation = 0.02,
            };
            var head = new DepthHeadRecipe
            {
                Filters = Integers("num_filters")[..deconvolutions], Kernels = Integers("deconv_kernels")[..deconvolutions], BilinearDoublings = 2,
                Channels = width, MaxDepth = config.GetProperty("max_depth").GetDouble(), InitialDeviation = 0.001,
            };
            var (flip, windows) = (Flag("flip_test"), Flag("shift_window_test"));
            return new(model, head, (size[0], size[1]), flip || windows ? new()
            {
                FlipTest = flip, ShiftedWindows = windows ? config.GetProperty("shift_size").GetInt32() : null,
                MinDepth = 1e-3, MaxDepth = head.MaxDepth, Crop = DepthCrop.None, KeptPredictions = [],
            } : null);

            int[] Integers(string option) => [.. config.GetProperty(option).EnumerateArray().Select(value => value.GetInt32())];
            bool[] Flags(string option) => [.. config.GetProperty(option).EnumerateArray().Select(value => value.GetBoolean())];
            bool Flag(string option) => config.TryGetProperty(option, out var value) && value.GetBoolean();
        }
    }
}
