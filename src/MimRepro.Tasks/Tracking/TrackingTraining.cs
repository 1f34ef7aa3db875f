using MimRepro.Data.Tracking;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

/// <summary>What training a tracker measured.</summary>
/// <param name="Evaluation">Of the trained tracker.</param>
/// <param name="Trivial">Of the guess that the object stays where it was first.</param>
/// <param name="SecondsWaitedForPairs">Time the training thread spent waiting for its next batch; not a result.</param>
public sealed record TrackingResult(TrainingCurves Curves, TrackingEvaluation Evaluation, TrackingEvaluation Trivial, double SecondsWaitedForPairs);

/// <summary>Trains all weights of a tracker on pairs of frames, then follows the object of every evaluation sequence.</summary>
/// <remarks>LitingLin/SwinTrack runners/training/default, config/SwinTrack/Base; PAPER.md 5.6.</remarks>
public sealed class TrackingTraining : IDisposable
{
    private readonly TrackingRecipe recipe;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller. Load pre-trained ones into <see cref="SwinTrack.Encoder"/>.</summary>
    public TrackingTraining(TrackingRecipe recipe, Device device)
    {
        this.recipe = recipe;
        this.device = device;
        Model = new SwinTrack(recipe.Model, recipe.Tracker, recipe.Data.TemplateSize, recipe.Data.SearchSize);
        Model.to(device);
    }

    public SwinTrack Model { get; }

    /// <summary>Trains on one data set, then evaluates.</summary>
    /// <inheritdoc cref="Run(IReadOnlyList{IReadOnlyList{ITrackingSequence}}, IReadOnlyList{ITrackingSequence}, Action{TrainingStatus}, ITrainingStateKeeper?)"/>
    public TrackingResult Run(IReadOnlyList<ITrackingSequence> train, IReadOnlyList<ITrackingSequence> evaluation, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null) =>
        Run([train], evaluation, onStep, keeper);

    /// <summary>Trains on data sets that have the same share of the pairs, then evaluates.</summary>
    /// <param name="train">Sequences to learn from; frames are read on other threads.</param>
    /// <param name="evaluation">Sequences to follow, one by one.</param>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <exception cref="RecipeException">A data set has no sequence.</exception>
    /// <exception cref="Data.DataFormatException">A frame is missing or damaged, or a data set has no frames to learn from.</exception>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public TrackingResult Run(
        IReadOnlyList<IReadOnlyList<ITrackingSequence>> train, IReadOnlyList<ITrackingSequence> evaluation, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null)
    {
        var stepsPerEpoch = recipe.Data.PairsPerEpoch / recipe.BatchSize;
        var steps = TrainingLoop.Steps(recipe.Schedule, stepsPerEpoch);
        var dropFrom = (long)Math.Round(recipe.Tracker.DropPathStart * steps);
        using var batches = new TrackingBatches(train, recipe.Data, recipe.BatchSize, recipe.Seed, keeper?.StepsDone ?? 0, steps);
        Model.train();
        var curves = TrainingLoop.Run(new TrainingPlan
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = stepsPerEpoch,
            Precision = recipe.Precision,
            Groups = Groups(Model, recipe),
            CheckpointEpochs = [],
            Loss = step =>
            {
                Model.DropLayers(step >= dropFrom);
                return Loss(batches.Next());
            },
            OnStep = onStep,
            StateKeeper = keeper,
        });
        var tracked = Track(evaluation);
        return new(curves, TrackingEvaluation.Of(tracked), TrackingEvaluation.Of([.. tracked.Select(FirstBox)]), batches.WaitedSeconds);
    }

    /// <summary>Follows the object of every sequence; leaves the model in evaluation mode.</summary>
    /// <exception cref="Data.DataFormatException">A frame is missing or damaged.</exception>
    public IReadOnlyList<TrackedSequence> Track(IReadOnlyList<ITrackingSequence> sequences)
    {
        Model.eval();
        using var tracker = new SwinTracker(Model, recipe, device);
        return [.. sequences.Select(sequence => OnePassEvaluation.Track(sequence, tracker))];
    }

    public void Dispose() => Model.Dispose();

    /// <summary>All weights decay; the backbone's blocks train more slowly. Two groups, or one where they do not.</summary>
    internal static IReadOnlyList<ParameterGroup> Groups(nn.Module model, TrackingRecipe recipe) => ParameterGroups.Build(
        model, recipe.Optimizer.WeightDecay, recipe.BackboneRateScale, lastLayer: 1, name => SwinTrack.IsSlow(name) ? 0 : 1, (_, _) => false);

    /// <summary>What a tracker has to beat: the object stays where it was first.</summary>
    private static TrackedSequence FirstBox(TrackedSequence sequence) => sequence with { Runs = [[.. sequence.Truth.Select(_ => sequence.Truth[0])]] };

    private Tensor Loss(TrackingBatch batch)
    {
        var (templateSize, searchSize) = (recipe.Data.TemplateSize, recipe.Data.SearchSize);
        var (scores, boxes) = Model.call(
            tensor(batch.Templates, [batch.Count, 3, templateSize, templateSize], device: device), tensor(batch.Searches, [batch.Count, 3, searchSize, searchSize], device: device));
        return TrackingLoss.Of(scores, boxes, TrackingTargets.Cells(batch.Boxes, Model.SearchSide, searchSize, device), TrackingTargets.Boxes(batch.Boxes, searchSize, device), recipe.Loss);
    }
}
