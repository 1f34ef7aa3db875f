using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;
using MimRepro.Tasks.Tracking;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Tracking;

[Trait("Kind", "Unit")]
public sealed class TrackingTrainingTests
{
    static TrackingTrainingTests() => set_num_threads(1);

    private static readonly ITrackingSequence[] Train = TinyTracking.Films(6), HeldOut = TinyTracking.Films(2, first: 50);

    public static TheoryData<string> Backbones => ["SwinTransformerV2", "VisionTransformer"];

    [Fact]
    public void Recipes_OfTheseTests_AreSound()
    {
        Assert.Empty(RecipeValidation.Check(TinyTracking.Recipe));
        Assert.Empty(RecipeValidation.Check(TinyTracking.WithVit));
    }

    [Theory, MemberData(nameof(Backbones))]
    public void Run_MovingSquares_LossFalls(string backbone)
    {
        var steps = new List<TrainingStatus>();
        using var training = New(backbone, epochs: 8);

        var result = training.Run(Train, HeldOut, steps.Add);

        Assert.Equal(40, steps.Count); // 8 epochs of 40 / 8
        Assert.True(steps[^5..].Average(step => step.Loss) < 0.8 * steps[..5].Average(step => step.Loss));
        Assert.Equal(["square 50", "square 51"], result.Evaluation.Sequences.Select(sequence => sequence.Name));
        Assert.All(result.Evaluation.Sequences, sequence => Assert.Equal(8, Assert.Single(sequence.Runs).Count));
        Assert.Equal(HeldOut[0].Box(0), result.Evaluation.Sequences[0].Runs[0][0]);
        Assert.InRange(result.Evaluation.Success!.Suc, 0, 100);
    }

    [Fact]
    public void Run_LongEnough_FollowsTheSquareWhereTheFirstBoxLosesIt()
    {
        using var training = New("VisionTransformer", epochs: 40);

        var result = training.Run(Train, HeldOut, _ => { });

        Assert.True(result.Evaluation.Overlap!.Overall.Ao > 50, $"AO {result.Evaluation.Overlap.Overall.Ao}"); // 80 to 90 as a rule
        Assert.True(result.Trivial.Overlap!.Overall.Ao < 20, $"AO {result.Trivial.Overlap.Overall.Ao} without looking");
    }

    [Fact]
    public void Run_StoppedAndGoneOn_EndsBitForBitTheSame()
    {
        var (expected, weights) = Trained(null);
        var keeper = new MemoryKeeper(stop: 25);
        Trained(keeper);
        keeper.Rewind();

        var (resumed, resumedWeights) = Trained(keeper);

        Assert.Equal(25, keeper.StepsDone);
        Assert.Equal(weights, resumedWeights);
        Assert.Equal(expected.Curves.Loss, resumed.Curves.Loss);
        Assert.Equal(expected.Evaluation.Sequences.SelectMany(sequence => sequence.Runs[0]), resumed.Evaluation.Sequences.SelectMany(sequence => sequence.Runs[0]));
    }

    [Fact]
    public void Groups_OfASwin_SlowItsBlocksAlone()
    {
        using var model = new SwinTrack(TinyTracking.Swin, TinyTracking.Recipe.Tracker, 16, 32);

        var groups = TrackingTraining.Groups(model, TinyTracking.Recipe);

        Assert.Equal(2, groups.Count);
        Assert.All(groups, group => Assert.Equal(1e-4, group.WeightDecay));
        var slow = Assert.Single(groups, group => group.LearningRateScale == 0.5);
        Assert.All(slow.Parameters, parameter => Assert.StartsWith("backbone.layers.", parameter.Name));
        Assert.Contains(groups.Single(group => group != slow).Parameters, parameter => parameter.Name == "backbone.patch_embed.proj.weight");
        Assert.Equal(model.parameters().Count(), groups.Sum(group => group.Parameters.Count));
    }

    [Fact]
    public void StateDict_OutsideOfTheBackbone_HasTheReferencesKeys()
    {
        using var model = new SwinTrack(TinyTracking.Swin, TinyTracking.Recipe.Tracker, 16, 32);

        var keys = model.state_dict().Keys.Where(key => !key.StartsWith("backbone.", StringComparison.Ordinal)).ToArray();

        Assert.Contains("encoder.layers.0.attn.qkv.weight", keys);
        Assert.Contains("encoder.z_untied_pos_enc.pos.w_pos", keys);
        Assert.Contains("encoder.rpe_bias_table.relative_position_bias_table", keys);
        Assert.Contains("decoder.layers.0.norm1_kv.weight", keys);
        Assert.DoesNotContain("decoder.z_untied_pos_enc.pos_q_linear.weight", keys);
        Assert.Contains("head.reg_mlp.layers.2.bias", keys);
        Assert.Contains("out_norm.weight", keys);
    }

    [Fact]
    public void Forward_OfABatch_GivesAScoreAndABoxForEachCell()
    {
        using var scope = NewDisposeScope();
        using var model = new SwinTrack(TinyTracking.Swin, TinyTracking.Recipe.Tracker, 16, 32);
        model.eval();

        var (scores, boxes) = model.call(rand(2, 3, 16, 16), rand(2, 3, 32, 32));

        Assert.Equal([2, 64], scores.shape); // stage 0: 32 / 4 cells a side
        Assert.Equal([2, 64, 4], boxes.shape);
        Assert.True(boxes.min().item<float>() >= 0 && boxes.max().item<float>() <= 1);
    }

    [Fact]
    public void Track_SequenceWithoutLaterBoxes_GivesBoxesAndNoScore()
    {
        using var training = New("SwinTransformerV2");

        var evaluation = TrackingEvaluation.Of(training.Track([new FirstBoxOnly(HeldOut[0])]));

        Assert.Null(evaluation.Overlap);
        Assert.Null(evaluation.Success);
        Assert.All(evaluation.Sequences[0].Runs[0], box => Assert.False(box.IsNone));
    }

    [Fact]
    public void Training_OfManySteps_LeavesNoTensorsBehind()
    {
        using var training = New("SwinTransformerV2");
        var before = 0L;
        training.Run(Train, HeldOut[..1], step =>
        {
            if (step.Step == 5)
                before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
            if (step.Step == 35)
                Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
        });
    }

    private static TrackingTraining New(string backbone, int epochs = 8)
    {
        manual_seed(0);
        var recipe = backbone == "VisionTransformer" ? TinyTracking.WithVit : TinyTracking.Recipe;
        return new(recipe with { Schedule = recipe.Schedule with { Epochs = epochs, DecayEpochs = [0.8 * epochs] } }, CPU);
    }

    private static (TrackingResult Result, float[] Weights) Trained(MemoryKeeper? keeper)
    {
        using var training = New("SwinTransformerV2");
        var result = training.Run(Train, HeldOut, _ => { }, keeper);
        using var scope = NewDisposeScope();
        return (result, [.. training.Model.named_parameters().SelectMany(entry => entry.parameter.detach().cpu().contiguous().data<float>().ToArray())]);
    }

    private sealed class FirstBoxOnly(ITrackingSequence sequence) : ITrackingSequence
    {
        public string Name => sequence.Name;
        public int Count => sequence.Count;
        public double? FramesPerSecond => null;
        public RgbImage Frame(int frame) => sequence.Frame(frame);
        public BoundingBox Box(int frame) => frame == 0 ? sequence.Box(0) : BoundingBox.None;
        public bool Visible(int frame) => true;
    }

    private sealed class MemoryKeeper(int stop) : ITrainingStateKeeper
    {
        private readonly Dictionary<string, Tensor> kept = [];
        private long saved;
        private int asked;

        public long StepsDone { get; private set; }

        public bool IsDue => ++asked == stop && StepsDone == 0;

        public void Restore(IReadOnlyList<(string Name, Tensor Value)> state)
        {
            using var noGradient = no_grad();
            foreach (var (name, value) in state)
                value.copy_(kept[name]);
        }

        public void Save(long stepsDone, IReadOnlyList<(string Name, Tensor Value)> state)
        {
            saved = stepsDone;
            foreach (var (name, value) in state)
                kept.Add(name, value.detach().clone().DetachFromDisposeScope());
        }

        public void Rewind() => StepsDone = saved;
    }
}
