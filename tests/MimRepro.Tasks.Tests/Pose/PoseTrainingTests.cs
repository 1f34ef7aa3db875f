using MimRepro.Data.Coco;
using MimRepro.Models;
using MimRepro.Models.Tests;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;
using MimRepro.Tasks.Pose;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Pose;

[Trait("Kind", "Unit")]
public sealed class PoseTrainingTests
{
    private static readonly PoseRecipe Short = TinyPoses.Recipe with { Schedule = TinyPoses.Recipe.Schedule with { Epochs = 2 } };

    static PoseTrainingTests() => set_num_threads(1);

    [Fact]
    public void Run_GeneratedDots_LossFalls()
    {
        random.manual_seed(1);
        using var training = new PoseTraining(TinyPoses.Recipe, CPU);
        var losses = new List<double>();
        var evaluation = TinyPoses.Set(8, 1000);
        var boxes = evaluation.People.Select(person => new CocoDetection(person.ImageId, 1, 0.8) { Box = person.Box }).ToArray();

        var result = training.Run(TinyPoses.Set(64, 1), evaluation, status => losses.Add(status.Loss), detections: boxes, samples: new HashSet<long> { 1001, 1003 });

        Assert.Equal(64, losses.Count);
        Assert.True(losses[^8..].Average() < 0.6 * losses[..4].Average(), $"from {losses[..4].Average()} to {losses[^8..].Average()}");
        Assert.Equal([1001, 1003], result.Samples.Select(sample => sample.Person.AnnotationId!.Value));
        Assert.All(result.Samples, sample => Assert.Equal(3, sample.Joints.Length));
        Assert.InRange(result.AnnotatedBoxes.Oks.Ap, 0, 1);
        Assert.Equal(result.AnnotatedBoxes.Oks.Ap, result.DetectedBoxes!.Oks.Ap, 9); // the same boxes
        Assert.Null(result.DetectedBoxes.Pck);
        Assert.InRange(result.Baseline.Pck!.Value, 0, 1);
    }

    [Fact]
    public void Run_Twice_IsTheSameBitForBit()
    {
        Assert.Equal(Losses(), Losses());

        static double[] Losses()
        {
            random.manual_seed(1);
            using var training = new PoseTraining(Short, CPU);
            var losses = new List<double>();
            training.Run(TinyPoses.Set(16, 1), TinyPoses.Set(2, 1000), status => losses.Add(status.Loss));
            return [.. losses];
        }
    }

    [Fact]
    public void Run_Resumed_EndsWithTheSameWeightsAndStatistics()
    {
        var keeper = new Memory { SaveAt = 2 };
        var expected = State(keeper, seed: 1);
        keeper.Resume();

        var resumed = State(keeper, seed: 2);

        Assert.Contains(expected.Keys, key => key.EndsWith("running_var", StringComparison.Ordinal));
        foreach (var (name, value) in expected)
            Assert.True(value.SequenceEqual(resumed[name]), name);

        static Dictionary<string, byte[]> State(Memory keeper, int seed)
        {
            random.manual_seed(seed);
            using var training = new PoseTraining(Short, CPU);
            training.Run(TinyPoses.Set(16, 1), TinyPoses.Set(2, 1000), _ => { }, keeper);
            return training.Model.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.bytes.ToArray());
        }
    }

    [Fact]
    public void Run_FewerPeopleThanABatch_SaysSo()
    {
        using var training = new PoseTraining(Short, CPU);

        Assert.Contains("8 people or more", Assert.Throws<RecipeException>(() => training.Run(TinyPoses.Set(4, 1), TinyPoses.Set(2, 9), _ => { })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_EveryFamily_GivesAMapAJoint()
    {
        var swin = new[] { TinyRecipes.Swin, (BackboneRecipe)TinyRecipes.SwinV2 }.Select(recipe => ((SwinRecipe)recipe) with { ImageSize = 32, InChannels = 3 });
        foreach (var recipe in swin.Append(TinyPoses.Recipe.Model))
        {
            using var scope = NewDisposeScope();
            using var model = new PoseModel(TinyPoses.Recipe with { Model = recipe });

            Assert.Equal([2, 3, 8, 8], model.call(zeros(2, 3, 32, 32)).shape);
        }
    }

    [Fact]
    public void Forward_TallInput_GivesTallMaps()
    {
        using var scope = NewDisposeScope();
        using var model = new PoseModel(TinyPoses.Recipe with { Input = TinyPoses.Recipe.Input with { Width = 24 }, Model = TinyPoses.Recipe.Model });

        Assert.Equal([1, 3, 8, 6], model.call(zeros(1, 3, 32, 24)).shape);
    }

    [Fact]
    public void Model_StateDict_HasTheOfficialHeadKeys()
    {
        using var model = new PoseModel(TinyPoses.Recipe with { Input = TinyPoses.Recipe.Input with { HeatmapStride = 2 } });

        var keys = model.state_dict().Keys.Where(key => key.StartsWith("keypoint_head.", StringComparison.Ordinal)).ToArray();

        Assert.Equal(
            [
                "keypoint_head.deconv_layers.0.weight",
                .. BatchNorm(1),
                "keypoint_head.deconv_layers.3.weight",
                .. BatchNorm(4),
                "keypoint_head.final_layer.bias", "keypoint_head.final_layer.weight",
            ],
            keys.Order(StringComparer.Ordinal));
        Assert.Contains("backbone.patch_embed.proj.weight", model.state_dict().Keys);

        static string[] BatchNorm(int place) =>
            [.. new[] { "bias", "num_batches_tracked", "running_mean", "running_var", "weight" }.Select(name => $"keypoint_head.deconv_layers.{place}.{name}")];
    }

    [Fact]
    public void Groups_Swin_GiveEachMergingALayerOfItsOwn()
    {
        using var training = new PoseTraining(TinyPoses.Recipe with { Model = TinyRecipes.SwinV2 with { ImageSize = 32, InChannels = 3 } }, CPU);

        var scales = training.Groups().SelectMany(group => group.Parameters.Select(parameter => (parameter.Name, group.LearningRateScale, group.WeightDecay)))
            .ToDictionary(entry => entry.Name);

        Assert.Equal(6, training.Model.LastLayer); // two blocks, merging, two blocks, and one more: 2 + 2 + 2 stages
        Assert.Equal(Math.Pow(0.9, 6), scales["backbone.patch_embed.proj.weight"].LearningRateScale, 12);
        Assert.Equal(Math.Pow(0.9, 6 - 3), scales["backbone.layers.0.downsample.reduction.weight"].LearningRateScale, 12);
        Assert.Equal(Math.Pow(0.9, 6 - 4), scales["backbone.layers.1.blocks.0.mlp.fc1.weight"].LearningRateScale, 12);
        Assert.Equal(1, scales["keypoint_head.final_layer.weight"].LearningRateScale);
        Assert.Equal(0, scales["backbone.layers.0.blocks.0.attn.logit_scale"].WeightDecay);
        Assert.Equal(0, scales["keypoint_head.deconv_layers.1.weight"].WeightDecay);
        Assert.Equal(0.05, scales["keypoint_head.deconv_layers.0.weight"].WeightDecay);
    }

    [Fact]
    public void Groups_VisionTransformer_CountAsItsOwnCodeDoes()
    {
        using var training = new PoseTraining(TinyPoses.Recipe, CPU);

        var scales = training.Groups().SelectMany(group => group.Parameters.Select(parameter => (parameter.Name, group.LearningRateScale))).ToDictionary(entry => entry.Name, entry => entry.LearningRateScale);

        Assert.Equal(1, scales["keypoint_head.final_layer.weight"]);
        Assert.Equal(Math.Pow(0.9, training.Model.LastLayer), scales["backbone.patch_embed.proj.weight"], 12);
    }

    [Fact]
    public void Recipe_Tiny_IsSoundAndComesBackFromItsText()
    {
        Assert.Empty(RecipeValidation.Check(TinyPoses.Recipe));
        var text = CanonicalJson.Write(TinyPoses.Recipe);

        Assert.Equal(text, CanonicalJson.Write(CanonicalJson.Read<PoseRecipe>(text)));
    }

    [Fact]
    public void Loss_InvisibleJoint_CountsForNothing()
    {
        using var scope = NewDisposeScope();
        var (predicted, target) = (ones(1, 2, 2, 2), zeros(1, 2, 2, 2));

        Assert.Equal(0.25, HeatmapLoss.Of(predicted, target, tensor(new float[] { 1, 0 }, [1, 2])).item<float>(), 6);
        Assert.Equal(0.5, HeatmapLoss.Of(predicted, target, null).item<float>(), 6);
    }

    /// <summary>Keeps one state in memory.</summary>
    private sealed class Memory : ITrainingStateKeeper
    {
        private readonly Dictionary<string, Tensor> kept = [];
        private long saved, asked;

        public required long SaveAt { get; init; }
        public long StepsDone { get; private set; }
        public bool IsDue => ++asked == SaveAt;

        public void Resume() => StepsDone = saved;

        public void Restore(IReadOnlyList<(string Name, Tensor Value)> state)
        {
            foreach (var (name, value) in state)
                value.copy_(kept[name]);
        }

        public void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state)
        {
            saved = stepsDone;
            foreach (var (name, value) in state)
                kept[name] = value.detach().clone().DetachFromDisposeScope();
        }
    }
}
