using System.Text.Json;
using MimRepro.Data;
using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Tasks.Detection;
using MimRepro.Tasks.Tests.Detection;
using TorchSharp;
using Xunit.Abstractions;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Parity;

/// <summary>Neck and heads of Mask R-CNN with official weights: proposals, losses, gradients, detections, masks.</summary>
[Trait("Kind", "Parity")]
public sealed class MaskRcnnParityTests(ITestOutputHelper output)
{
    public static TheoryData<string> Cases => ParityCase.OfKind("mask_rcnn_heads");

    [Fact]
    public void Cases_OfTheFolder_AreFound() => Assert.NotEmpty(Cases);

    [Theory, MemberData(nameof(Cases))]
    public void Heads_WithOfficialWeights_GiveOfficialLossesAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        using var heads = new Heads(Recipe(data.Config), Channels(data.Config));
        data.LoadInto(heads);
        DetectionBatch batch = Batch(data);
        Tensor[] inputs = [.. data.Names("in/map").Select(level => data["in/map" + level].alias().requires_grad_())];

        IReadOnlyList<Tensor> maps = heads.Neck.call(inputs);
        AnchorPredictions predictions = heads.Proposals.call(maps);
        (Tensor proposalClasses, Tensor proposalBoxes) = heads.Proposals.Losses(predictions, batch, Generator);
        (Tensor boxClasses, Tensor boxBoxes, Tensor masks) = heads.Regions.Losses(maps, heads.Proposals.Propose(predictions, batch, heads.Recipe.Proposals.Training), batch, Generator);
        (proposalClasses + proposalBoxes + boxClasses + boxBoxes + masks).backward();

        foreach ((string term, Tensor loss) in DetectionLosses.Names.Zip([proposalClasses, proposalBoxes, boxClasses, boxBoxes, masks]))
            data.AssertClose("out/" + term, loss);
        for (int level = 0; level < inputs.Length; level++)
            data.AssertClose($"grad_input/map{level}", inputs[level].grad!);
        data.AssertGradients(heads);
        data.Report(output);
    }

    [Theory, MemberData(nameof(Cases))]
    public void Heads_WithOfficialWeights_FindOfficialObjects(string name)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        ParityCase data = ParityCase.Read(name);
        using var heads = new Heads(Recipe(data.Config), Channels(data.Config));
        data.LoadInto(heads);
        DetectionBatch batch = Batch(data);

        IReadOnlyList<Tensor> maps = heads.Neck.call([.. data.Names("in/map").Select(level => data["in/map" + level])]);
        IReadOnlyList<DetectionBox[]> proposals = heads.Proposals.Propose(heads.Proposals.call(maps), batch, heads.Recipe.Proposals.Test);
        IReadOnlyList<FoundObject[]> found = heads.Regions.Find(maps, proposals, batch);

        for (int image = 0; image < found.Count; image++)
        {
            AssertBoxes(data, $"out/proposals{image}", proposals[image], scores: null);
            if (!data.Names("out/").Contains($"found_boxes{image}"))
            {
                Assert.Empty(found[image]);
                continue;
            }
            AssertBoxes(data, $"out/found_boxes{image}", [.. found[image].Select(one => one.Box)], [.. found[image].Select(one => one.Score)]);
            Assert.Equal(data[$"out/found_classes{image}"].data<long>().ToArray(), found[image].Select(one => (long)one.Class));
            byte[] pixels = [.. found[image].SelectMany(one => one.Mask)];
            long[] expected = data[$"out/found_masks{image}"].data<long>().ToArray();
            Assert.Equal(expected.Length, pixels.Length);
            // A probability of a half but for rounding falls on either side.
            Assert.True(Enumerable.Range(0, pixels.Length).Count(i => pixels[i] != expected[i]) <= pixels.Length / 10_000);
        }
        data.Report(output);
    }

    /// <summary>Boxes alone, or with scores as a fifth column.</summary>
    private static void AssertBoxes(ParityCase data, string name, IReadOnlyList<DetectionBox> boxes, float[]? scores)
    {
        Tensor expected = data[name];
        Assert.Equal(expected.shape[0], boxes.Count);
        Tensor got = Boxes.From(boxes);
        data.AssertClose(name, cat([got, scores is null ? expected[.., 4..] : tensor(scores).unsqueeze(1)], 1));
    }

    /// <summary>All candidates are taken: nothing is drawn.</summary>
    private static SeededRandom Generator(int image) => new(0, "parity", image);

    private static DetectionBatch Batch(ParityCase data)
    {
        JsonElement[] images = [.. data.Config.GetProperty("images").EnumerateArray()];
        DetectionSample[] samples = [.. images.Select((image, place) =>
        {
            (int Width, int Height) size = Size(image, "img_shape"), original = Size(image, "ori_shape");
            byte[] masks = [.. data[$"in/masks{place}"].data<long>().ToArray().Select(pixel => (byte)pixel)];
            var objects = new DetectionImage(new RgbImage(size.Width, size.Height, new byte[size.Width * size.Height * 3]),
                [.. data[$"in/boxes{place}"].data<float>().ToArray().Chunk(4).Select(edges => new DetectionBox(edges[0], edges[1], edges[2], edges[3]))],
                [.. data[$"in/classes{place}"].data<long>().ToArray().Select(kind => (int)kind)], [.. masks.Chunk(size.Width * size.Height)]);
            return new DetectionSample(objects, (double)size.Width / original.Width, (double)size.Height / original.Height, original.Width, original.Height);
        })];
        JsonElement shape = data.Config.GetProperty("batch_shape");
        return new([], shape[0].GetInt32(), shape[1].GetInt32(), samples, [.. images.Select(image => Size(image, "pad_shape"))], 0);
    }

    private static (int Width, int Height) Size(JsonElement image, string name) => (image.GetProperty(name)[1].GetInt32(), image.GetProperty(name)[0].GetInt32());

    /// <summary>The recipe of a case; every option that ours has no member for must have the one value that ours is built for.</summary>
    private static DetectionRecipe Recipe(JsonElement config)
    {
        JsonElement proposals = config.GetProperty("rpn_train"), boxes = config.GetProperty("rcnn_train"), test = config.GetProperty("rcnn_test");
        Assert.Equal(28, boxes.GetProperty("mask_size").GetInt32());
        Assert.All(new[] { proposals, boxes }, part => Assert.Equal(-1, part.GetProperty("pos_weight").GetDouble()));
        Assert.Equal(-1, proposals.GetProperty("allowed_border").GetDouble());
        Assert.Equal(Enumerable.Range(0, Channels(config).Length + 1).Select(level => 4.0 * (1 << level)), Doubles(config, "strides"));
        var roi = new RoiRecipe { Size = 7, Samples = config.GetProperty("sampling_ratio").GetInt32(), FinestScale = config.GetProperty("finest_scale").GetDouble() };
        return TinyDetection.Swin with
        {
            Data = TinyDetection.Swin.Data with { Classes = [.. Enumerable.Range(0, config.GetProperty("num_classes").GetInt32())] },
            PyramidWidth = config.GetProperty("out_channels").GetInt32(),
            Proposals = new()
            {
                Anchors = new() { Scales = Doubles(config, "scales"), Ratios = Doubles(config, "ratios") },
                Code = new() { Means = [0, 0, 0, 0], Deviations = [1, 1, 1, 1] },
                Assigner = Assigner(proposals.GetProperty("assigner")),
                Sampler = Sampler(proposals.GetProperty("sampler")),
                Training = Proposals(config.GetProperty("rpn_proposal")),
                Test = Proposals(config.GetProperty("rpn_test")),
            },
            Boxes = new()
            {
                Roi = roi,
                Width = config.GetProperty("fc_out_channels").GetInt32(),
                Code = new() { Means = [0, 0, 0, 0], Deviations = [0.1, 0.1, 0.2, 0.2] },
                Assigner = Assigner(boxes.GetProperty("assigner")),
                Sampler = Sampler(boxes.GetProperty("sampler")),
            },
            Masks = new() { Roi = roi with { Size = 14 }, Convolutions = config.GetProperty("mask_num_convs").GetInt32(), Width = config.GetProperty("mask_conv_out_channels").GetInt32() },
            Test = new()
            {
                ScoreThreshold = test.GetProperty("score_thr").GetDouble(),
                SuppressionOverlap = test.GetProperty("nms").GetProperty("iou_threshold").GetDouble(),
                Count = test.GetProperty("max_per_img").GetInt32(),
                MaskThreshold = test.GetProperty("mask_thr_binary").GetDouble(),
            },
        };
    }

    private static AssignerRecipe Assigner(JsonElement assigner) => new()
    {
        PositiveOverlap = assigner.GetProperty("pos_iou_thr").GetDouble(),
        NegativeOverlap = assigner.GetProperty("neg_iou_thr").GetDouble(),
        LowQualityOverlap = assigner.GetProperty("match_low_quality").GetBoolean() ? assigner.GetProperty("min_pos_iou").GetDouble() : null,
    };

    private static SamplerRecipe Sampler(JsonElement sampler) => new()
    {
        Count = sampler.GetProperty("num").GetInt32(),
        PositiveShare = sampler.GetProperty("pos_fraction").GetDouble(),
        AddsObjects = sampler.GetProperty("add_gt_as_proposals").GetBoolean(),
    };

    private static ProposalRecipe Proposals(JsonElement proposals) => new()
    {
        CountPerLevel = proposals.GetProperty("nms_pre").GetInt32(),
        Count = proposals.GetProperty("max_per_img").GetInt32(),
        SuppressionOverlap = proposals.GetProperty("nms").GetProperty("iou_threshold").GetDouble(),
    };

    private static int[] Channels(JsonElement config) => [.. Doubles(config, "in_channels").Select(count => (int)count)];

    private static double[] Doubles(JsonElement config, string name) => [.. config.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>Mask R-CNN without a backbone, over maps of any channels.</summary>
    private sealed class Heads : nn.Module
    {
        public Heads(DetectionRecipe recipe, int[] channels) : base(nameof(Heads))
        {
            Recipe = recipe;
            Neck = new FeaturePyramid(channels, finestStride: 4, recipe.PyramidWidth);
            Proposals = new ProposalHead(recipe.Proposals, recipe.PyramidWidth, Neck.Strides);
            Regions = new RoiHead(recipe, Neck.Strides);
            register_module("neck", Neck);
            register_module("rpn_head", Proposals);
            register_module("roi_head", Regions);
        }

        public DetectionRecipe Recipe { get; }
        public FeaturePyramid Neck { get; }
        public ProposalHead Proposals { get; }
        public RoiHead Regions { get; }
    }
}
