using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;

namespace MimRepro.Worker.Tests;

[Trait("Kind", "Unit")]
public sealed class StepHandlersTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public void PretrainSimMim_TinyModel_LearnsAndKeepsCheckpoints()
    {
        var (output, artifact) = worker.Run("pretrain-simmim", TinyRecipes.SimMim);

        var loss = output.Series.Single(series => series.Name == "loss");
        Assert.True(loss.Y[^1] < loss.Y[0], $"from {loss.Y[0]} to {loss.Y[^1]}");
        Assert.Equal([0, 2, 4], PretrainedFiles.Checkpoints(artifact).Select(checkpoint => checkpoint.Epoch));
        Assert.True(File.Exists(Path.Combine(artifact, PretrainedFiles.Model)));
    }

    [Fact]
    public void PretrainSimMim_SameRecipe_GivesTheSameBytes()
    {
        var first = worker.Run("pretrain-simmim", TinyRecipes.SimMim);
        var second = worker.Run("pretrain-simmim", TinyRecipes.SimMim);

        Assert.Equal(
            File.ReadAllBytes(Path.Combine(first.Artifact, PretrainedFiles.Model)),
            File.ReadAllBytes(Path.Combine(second.Artifact, PretrainedFiles.Model)));
    }

    [Fact]
    public void PretrainSimMim_OtherSeed_GivesOtherWeights()
    {
        var first = worker.Run("pretrain-simmim", TinyRecipes.SimMim);
        var second = worker.Run("pretrain-simmim", TinyRecipes.SimMim with { Seed = 4 });

        Assert.NotEqual(Value(first.Output, "masked_l1_eval"), Value(second.Output, "masked_l1_eval"));
    }

    [Fact]
    public void FineTune_FromAPretrainedBackbone_LearnsTheQuadrants()
    {
        var (_, backbone) = worker.Run("pretrain-simmim", TinyRecipes.SimMim);

        var (output, _) = worker.Run("fine-tune", TinyRecipes.FineTuning, backbone);

        Assert.True(Value(output, "top1") > 90, $"top-1 is {Value(output, "top1")}");
        Assert.Equal([6.0, 12, 18, 24], output.Series.Single(series => series.Name == "top1").X);
    }

    [Fact]
    public void FineTune_WithoutABackbone_StartsFromScratch()
    {
        var (_, backbone) = worker.Run("pretrain-supervised", TinyRecipes.Supervised);

        var scratch = worker.Run("fine-tune", TinyRecipes.FineTuning).Output.Series.Single(series => series.Name == "loss");
        var tuned = worker.Run("fine-tune", TinyRecipes.FineTuning, backbone).Output.Series.Single(series => series.Name == "loss");

        Assert.True(tuned.Y[0] < scratch.Y[0], $"tuned {tuned.Y[0]}, scratch {scratch.Y[0]}");
    }

    [Fact]
    public void AnalyzeAttention_EveryCheckpoint_MeasuresEachHead()
    {
        var (_, backbone) = worker.Run("pretrain-simmim", TinyRecipes.SimMim);
        var recipe = new AttentionAnalysisRecipe
        {
            Id = "analysis-tiny", Source = "test", Deviations = [], Data = TinyRecipes.SimMim.Evaluation, Model = TinyRecipes.Model, BatchSize = 16,
        };

        var (output, _) = worker.Run("analyze-attention", recipe, backbone);

        Assert.Equal(4 * 4 * 2, output.Metrics.Count(metric => metric.Name == "attention_distance"));
        Assert.Equal(4 * 5 * 5, output.Metrics.Count(metric => metric.Name == "cka"));
        Assert.InRange(Value(output, "attention_distance.last_third"), 0, 2 * 3 * Math.Sqrt(2));
        Assert.InRange(Value(output, "cka.off_diagonal"), -1, 1);
    }

    [Fact]
    public void AnalyzeAttention_ConvNet_MeasuresItsKernelsInstead()
    {
        var simMim = TinyRecipes.SimMim with { Model = TinyRecipes.ConvNet, CheckpointEpochs = [0] };
        var (pretraining, backbone) = worker.Run("pretrain-simmim", simMim);
        var recipe = new AttentionAnalysisRecipe
        {
            Id = "analysis-convnet", Source = "test", Deviations = [], Data = simMim.Evaluation, Model = TinyRecipes.ConvNet, BatchSize = 16,
        };

        var (output, _) = worker.Run("analyze-attention", recipe, backbone);

        var loss = pretraining.Series.Single(series => series.Name == "loss");
        Assert.True(loss.Y[^1] < loss.Y[0], $"from {loss.Y[0]} to {loss.Y[^1]}");
        Assert.DoesNotContain(output.Metrics, metric => metric.Name.StartsWith("attention", StringComparison.Ordinal) || metric.Name.StartsWith("head", StringComparison.Ordinal));
        Assert.Equal([0.0, 1, 0, 1, 0, 1], output.Metrics.Where(metric => metric.Name == "kernel_distance").Select(metric => metric.At!["layer"])); // two epochs and the end
        Assert.InRange(Value(output, "kernel_distance.mean"), 0, 4 * 2 * Math.Sqrt(2));
        Assert.InRange(Value(output, "kernel_entropy.mean"), 0, Math.Log(25));
        Assert.True(Value(output, "kernel_divergence.mean") > 0);
        Assert.Equal(3 * 5 * 5, output.Metrics.Count(metric => metric.Name == "cka"));
    }

    [Fact]
    public void LinearProbe_FrozenBackbone_BeatsGuessing()
    {
        var (_, backbone) = worker.Run("pretrain-supervised", TinyRecipes.Supervised);
        var recipe = new LinearProbeRecipe
        {
            Id = "probe-tiny", Source = "test", Deviations = [], Data = TinyRecipes.Supervised.Data, Evaluation = TinyRecipes.Supervised.Evaluation,
            Model = TinyRecipes.Model, Classifier = TinyRecipes.Classifier, Seed = 0,
        };

        var (output, _) = worker.Run("linear-probe", recipe, backbone);

        Assert.True(Value(output, "top1") > 50, $"top-1 is {Value(output, "top1")}");
    }

    [Fact]
    public void NearestNeighbours_FrozenBackbone_BeatTheMostFrequentClass()
    {
        var (_, backbone) = worker.Run("pretrain-supervised", TinyRecipes.Supervised);
        var recipe = new NearestNeighboursRecipe
        {
            Id = "neighbours-tiny", Source = "test", Deviations = [], Data = TinyRecipes.Supervised.Data, Evaluation = TinyRecipes.Supervised.Evaluation,
            Model = TinyRecipes.Model, NearestNeighbours = new() { Neighbours = 5, Temperature = 0.07 }, BatchSize = 16, Seed = 0,
        };

        var (output, _) = worker.Run("nearest-neighbours", recipe, backbone);

        Assert.Equal(25, Value(output, "knn_top1.trivial"));
        Assert.True(Value(output, "knn_top1") > 50, $"top-1 is {Value(output, "knn_top1")}");
    }

    [Fact]
    public void PixelBaseline_Quadrants_AreLinearlySeparable()
    {
        var recipe = new PixelBaselineRecipe
        {
            Id = "pixels-tiny", Source = "test", Deviations = [], Data = TinyRecipes.Supervised.Data, Evaluation = TinyRecipes.Supervised.Evaluation,
            Classifier = TinyRecipes.Classifier, Seed = 0,
        };

        Assert.Equal(100, Value(worker.Run("pixel-baseline", recipe).Output, "top1"));
    }

    [Fact]
    public void Reconstruct_TrainedModel_DrawsAPng()
    {
        var (_, backbone) = worker.Run("pretrain-simmim", TinyRecipes.SimMim);
        var recipe = new ReconstructionRecipe
        {
            Id = "reconstruct-tiny", Source = "test", Deviations = [], Data = TinyRecipes.SimMim.Evaluation, Model = TinyRecipes.Model,
            Mask = TinyRecipes.Mask, Images = 4, Seed = 0,
        };

        var (output, artifact) = worker.Run("reconstruct", recipe, backbone);

        var bytes = File.ReadAllBytes(Path.Combine(artifact, output.Figures.Single().File));
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], bytes[..4]);
    }

    [Fact]
    public void UnknownKind_NamesTheKnownOnes()
    {
        var exception = Assert.Throws<RecipeException>(() => worker.Run("pretrain-mae", TinyRecipes.SimMim));

        Assert.Contains("pretrain-simmim", exception.Message, StringComparison.Ordinal);
    }

    private static double Value(StepOutput output, string name) =>
        output.Metrics.Single(metric => metric.Name == name && metric.At is null or { Count: 0 } && metric.Name == name).Value;
}
