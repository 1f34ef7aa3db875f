using MimRepro.Data.Depth;
using MimRepro.Recipes;
using MimRepro.Recipes.Validation;
using MimRepro.Tasks.Depth;
using MimRepro.Training;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthTrainingTests
{
    private static readonly DepthSample[] Train = TinyDepth.Samples(16);
    private static readonly DepthSample[] HeldOut = TinyDepth.Samples(4, first: 100);

    private static readonly DepthRecipe Vit = TinyDepth.Recipe with { Model = TinyDepth.Vit };

    public static TheoryData<string> Backbones => ["SwinTransformerV2", "VisionTransformer"];

    [Fact]
    public void Recipes_OfTheseTests_AreSound()
    {
        Assert.Empty(RecipeValidation.Check(TinyDepth.Recipe));
        Assert.Empty(RecipeValidation.Check(Vit));
    }

    [Theory, MemberData(nameof(Backbones))]
    public void Run_Gradients_LossFallsAndTheBaselineIsBeaten(string backbone)
    {
        var steps = new List<TrainingStatus>();
        using var training = New(backbone);
        var before = training.Evaluate(HeldOut).Evaluation.Score;

        var result = training.Run(Train, HeldOut, steps.Add);

        Assert.Equal(24, steps.Count); // 6 epochs of 16 / 4
        Assert.True(steps[^4..].Average(step => step.Loss) < 0.9 * steps[..4].Average(step => step.Loss));
        Assert.True(result.Evaluation.Score.Rmse < before.Rmse);
        Assert.True(result.Evaluation.Score.Rmse < DepthBaseline.Of(Train, HeldOut, TinyDepth.Recipe.Evaluation).Best.Evaluation.Score.Rmse);
        Assert.Equal((4, 0), (result.Evaluation.Images, result.Evaluation.ImagesWithoutDepth));
        var kept = Assert.Single(result.Predictions);
        Assert.Equal((1, "gradient 101", TinyDepth.Width, TinyDepth.Side, TinyDepth.Width * TinyDepth.Side), (kept.Place, kept.Name, kept.Width, kept.Height, kept.Metres.Length));
        Assert.All(kept.Metres, depth => Assert.InRange(depth, 0, 10));
    }

    [Theory, MemberData(nameof(Backbones))]
    public void Run_StoppedAndGoneOn_EndsBitForBitTheSame(string backbone)
    {
        var (expected, weights) = Trained(backbone, null);
        var keeper = new MemoryKeeper(stop: 9);
        Trained(backbone, keeper);
        keeper.Rewind();

        var (resumed, resumedWeights) = Trained(backbone, keeper);

        Assert.Equal(9, keeper.StepsDone);
        Assert.Equal(weights, resumedWeights);
        Assert.Equal(expected.Evaluation, resumed.Evaluation);
        Assert.Equal(expected.Predictions[0].Metres, resumed.Predictions[0].Metres);
        Assert.Equal(expected.Curves.Loss, resumed.Curves.Loss);
    }

    [Fact]
    public void Run_BFloat16_FollowsFloat32()
    {
        var seen = new List<double>[] { [], [] };
        for (var i = 0; i < 2; i++)
        {
            manual_seed(0);
            using var training = new DepthTraining(TinyDepth.Recipe with { Precision = i == 0 ? Precision.Float32 : Precision.BFloat16 }, CPU);
            training.Run(Train, HeldOut, step => seen[i].Add(step.Loss));
        }

        Assert.Equal(seen[0][0], seen[1][0], 0.02);
        Assert.NotEqual(seen[0], seen[1]);
    }

    [Fact]
    public void Run_PredictionKeptOfASampleThatIsNot_IsRefusedAtOnce()
    {
        using var training = new DepthTraining(TinyDepth.Recipe with { Evaluation = TinyDepth.Recipe.Evaluation with { KeptPredictions = [0, 4] } }, CPU);

        Assert.Contains("KeptPredictions", Assert.Throws<RecipeException>(() => training.Run(Train, HeldOut, _ => Assert.Fail("a step was made"))).Message);
    }

    private static DepthTraining New(string backbone)
    {
        manual_seed(0);
        return new(backbone == "VisionTransformer" ? Vit : TinyDepth.Recipe, CPU);
    }

    private static (DepthResult Result, float[] Weights) Trained(string backbone, MemoryKeeper? keeper)
    {
        using var training = New(backbone);
        var result = training.Run(Train, HeldOut, _ => { }, keeper);
        using var scope = NewDisposeScope();
        return (result, [.. training.Model.state_dict().OrderBy(entry => entry.Key, StringComparer.Ordinal).SelectMany(entry => entry.Value.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray())]);
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
            Assert.Equal(kept.Keys.Order(StringComparer.Ordinal), state.Select(entry => entry.Name).Order(StringComparer.Ordinal));
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
