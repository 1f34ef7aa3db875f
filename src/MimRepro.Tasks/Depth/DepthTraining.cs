using MimRepro.Data.Depth;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Depth;

/// <summary>The predicted depth of one evaluation sample.</summary>
/// <param name="Place">Of the sample in its set.</param>
/// <param name="Metres">[Height, Width]; NaN where no window of the recipe's reaches.</param>
public sealed record PredictedDepth(int Place, string Name, int Width, int Height, float[] Metres);

/// <summary>What training for depth measured.</summary>
/// <param name="Predictions">Of the samples that the recipe keeps, in their order.</param>
/// <param name="SecondsWaitedForSamples">Time the training thread spent waiting for its next batch; not a result.</param>
public sealed record DepthResult(TrainingCurves Curves, DepthEvaluation Evaluation, IReadOnlyList<PredictedDepth> Predictions, double SecondsWaitedForSamples);

/// <summary>Trains all weights of a backbone and a head for depth from one picture.</summary>
/// <remarks>SwinTransformer/MIM-Depth-Estimation train.py; PAPER.md 5.5.</remarks>
public sealed class DepthTraining : IDisposable
{
    private readonly DepthRecipe recipe;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller. Load pre-trained ones into <see cref="DepthModel.Encoder"/>.</summary>
    public DepthTraining(DepthRecipe recipe, Device device)
    {
        this.recipe = recipe;
        this.device = device;
        Model = new DepthModel(recipe.Model, recipe.Head, (recipe.Data.CropHeight, recipe.Data.CropWidth));
        Model.to(device);
    }

    public DepthModel Model { get; }

    /// <summary>Trains, then predicts and scores every evaluation sample.</summary>
    /// <param name="train">Samples to learn from; may read from disk, on another thread.</param>
    /// <param name="evaluation">Samples to score, one by one.</param>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <exception cref="RecipeException">Fewer samples than a batch takes, or than the recipe keeps predictions of.</exception>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public DepthResult Run(IReadOnlyList<DepthSample> train, IReadOnlyList<DepthSample> evaluation, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null)
    {
        CheckKept(evaluation.Count);
        using var batches = new DepthBatches(train, recipe.Data, recipe.BatchSize, recipe.Seed, keeper?.StepsDone ?? 0, TrainingLoop.Steps(recipe.Schedule, train.Count / recipe.BatchSize));
        Model.train();
        var curves = TrainingLoop.Run(new TrainingPlan
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = batches.StepsPerEpoch,
            Precision = recipe.Precision,
            Groups = ParameterGroups.Build(Model, recipe.Optimizer.WeightDecay, recipe.Optimizer.LayerDecay, Model.LastLayer, Model.LayerOf, Model.SkipsWeightDecay),
            CheckpointEpochs = [],
            Loss = _ => Loss(batches.Next()),
            OnStep = onStep,
            Statistics = RunningStatistics.Of(Model),
            StateKeeper = keeper,
        });
        var (scored, kept) = Evaluate(evaluation);
        return new(curves, scored, kept, batches.WaitedSeconds);
    }

    /// <summary>Metrics of all samples and the predictions that the recipe keeps; leaves the model in evaluation mode.</summary>
    /// <exception cref="Data.DataFormatException">No sample has a pixel to score.</exception>
    public (DepthEvaluation Evaluation, IReadOnlyList<PredictedDepth> Predictions) Evaluate(IReadOnlyList<DepthSample> samples)
    {
        CheckKept(samples.Count);
        Model.eval();
        var tally = new DepthTally(recipe.Evaluation);
        var kept = new List<PredictedDepth>();
        for (var place = 0; place < samples.Count; place++)
        {
            var sample = samples[place];
            var metres = Predict(sample);
            tally.Add(metres, sample);
            if (recipe.Evaluation.KeptPredictions.Contains(place))
                kept.Add(new(place, sample.Name, sample.Image.Width, sample.Image.Height, metres));
        }
        return (tally.Result(), kept);
    }

    public void Dispose() => Model.Dispose();

    private Tensor Loss(DepthBatch batch)
    {
        var (height, width) = (recipe.Data.CropHeight, recipe.Data.CropWidth);
        var predicted = Model.call(tensor(batch.Pixels, [batch.Count, 3, height, width], device: device));
        // Logarithms of a mean over all pixels need more digits than bfloat16 has.
        return SiLogLoss.Of(predicted.squeeze(1).to(ScalarType.Float32), tensor(batch.Metres, [batch.Count, height, width], device: device), recipe.ScaleInvariance);
    }

    private float[] Predict(DepthSample sample)
    {
        using var scope = NewDisposeScope();
        var images = tensor(DepthAugmentation.Whole(sample, recipe.Data), [1, 3, sample.Image.Height, sample.Image.Width], device: device);
        return DepthPrediction.Of(Model, images, recipe.Evaluation).cpu().contiguous().data<float>().ToArray();
    }

    private void CheckKept(int samples)
    {
        if (recipe.Evaluation.KeptPredictions is [.., var last] && last >= samples)
            throw new RecipeException($"A prediction is to be kept of a sample that there is not.\n  member:     Evaluation.KeptPredictions\n  expected:   places below {samples}\n  got:        {last}");
    }
}
