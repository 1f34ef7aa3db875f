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
    private readonly AugmentationRecipe? augmentation;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller.</summary>
    public ClassificationTraining(SupervisedRecipe recipe, Device device)
        : this(recipe, recipe.LabelSmoothing, recipe.Augmentation, device)
    {
    }

    /// <inheritdoc cref="ClassificationTraining(SupervisedRecipe, Device)"/>
    public ClassificationTraining(FineTuningRecipe recipe, Device device)
        : this(recipe, recipe.LabelSmoothing, recipe.Augmentation, device)
    {
    }

    private ClassificationTraining(TrainingRecipe recipe, double labelSmoothing, AugmentationRecipe? augmentation, Device device)
    {
        this.augmentation = augmentation;
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
    /// <exception cref="RecipeException">Images that may show several classes are to be mixed, or their labels smoothed.</exception>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public ClassificationResult Run(
        ILabelledImages train, (ILabelledImages Images, DataRecipe Recipe) evaluation, IReadOnlyList<double> checkpointEpochs,
        Action<TrainingStatus> onStep, Action<double> onCheckpoint, ITrainingStateKeeper? keeper = null)
    {
        CheckTargets(train);
        using var batches = BackboneTraining.Batches(recipe, train, keeper, augmentation);
        Model.train();
        var plan = BackboneTraining.Plan(recipe, Model, train.Count, checkpointEpochs, _ =>
        {
            var batch = batches.Next();
            var logits = Model.call(TensorBatch.Images(batch, recipe.Data, device));
            return ClassificationLoss.Of(logits, batch, labelSmoothing, augmentation);
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
    public ClassificationScore Score(ILabelledImages images, DataRecipe data)
    {
        using var noGradient = no_grad();
        Model.eval();
        var tally = new ClassificationTally(images.Metric);
        foreach (var batch in EvaluationBatches.Of(images, data, recipe.BatchSize))
        {
            using var scope = NewDisposeScope();
            var logits = Model.call(TensorBatch.Images(batch, data, device));
            if (TensorBatch.Presences(batch, device) is { } presences)
            {
                tally.AddOfSeveralClasses(logits, presences);
            }
            else
            {
                tally.Add(logits, TensorBatch.Labels(batch, device));
            }
        }

        return tally.Score();
    }

    public void Dispose() => Model.Dispose();

    private void CheckTargets(ILabelledImages train)
    {
        if (train.Presences(0) is not null && (augmentation?.Mixing is not null || labelSmoothing > 0))
        {
            throw new RecipeException(
                $"Images that may show several classes have no labels to mix or to smooth.\n  member:     Augmentation.Mixing, LabelSmoothing\n  got:        data set '{recipe.Data.Dataset}'\n  expected:   null and 0");
        }
    }
}
