using MimRepro.Data.Detection;
using MimRepro.Models;
using MimRepro.Models.Checkpoints;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;
using MimRepro.Tasks.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class DetectionTrainingTests
{
    [Fact]
    public void Training_OnShapes_LowersTheLossAndKeepsACurveOfEachTerm()
    {
        torch.random.manual_seed(1);
        using var training = new DetectionTraining(TinyDetection.Swin, CPU);
        DetectionImage[] images = TinyDetection.Shapes(8, seed: 0);
        var losses = new List<double>();

        DetectionResult result = training.Run(images, images[..2], status => losses.Add(status.Loss));

        Assert.Equal(12, losses.Count);
        Assert.True(losses[^2..].Average() < 0.8 * losses[..2].Average(), $"loss went from {losses[0]} to {losses[^1]}");
        Assert.Equal(["rpn-cls", "rpn-box", "roi-cls", "roi-box", "mask", "total"], result.Curves.Terms.Select(term => term.Name));
        Assert.All(result.Curves.Terms, term => Assert.Equal(6, term.EpochMeans.Length));
        for (int epoch = 0; epoch < 6; epoch++)
            Assert.Equal(result.Curves.Terms[^1].EpochMeans[epoch], result.Curves.Terms.SkipLast(1).Sum(term => term.EpochMeans[epoch]), 9);
        Assert.Equal(losses.Chunk(2).Select(epoch => Math.Round(epoch.Average(), 4)), result.Curves.Terms[^1].EpochMeans.Select(mean => Math.Round(mean, 4)));
    }

    [Fact]
    public void Training_Twice_IsTheSame()
    {
        double[] Losses()
        {
            torch.random.manual_seed(1);
            using var training = new DetectionTraining(TinyDetection.Swin with { Schedule = TinyDetection.Swin.Schedule with { Epochs = 2 } }, CPU);
            var losses = new List<double>();
            training.Train(TinyDetection.Shapes(4, seed: 0), status => losses.Add(status.Loss));
            return [.. losses];
        }

        Assert.Equal(Losses(), Losses());
    }

    [Fact]
    public void Losses_OfPicturesWithoutObjects_AreFiniteAndTeachBackground()
    {
        torch.random.manual_seed(1);
        using var training = new DetectionTraining(TinyDetection.Swin, CPU);
        DetectionImage empty = new(TinyDetection.Shapes(1, seed: 0)[0].Image, [], [], []);

        using DisposeScope scope = NewDisposeScope();
        DetectionBatch batch = DetectionBatches.Plain([empty, empty], TinyDetection.Swin.Data, 2, null).Single();
        DetectionLosses losses = training.Model.Losses(tensor(batch.Pixels, [2, 3, batch.Height, batch.Width]), batch, seed: 0);
        losses.Total().backward();

        Assert.Equal(0, losses.ProposalBoxes.item<float>());
        Assert.Equal(0, losses.BoxBoxes.item<float>());
        Assert.Equal(0, losses.Masks.item<float>());
        Assert.True(losses.ProposalClasses.item<float>() > 0 && losses.BoxClasses.item<float>() > 0);
    }

    [Fact]
    public void Detect_OfPicturesOfOtherSizes_GivesMasksOfTheirSize()
    {
        torch.random.manual_seed(1);
        using var training = new DetectionTraining(TinyDetection.Swin with { Test = TinyDetection.Swin.Test with { Count = 3, ScoreThreshold = 0 } }, CPU);
        DetectionImage[] images = [.. TinyDetection.Shapes(1, seed: 0, width: 90, height: 40), .. TinyDetection.Shapes(1, seed: 1, width: 50, height: 77)];

        ObjectInImage[] found = [.. training.Detect(images)];

        Assert.Equal([0, 0, 0, 1, 1, 1], found.Select(one => one.Image));
        Assert.All(found, one => Assert.Equal((images[one.Image].Image.Width, images[one.Image].Image.Height), (one.Mask.Width, one.Mask.Height)));
        Assert.All(found, one => Assert.True(one.Box.Left >= 0 && one.Box.Top >= 0
            && one.Box.Right <= images[one.Image].Image.Width + 0.5 && one.Box.Bottom <= images[one.Image].Image.Height + 0.5));
        Assert.All(found.Zip(found.Skip(1)), pair => Assert.True(pair.First.Image != pair.Second.Image || pair.First.Score >= pair.Second.Score));
    }

    [Fact]
    public void Training_OfAPlainVisionTransformer_Runs()
    {
        torch.random.manual_seed(1);
        using var training = new DetectionTraining(TinyDetection.VisionTransformer with { Schedule = TinyDetection.Swin.Schedule with { Epochs = 1 } }, CPU);

        var curves = training.Train(TinyDetection.Shapes(4, seed: 0), _ => { });

        Assert.True(double.IsFinite(curves.FinalLoss));
    }

    [Fact]
    public void Steps_Repeated_KeepNoTensors()
    {
        torch.random.manual_seed(1);
        using var training = new DetectionTraining(TinyDetection.Swin, CPU);
        DetectionBatch batch = DetectionBatches.Plain(TinyDetection.Shapes(2, seed: 0), TinyDetection.Swin.Data, 2, null).Single();
        Step();
        long before = Tensor.TotalCount;

        Step();
        Step();

        Assert.Equal(before, Tensor.TotalCount);

        void Step()
        {
            using DisposeScope scope = NewDisposeScope();
            training.Model.Losses(tensor(batch.Pixels, [2, 3, batch.Height, batch.Width]), batch, seed: 0).Total().backward();
            training.Model.Find(tensor(batch.Pixels, [2, 3, batch.Height, batch.Width]), batch);
        }
    }

    [Fact]
    public void Model_OfASwinTransformer_HasOfficialKeys()
    {
        using var model = new MaskRcnn(TinyDetection.Swin);

        string[] keys = [.. model.state_dict().Keys.Where(key => !key.StartsWith("backbone.layers.", StringComparison.Ordinal)
            && !key.StartsWith("backbone.patch_embed.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

        Assert.Equal(
        [
            "backbone.norm.bias", "backbone.norm.weight",
            "backbone.norm0.bias", "backbone.norm0.weight", "backbone.norm1.bias", "backbone.norm1.weight", "backbone.norm2.bias", "backbone.norm2.weight",
            .. Convolutions("neck.fpn_convs", 4), .. Convolutions("neck.lateral_convs", 4),
            "roi_head.bbox_head.fc_cls.bias", "roi_head.bbox_head.fc_cls.weight", "roi_head.bbox_head.fc_reg.bias", "roi_head.bbox_head.fc_reg.weight",
            "roi_head.bbox_head.shared_fcs.0.bias", "roi_head.bbox_head.shared_fcs.0.weight", "roi_head.bbox_head.shared_fcs.1.bias", "roi_head.bbox_head.shared_fcs.1.weight",
            "roi_head.mask_head.conv_logits.bias", "roi_head.mask_head.conv_logits.weight",
            .. Convolutions("roi_head.mask_head.convs", 2),
            "roi_head.mask_head.upsample.bias", "roi_head.mask_head.upsample.weight",
            "rpn_head.rpn_cls.bias", "rpn_head.rpn_cls.weight", "rpn_head.rpn_conv.bias", "rpn_head.rpn_conv.weight", "rpn_head.rpn_reg.bias", "rpn_head.rpn_reg.weight",
        ], keys);

        static IEnumerable<string> Convolutions(string name, int count) =>
            Enumerable.Range(0, count).SelectMany(index => new[] { $"{name}.{index}.conv.bias", $"{name}.{index}.conv.weight" });
    }

    [Fact]
    public void Backbone_OfAClassifier_LoadsAndLeavesTheStagesNormsFresh()
    {
        using DisposeScope scope = NewDisposeScope();
        using Backbone classifier = Backbones.Create(TinyDetection.Swin.Model, classes: 5);
        using var model = new MaskRcnn(TinyDetection.Swin);

        LoadedWeights loaded = BackboneWeights.Load(model.Backbone, classifier.state_dict(), "classifier", Remapping.SimMim);

        Assert.Equal(["norm0.bias", "norm0.weight", "norm1.bias", "norm1.weight", "norm2.bias", "norm2.weight"], loaded.Fresh);
        Assert.Equal(["head.bias", "head.weight"], loaded.Ignored);
        Assert.All(classifier.state_dict().Where(entry => !entry.Key.StartsWith("head", StringComparison.Ordinal)),
            entry => Assert.True(entry.Value.eq(model.state_dict()["backbone." + entry.Key]).all().item<bool>(), entry.Key));
    }

    [Fact]
    public void Groups_OfADetector_DecayAllButNormsAndPositions()
    {
        using var model = new MaskRcnn(TinyDetection.Swin);
        var layers = new DetectionLayers(model.Backbone);

        Assert.Equal(0, layers.LayerOf("backbone.patch_embed.proj.weight"));
        Assert.Equal(2, layers.LayerOf("backbone.layers.1.blocks.0.attn.qkv.weight"));
        Assert.Equal(layers.LastLayer, layers.LayerOf("neck.fpn_convs.0.conv.weight"));
        Assert.All(new[] { "backbone.norm1.weight", "backbone.layers.0.blocks.0.norm2.bias", "backbone.layers.0.blocks.0.attn.relative_position_bias_table" },
            name => Assert.True(DetectionLayers.SkipsWeightDecay(name, 1), name));
        Assert.All(new[] { "backbone.layers.0.blocks.0.attn.qkv.bias", "rpn_head.rpn_cls.bias", "neck.lateral_convs.0.conv.weight" },
            name => Assert.False(DetectionLayers.SkipsWeightDecay(name, 1), name));
    }

    [Theory]
    [InlineData(10, 10, 0)]
    [InlineData(111, 112, 0)]  // below 112, twice the finest scale
    [InlineData(112, 112, 1)]
    [InlineData(448, 112, 2)]  // 224 by its area
    [InlineData(2000, 2000, 3)]
    [InlineData(0, 10, 0)]
    public void LevelOf_BoxesBySize_DoublesWithEachLevel(float width, float height, int level) =>
        Assert.Equal(level, RoiHead.LevelOf(new(3, 4, 3 + width, 4 + height), finestScale: 56, levels: 4));

    [Fact]
    public void Recipes_OfTheseTests_AreSound() =>
        Assert.Empty(RecipeValidation.Check(TinyDetection.Swin).Concat(RecipeValidation.Check(TinyDetection.VisionTransformer)));

    [Fact]
    public void Recipe_ThereAndBackInJson_IsTheSame() =>
        Assert.Equal(CanonicalJson.Write(TinyDetection.Swin), CanonicalJson.Write(CanonicalJson.Read<DetectionRecipe>(CanonicalJson.Write(TinyDetection.Swin))));

    [Fact]
    public void Recipe_ThatDoesNotFit_NamesEveryFault()
    {
        DetectionRecipe faulty = TinyDetection.Swin with
        {
            Evaluation = TinyDetection.Swin.Data,
            Proposals = TinyDetection.Swin.Proposals with { Anchors = new() { Scales = [], Ratios = [-1] } },
            Boxes = TinyDetection.Swin.Boxes with { Code = new() { Means = [0], Deviations = [1, 1, 1, 0] } },
            Model = (SwinTransformerRecipe)TinyDetection.Swin.Model with { PadToWindows = false, ImageSize = 32 },
        };

        Assert.Equal(
            ["Boxes.Code.Deviations", "Boxes.Code.Means", "Data.LongSide", "Evaluation", "Evaluation.LongSide", "Evaluation.Split", "Proposals.Anchors.Ratios", "Proposals.Anchors.Scales"],
            RecipeValidation.Check(faulty).Select(fault => fault.Member).Order(StringComparer.Ordinal));
    }
}
