using System.Text.Json.Nodes;
using MimRepro.Data.SceneWorld;
using MimRepro.Pipeline.Worker;

namespace MimRepro.Worker.Tests;

/// <summary>The steps on rendered scenes with the recipes of the <c>small</c> profile, on a handful of images.</summary>
[Trait("Kind", "Unit")]
public sealed class SceneStepsTests(SceneFixture scenes) : IClassFixture<SceneFixture>
{
    [Theory]
    [InlineData("train-pose", "pose", "pose", "oks_ap", "oks_ap.trivial", "pck")]
    [InlineData("train-depth", "depth", "depth", "rmse", "rmse.trivial", "delta1")]
    [InlineData("train-tracking", "track", "tracking", "ao", "ao.trivial", "suc")]
    [InlineData("train-detection", "detect", "detection", "box_ap", "mask_ap", "class_loss")]
    [InlineData("fine-tune", "finetune", "finegrained", "top1", "cross_entropy_eval", "top1_train")]
    public void Task_FromAPretrainedBackbone_RecordsItsMetrics(string kind, string task, string set, params string[] metrics)
    {
        var (output, artifact) = scenes.Train(kind, $"{task}-swinv2-scenes", set, backbone: true);

        Assert.All(metrics, name => Assert.True(double.IsFinite(output.Metrics.Last(metric => metric.Name == name).Value), name));
        Assert.NotEmpty(output.Series.Single(series => series.Name == "loss").Y);
        Assert.All(output.Figures, figure => Assert.Equal((byte[])[0x89, 0x50, 0x4E, 0x47], File.ReadAllBytes(Path.Combine(artifact, figure.File))[..4]));
        Assert.Equal(kind == "fine-tune" ? 0 : 1, output.Figures.Count);
    }

    [Theory]
    [InlineData("train-pose", "pose", "pose")]
    [InlineData("train-depth", "depth", "depth")]
    [InlineData("train-tracking", "track", "tracking")]
    [InlineData("train-detection", "detect", "detection")]
    public void Task_GoneOnFromAnyStep_EndsWithTheSameNumbers(string kind, string task, string set)
    {
        var straight = scenes.Train(kind, $"{task}-swinv2-scenes", set, backbone: false).Output;
        var resume = scenes.NewFolder();
        var kept = scenes.Train(kind, $"{task}-swinv2-scenes", set, backbone: false, resume, keepAfter: 1).Output;

        var goneOn = scenes.Train(kind, $"{task}-swinv2-scenes", set, backbone: false, resume).Output;

        Assert.Equal(straight.Metrics.Select(metric => (metric.Name, metric.Value)), kept.Metrics.Select(metric => (metric.Name, metric.Value)));
        Assert.Equal(straight.Metrics.Select(metric => (metric.Name, metric.Value)), goneOn.Metrics.Select(metric => (metric.Name, metric.Value)));
    }

    // Two of eight blocks are left out; two change places.
    [Theory]
    [InlineData("train-pose", "pose-drop2", "pose")]
    [InlineData("train-depth", "depth-drop2", "depth")]
    [InlineData("fine-tune", "finetune-shuffled", "finegrained")]
    public void Task_WithOtherBlocksThanPretrained_Trains(string kind, string task, string set) =>
        Assert.NotEmpty(scenes.Train(kind, $"{task}-swinv2-scenes", set, backbone: true).Output.Metrics);

    [Fact]
    public void RenderScenes_Twice_GivesTheSameBytes()
    {
        var (first, second) = (scenes.Render("detection", "train"), scenes.Render("detection", "train"));

        Assert.All(Directory.EnumerateFiles(first), file => Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(second, Path.GetFileName(file)))));
    }
}

/// <summary>Rendered sets of a few images and one pre-trained backbone, each made when first asked for.</summary>
public sealed class SceneFixture : IDisposable
{
    private const int TrainImages = 32, TestImages = 12, Clips = 3, Classes = 3;

    private readonly WorkerFixture worker = new();
    private readonly Dictionary<(string Set, string Split), string> rendered = [];
    private string? backbone;

    public string NewFolder() => worker.NewFolder();

    /// <summary>Renders a set anew.</summary>
    public string Render(string set, string split)
    {
        var recipe = Recipe($"scenes-{set}-{split}-small");
        // Labels are drawn: so many images have a few classes in both splits.
        recipe["images"] = set switch { "tracking" => Clips, "pretraining" or "finegrained" => 4 * TrainImages, _ => split == "train" ? TrainImages : TestImages };
        return worker.Run("render-scenes", recipe, new Dictionary<string, string>()).Artifact;
    }

    /// <param name="recipe">Id without the profile's name.</param>
    /// <param name="backbone">Starts from the pre-trained backbone.</param>
    public (StepOutput Output, string Artifact) Train(string kind, string recipe, string set, bool backbone, string? resume = null, int keepAfter = 0)
    {
        var inputs = Splits(set);
        if (backbone)
        {
            inputs["backbone"] = this.backbone ??= worker.Run("pretrain-simmim", Short(Recipe("simmim-swinv2-scenes-small"), "pretraining"), Splits("pretraining")).Artifact;
        }

        return worker.Run(kind, Short(Recipe($"{recipe}-small"), set), inputs, resume, keepAfter);
    }

    /// <summary>The recipe that <see cref="Train"/> takes.</summary>
    public JsonObject ShortRecipe(string recipe, string set) => Short(Recipe($"{recipe}-small"), set);

    public SceneWorldPack Pack(string set, string split) => SceneWorldPack.Open(Rendered(set, split));

    /// <summary>Runs any step on the user's copies of public sets.</summary>
    public (StepOutput Output, string Artifact) Run(string kind, JsonObject recipe, IReadOnlyDictionary<string, string> inputs, string dataRoot) =>
        worker.Run(kind, recipe, inputs, dataRoot: dataRoot);

    public void Dispose() => worker.Dispose();

    private Dictionary<string, string> Splits(string set) => new() { ["train"] = Rendered(set, "train"), ["test"] = Rendered(set, "test") };

    private string Rendered(string set, string split) => rendered.TryGetValue((set, split), out var folder) ? folder : rendered[(set, split)] = Render(set, split);

    private static JsonObject Recipe(string id) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recipes", $"RecipeCatalogueTests.{id}.snap")))!.AsObject();

    // A few updates; of labelled sets the classes that both splits have.
    private JsonObject Short(JsonObject recipe, string set)
    {
        recipe["schedule"]!["epochs"] = 1;
        recipe["schedule"]!["warmupEpochs"] = 0;
        foreach (var member in new[] { "checkpointEpochs", "evaluationEpochs" })
        {
            if (recipe[member] is JsonArray)
            {
                recipe[member] = new JsonArray(1);
            }
        }

        if (recipe["data"] is JsonObject { } data && data.ContainsKey("pairsPerEpoch"))
        {
            data["pairsPerEpoch"] = TrainImages;
        }

        if (set is "pretraining" or "finegrained")
        {
            var both = Labels(set, "train").Intersect(Labels(set, "test")).Order().Take(Classes).ToArray();
            recipe["data"]!["classes"] = new JsonArray([.. both.Select(label => JsonValue.Create(label))]);
            recipe["evaluation"]!["classes"] = new JsonArray([.. both.Select(label => JsonValue.Create(label))]);
            recipe["batchSize"] = Classes;
        }
        return recipe;
    }

    private int[] Labels(string set, string split)
    {
        using var pack = SceneWorldPack.Open(Rendered(set, split));
        return [.. Enumerable.Range(0, pack.Count).Select(pack.Label)];
    }
}
