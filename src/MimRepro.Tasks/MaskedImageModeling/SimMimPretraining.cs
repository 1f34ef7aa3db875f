using MimRepro.Data;
using MimRepro.Models;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.MaskedImageModeling;

/// <summary>What SimMIM pre-training measured.</summary>
/// <param name="MaskedL1Evaluation">Masked L1 on held-out images under fixed masks.</param>
/// <param name="SecondsWaitedForImages">Time the training thread spent waiting for its next batch; not a result.</param>
public sealed record SimMimResult(TrainingCurves Curves, double MaskedL1Evaluation, double SecondsWaitedForImages);

/// <summary>SimMIM pre-training: hide random cells of an image, predict their pixels.</summary>
public sealed class SimMimPretraining : IDisposable
{
    private readonly SimMimRecipe recipe;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller.</summary>
    public SimMimPretraining(SimMimRecipe recipe, Device device)
    {
        this.recipe = recipe;
        this.device = device;
        Model = new SimMim(recipe.Model);
        Model.to(device);
    }

    public SimMim Model { get; }

    /// <summary>Trains, and measures the loss on held-out images at the end.</summary>
    /// <param name="train">Images to learn from; labels are not read.</param>
    /// <param name="evaluation">Held-out images.</param>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="onCheckpoint">Called with the epoch whenever weights are to be kept; the last epoch always is.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public SimMimResult Run(ILabelledImages train, ILabelledImages evaluation, Action<TrainingStatus> onStep, Action<double> onCheckpoint, ITrainingStateKeeper? keeper = null)
    {
        var masks = new MaskBatches(Generator(), recipe.Seed, "mask");
        using var batches = BackboneTraining.Batches(recipe, train, keeper);
        Model.train();
        var plan = BackboneTraining.Plan(recipe, Model, train.Count, recipe.CheckpointEpochs, step =>
        {
            var batch = batches.Next();
            var images = TensorBatch.Images(batch, recipe.Data, device);
            var mask = masks.Draw(step * recipe.BatchSize, batch.Count, device);
            return MaskedL1.Of(Targets(images), Model.call(images, mask), mask);
        });
        var curves = TrainingLoop.Run(plan with { OnCheckpoint = onCheckpoint, OnStep = onStep, StateKeeper = keeper });
        return new(curves, Evaluate(evaluation), batches.WaitedSeconds);
    }

    /// <summary>Masked L1 over all of <paramref name="images"/>, each under a mask that depends only on the recipe's seed and its place.</summary>
    public double Evaluate(ILabelledImages images)
    {
        using var noGradient = no_grad();
        Model.eval();
        var masks = new MaskBatches(Generator(), recipe.Seed, "evaluation-mask");
        double sum = 0;
        long seen = 0;
        foreach (var batch in EvaluationBatches.Of(images, recipe.Evaluation, recipe.BatchSize))
        {
            using var scope = NewDisposeScope();
            var pixels = TensorBatch.Images(batch, recipe.Evaluation, device);
            var mask = masks.Draw(seen, batch.Count, device);
            sum += MaskedL1.Of(Targets(pixels), Model.call(pixels, mask), mask).item<float>() * (double)batch.Count;
            seen += batch.Count;
        }

        return sum / seen;
    }

    public void Dispose() => Model.Dispose();

    private Tensor Targets(Tensor images) => recipe.TargetWindow is { } window ? LocalNormalization.Of(images, window) : images;

    private MaskGenerator Generator() => new(recipe.Model.ImageSize, recipe.Model.TokenSize(), recipe.Mask);
}
