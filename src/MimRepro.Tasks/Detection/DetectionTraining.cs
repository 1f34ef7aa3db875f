using MimRepro.Data.Detection;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>One object that a detector found in one of several images.</summary>
/// <param name="Image">Place of the image among those searched.</param>
/// <param name="Mask">In run lengths: those of thousands of images stay in memory together.</param>
public sealed record ObjectInImage(int Image, int Class, double Score, DetectionBox Box, RunLengthMask Mask);

/// <summary>What training a detector measured.</summary>
/// <param name="Curves">The loss, and in <c>Terms</c> each of <see cref="DetectionLosses.Names"/>, epoch by epoch.</param>
/// <param name="Detections">Objects found in the held-out images; average precision is computed from them.</param>
public sealed record DetectionResult(TrainingCurves Curves, IReadOnlyList<ObjectInImage> Detections);

/// <summary>Trains all weights of a Mask R-CNN, from a pre-trained backbone or from scratch.</summary>
public sealed class DetectionTraining : IDisposable
{
    private readonly DetectionRecipe recipe;
    private readonly Device device;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller.</summary>
    public DetectionTraining(DetectionRecipe recipe, Device device)
    {
        this.recipe = recipe;
        this.device = device;
        Model = new MaskRcnn(recipe);
        Model.to(device);
    }

    public MaskRcnn Model { get; }

    /// <summary>Trains, and searches held-out images for objects at the end.</summary>
    /// <param name="train">Images to learn from. One may be loaded when it is asked for, on another thread.</param>
    /// <param name="evaluation">Held-out images; their objects are not read.</param>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <exception cref="RecipeException">There are fewer images than a batch takes.</exception>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    public DetectionResult Run(IReadOnlyList<DetectionImage> train, IReadOnlyList<DetectionImage> evaluation, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null) =>
        new(Train(train, onStep, keeper), [.. Detect(evaluation)]);

    /// <summary>Trains.</summary>
    /// <inheritdoc cref="Run"/>
    public TrainingCurves Train(IReadOnlyList<DetectionImage> train, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null)
    {
        var stepsPerEpoch = train.Count / recipe.BatchSize;
        using var batches = new DetectionBatches(train, recipe.Data, (recipe.BatchSize, recipe.Seed, Canvas),
            keeper?.StepsDone ?? 0, TrainingLoop.Steps(recipe.Schedule, Math.Max(1, stepsPerEpoch)));
        var layers = new DetectionLayers(Model.Backbone);
        double[] terms = [];
        Model.train();
        return TrainingLoop.Run(new()
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = stepsPerEpoch,
            Precision = recipe.Precision,
            Groups = ParameterGroups.Build(Model, recipe.Optimizer.WeightDecay, recipe.Optimizer.LayerDecay, layers.LastLayer, layers.LayerOf, DetectionLayers.SkipsWeightDecay),
            CheckpointEpochs = [],
            TermNames = DetectionLosses.Names,
            Terms = () => terms,
            OnStep = onStep,
            StateKeeper = keeper,
            Loss = _ =>
            {
                var batch = batches.Next();
                var losses = Model.Losses(Pixels(batch), batch, recipe.Seed);
                terms = losses.Values();
                return losses.Total();
            },
        });
    }

    /// <summary>Objects in images, image by image, best first; leaves the model in evaluation mode.</summary>
    /// <remarks>Images are read, and objects found, as the result is walked through.</remarks>
    public IEnumerable<ObjectInImage> Detect(IReadOnlyList<DetectionImage> images)
    {
        Model.eval();
        var first = 0;
        foreach (var batch in DetectionBatches.Plain(images, recipe.Evaluation, recipe.BatchSize, Canvas))
        {
            foreach (var (found, place) in Find(batch).Select((found, place) => (found, place)))
                foreach (var one in found)
                    yield return new(first + place, one.Class, one.Score, one.Box, RunLengthMask.FromBitmap(batch.Samples[place].OriginalHeight, batch.Samples[place].OriginalWidth, one.Mask));
            first += batch.Samples.Count;
        }
    }

    public void Dispose() => Model.Dispose();

    /// <summary>The side of the only images that some models take.</summary>
    private int? Canvas => recipe.Model is SwinRecipe { PadToWindows: true } ? null : recipe.Model.ImageSize;

    private IReadOnlyList<FoundObject[]> Find(DetectionBatch batch)
    {
        using var scope = NewDisposeScope();
        return Model.Find(Pixels(batch), batch);
    }

    private Tensor Pixels(DetectionBatch batch) => tensor(batch.Pixels, [batch.Samples.Count, 3, batch.Height, batch.Width], device: device);
}
