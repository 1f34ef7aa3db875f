using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Classification;

/// <summary>What training a classifier measured; accuracies in percent.</summary>
/// <param name="SecondsWaitedForImages">Time the training thread spent waiting for its next batch; not a result.</param>
public sealed record ClassificationResult(TrainingCurves Curves, ClassificationScore Training, ClassificationScore Evaluation, double SecondsWaitedForImages);

/// <summary>Trains all weights of a classifier by cross-entropy: supervised pre-training, fine-tuning, training from scratch.</summary>
public sealed class ClassificationTraining : IDisposable
{
    private readonly TrainingRecipe recipe;
    private readonly double labelSmoothing;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller.</summary>
    public ClassificationTraining(TrainingRecipe recipe, double labelSmoothing, Device device)
    {
        this.recipe = recipe;
        this.labelSmoothing = labelSmoothing;
        this.device = device;
        Model = Backbones.Create(recipe.Model, recipe.Data.Classes.Length);
        Model.to(device);
    }

    public Backbone Model { get; }

    /// <summary>Trains, then scores held-out images and no more than as many training images, without augmentation.</summary>
    /// <param name="evaluation">Held-out images and how to read them.</param>
    /// <param name="checkpointEpochs">Epochs at which <paramref name="onCheckpoint"/> is called; the last always is.</param>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="onCheckpoint">Called with the epoch.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public ClassificationResult Run(
        ImageSet train, (ImageSet Images, DataRecipe Recipe) evaluation, IReadOnlyList<double> checkpointEpochs,
        Action<TrainingStatus> onStep, Action<double> onCheckpoint, ITrainingStateKeeper? keeper = null)
    {
        using var batches = BackboneTraining.Batches(recipe, train, keeper);
        Model.train();
        var plan = BackboneTraining.Plan(recipe, Model, train.Count, checkpointEpochs, _ =>
        {
            var batch = batches.Next();
            var logits = Model.call(TensorBatch.Images(batch, recipe.Data, device));
            return nn.functional.cross_entropy(logits, TensorBatch.Labels(batch, device), label_smoothing: labelSmoothing);
        });
        var curves = TrainingLoop.Run(plan with
        {
            OnStep = onStep,
            StateKeeper = keeper,
            OnCheckpoint = epoch =>
            {
                onCheckpoint(epoch);
                Model.train();
            },
        });
        var seen = train.Sample(evaluation.Images.Count, recipe.Seed);
        return new(curves, Score(seen, recipe.Data), Score(evaluation.Images, evaluation.Recipe), batches.WaitedSeconds);
    }

    /// <summary>Accuracy and cross-entropy without augmentation; leaves the model in evaluation mode.</summary>
    public ClassificationScore Score(ImageSet images, DataRecipe data)
    {
        using var noGradient = no_grad();
        Model.eval();
        var tally = new ClassificationTally();
        foreach (var batch in EvaluationBatches.Of(images, data, recipe.BatchSize))
        {
            using var scope = NewDisposeScope();
            tally.Add(Model.call(TensorBatch.Images(batch, data, device)), TensorBatch.Labels(batch, device));
        }

        return tally.Score();
    }

    public void Dispose() => Model.Dispose();
}
