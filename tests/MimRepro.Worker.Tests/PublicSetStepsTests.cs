using System.Text.Json.Nodes;
using MimRepro.Data;
using MimRepro.Data.Imaging;
using MimRepro.Data.SceneWorld;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Tests;

/// <summary>The steps of the paper profile on the user's copies of public sets: rendered scenes, written as these sets are unpacked.</summary>
[Trait("Kind", "Unit")]
public sealed class PublicSetStepsTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Fact]
    public void Pose_CocoKeypoints_IsScoredInAnnotatedAndInDetectedBoxes()
    {
        var root = scenes.NewFolder();
        Poses(Path.Combine(root, "coco"));
        var recipe = Of("pose", "pose", "coco-keypoints", "train2017", "val2017");
        recipe["test"]!["detectorBoxes"] = PublicSets.DetectorBoxes;

        var output = Train("train-pose", recipe, root, "coco-keypoints");

        Assert.All(new[] { "oks_ap", "oks_ap.trivial", "oks_ap.detector_boxes", "oks_ar.detector_boxes" }, name => Assert.InRange(Value(output, name), 0, 100));
        // The boxes are the annotated ones with a score of 1: nothing else may differ.
        Assert.Equal(Value(output, "oks_ap"), Value(output, "oks_ap.detector_boxes"));
    }

    [Fact]
    public void Pose_CrowdPose_TrainsOnTrainAndVal()
    {
        var root = scenes.NewFolder();
        var folder = Path.Combine(root, "crowdpose");
        using var train = scenes.Pack("pose", "train");
        using var test = scenes.Pack("pose", "test");
        PublicSets.Images(Path.Combine(folder, "images"), "train", train);
        PublicSets.Images(Path.Combine(folder, "images"), "test", test);
        PublicSets.Write(Path.Combine(folder, "json", "crowdpose_trainval.json"), PublicSets.Keypoints("train", train));
        PublicSets.Write(Path.Combine(folder, "json", "crowdpose_test.json"), PublicSets.Keypoints("test", test));

        var output = Train("train-pose", Of("pose", "pose", "crowdpose", "trainval", "test"), root, "crowdpose");

        Assert.InRange(Value(output, "oks_ap"), 0, 100);
        Assert.DoesNotContain(output.Metrics, metric => metric.Name == "oks_ap.detector_boxes");
    }

    [Fact]
    public void Pose_MissingImage_IsNamedUnlessTolerated()
    {
        var root = scenes.NewFolder();
        Poses(Path.Combine(root, "coco-keypoints"));
        var recipe = Of("pose", "pose", "coco-keypoints", "train2017", "val2017");
        File.Delete(Path.Combine(root, "coco-keypoints", "train2017", "train-3.jpg"));
        var prepared = Prepared(root, "coco-keypoints");

        var fault = Assert.Throws<DataFormatException>(() => scenes.Run("train-pose", recipe, prepared, root));
        Assert.Contains("missing:    train-3.jpg", fault.Message, StringComparison.Ordinal);

        recipe["data"]!["toleratedBadRecords"] = 1;
        Assert.NotEmpty(scenes.Run("train-pose", recipe, prepared, root).Output.Metrics);
    }

    [Fact]
    public void Detection_Coco_CountsCrowdsAndImagesWithoutObjects()
    {
        var root = scenes.NewFolder();
        var folder = Path.Combine(root, "coco");
        foreach (var (split, name) in new[] { ("train", "train2017"), ("test", "val2017") })
        {
            using var pack = scenes.Pack("detection", split);
            PublicSets.Images(Path.Combine(folder, name), split, pack);
            PublicSets.Write(Path.Combine(folder, "annotations", $"instances_{name}.json"), PublicSets.Instances(split, pack));
        }
        var recipe = Of("detect", "detection", "coco-2017", "train2017", "val2017");

        var output = Train("train-detection", recipe, root, "coco-2017");

        Assert.All(new[] { "box_ap", "mask_ap", "class_loss" }, name => Assert.True(double.IsFinite(Value(output, name)), name));
        recipe["data"]!["classes"]![0] = 77;
        recipe["evaluation"]!["classes"]![0] = 77;
        Assert.Contains("expected:   categories 77", Assert.Throws<DataFormatException>(() => Train("train-detection", recipe, root, "coco-2017")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_Nyu_RecordsItsMetrics()
    {
        var root = scenes.NewFolder();
        foreach (var split in new[] { "train", "test" })
        {
            using var pack = scenes.Pack("depth", split);
            PublicSets.Nyu(Path.Combine(root, "nyu-depth-v2"), split, pack);
        }
        var recipe = scenes.ShortRecipe("depth-swinv2-scenes", "depth");
        recipe["data"]!["dataset"] = "nyu-depth-v2";

        var output = Train("train-depth", recipe, root, "nyu-depth-v2");

        Assert.True(Value(output, "rmse") > 0);
        Assert.Single(output.Figures);
    }

    [Theory]
    [InlineData("got-10k", "val", true)]
    [InlineData("trackingnet", "test", false)]
    public void Tracking_TwoSets_ScoresWhereBoxesArePublic(string evaluation, string split, bool scored)
    {
        var root = scenes.NewFolder();
        using var train = scenes.Pack("tracking", "train");
        using var test = scenes.Pack("tracking", "test");
        PublicSets.Got10k(Path.Combine(root, "got-10k"), "train", train);
        PublicSets.Got10k(Path.Combine(root, "got-10k"), "val", test);
        PublicSets.TrackingNet(Path.Combine(root, "trackingnet"), train, test);
        var recipe = scenes.ShortRecipe("track-swinv2-scenes", "tracking");
        recipe["data"]!["datasets"] = new JsonArray("got-10k", "trackingnet");
        (recipe["evaluation"]!["dataset"], recipe["evaluation"]!["split"]) = (evaluation, split);
        var inputs = new[] { "got-10k", "trackingnet" }.ToDictionary(set => set, set => Prepared(root, set)["data"]);

        var (output, artifact) = scenes.Run("train-tracking", recipe, inputs, root);

        Assert.Equal(scored, output.Metrics.Any(metric => metric.Name == "ao"));
        var tracks = Path.Combine(artifact, "tracks");
        Assert.Equal(!scored, Directory.Exists(tracks));
        if (!scored)
        {
            Assert.All(Directory.GetFiles(tracks), file => Assert.Equal(test.Recipe.Frames, File.ReadAllLines(file).Count(line => line.Split(',').Length == 4)));
        }
    }

    private JsonObject Of(string task, string set, string dataset, string train, string evaluation)
    {
        var recipe = scenes.ShortRecipe($"{task}-swinv2-scenes", set);
        (recipe["data"]!["dataset"], recipe["data"]!["split"]) = (dataset, train);
        (recipe["evaluation"]!["dataset"], recipe["evaluation"]!["split"]) = (dataset, evaluation);
        return recipe;
    }

    private void Poses(string folder)
    {
        foreach (var (split, name) in new[] { ("train", "train2017"), ("test", "val2017") })
        {
            using var pack = scenes.Pack("pose", split);
            PublicSets.Images(Path.Combine(folder, name), split, pack);
            var keypoints = PublicSets.Keypoints(split, pack);
            PublicSets.Write(Path.Combine(folder, "annotations", $"person_keypoints_{name}.json"), keypoints);
            PublicSets.Write(Path.Combine(folder, PublicSets.DetectorBoxes), PublicSets.Detections(keypoints));
        }
    }

    private Dictionary<string, string> Prepared(string root, string dataset)
    {
        var recipe = new DatasetRecipe { Id = "data-" + dataset, Source = "test", Dataset = dataset, Files = [] };
        return new() { ["data"] = scenes.Run("prepare-data", JsonNode.Parse(CanonicalJson.Write(recipe))!.AsObject(), new Dictionary<string, string>(), root).Artifact };
    }

    private StepOutput Train(string kind, JsonObject recipe, string root, string dataset) => scenes.Run(kind, recipe, Prepared(root, dataset), root).Output;

    private static double Value(StepOutput output, string name) => output.Metrics.Last(metric => metric.Name == name).Value;
}
