using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Recipes;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Pose;

/// <summary>What training a pose model measured.</summary>
/// <param name="AnnotatedBoxes">In the boxes of the annotations.</param>
/// <param name="DetectedBoxes">In the boxes of a detector; null without.</param>
/// <param name="Baseline">The mean pose of the training set in the boxes of the annotations.</param>
/// <param name="Samples">Predictions in annotated boxes, for the annotations asked for.</param>
/// <param name="SecondsWaitedForImages">Time the training thread spent waiting for its next batch; not a result.</param>
public sealed record PoseResult(
    TrainingCurves Curves, PoseScore AnnotatedBoxes, PoseScore? DetectedBoxes, PoseScore Baseline,
    IReadOnlyList<PosePrediction> Samples, double SecondsWaitedForImages);

/// <summary>Trains all weights of a pose model on heat maps, person by person.</summary>
public sealed class PoseTraining : IDisposable
{
    private readonly PoseRecipe recipe;
    private readonly Device device;
    private readonly PoseViews views;

    /// <summary>Builds the model; its weights come from torch's global generator, seeded by the caller.</summary>
    public PoseTraining(PoseRecipe recipe, Device device)
    {
        (this.recipe, this.device, views) = (recipe, device, new PoseViews(recipe));
        Model = new PoseModel(recipe);
        Model.to(device);
    }

    public PoseModel Model { get; }

    /// <summary>Trains, then measures held-out people without augmentation.</summary>
    /// <param name="onStep">Called after every optimizer step.</param>
    /// <param name="keeper">Where a killed training goes on from; null starts from the beginning and keeps nothing.</param>
    /// <param name="detections">Boxes of a person detector in the held-out images; null measures in annotated boxes only.</param>
    /// <param name="samples">Annotations whose predictions are wanted.</param>
    /// <exception cref="DivergedException">The loss is no longer finite.</exception>
    /// <exception cref="RecipeException">There are fewer people than one batch takes.</exception>
    public PoseResult Run(
        PoseSet train, PoseSet evaluation, Action<TrainingStatus> onStep, ITrainingStateKeeper? keeper = null,
        IReadOnlyList<CocoDetection>? detections = null, IReadOnlySet<long>? samples = null)
    {
        var stepsPerEpoch = PoseBatches.Steps(recipe, train);
        using var batches = new PoseBatches(recipe, train, keeper?.StepsDone ?? 0, TrainingLoop.Steps(recipe.Schedule, stepsPerEpoch));
        Model.train();
        var curves = TrainingLoop.Run(new()
        {
            Optimizer = recipe.Optimizer,
            Schedule = recipe.Schedule,
            BatchSize = recipe.BatchSize,
            StepsPerEpoch = stepsPerEpoch,
            Precision = recipe.Precision,
            Groups = Groups(),
            Statistics = RunningStatistics.Of(Model),
            CheckpointEpochs = [],
            Loss = _ => Loss(batches.Next()),
            OnStep = onStep,
            StateKeeper = keeper,
        });
        var predictions = Predict(evaluation, evaluation.People);
        var detected = detections is null ? null
            : PoseScore.Of(Predict(evaluation, evaluation.Detected(detections, recipe.Test.BoxScoreFrom)), evaluation, recipe);
        PosePrediction[] chosen = [.. predictions.Where(prediction => samples?.Contains(prediction.Person.AnnotationId!.Value) ?? false)];
        return new(curves, PoseScore.Of(predictions, evaluation, recipe), detected, Baseline(train, evaluation), chosen, batches.WaitedSeconds);
    }

    /// <summary>Poses in given boxes, without augmentation; leaves the model in evaluation mode.</summary>
    /// <param name="set">Gives the images.</param>
    /// <returns>One a box, in their order.</returns>
    public IReadOnlyList<PosePrediction> Predict(PoseSet set, IReadOnlyList<PosePerson> people)
    {
        using var noGradient = no_grad();
        Model.eval();
        return [.. people.Chunk(recipe.BatchSize).SelectMany(batch => PredictBatch(set, batch))];
    }

    /// <summary>The score of the mean pose of one set in the annotated boxes of another.</summary>
    public PoseScore Baseline(PoseSet train, PoseSet evaluation)
    {
        var mean = MeanPose.Of(train.People, recipe.Skeleton.Joints.Length);
        return PoseScore.Of([.. evaluation.People.Select(person => Prediction(person, mean.In(person)))], evaluation, recipe);
    }

    public void Dispose() => Model.Dispose();

    /// <summary>Parameter groups by the rules of the pose code's optimizer.</summary>
    internal IReadOnlyList<ParameterGroup> Groups() => ParameterGroups.Build(
        Model, recipe.Optimizer.WeightDecay, recipe.Optimizer.LayerDecay, Model.LastLayer, Model.LayerOf, Model.SkipsWeightDecay);

    private Tensor Loss(PoseBatch batch)
    {
        var maps = Model.call(Images(batch.Images, recipe.BatchSize)).to(ScalarType.Float32);
        var target = tensor(batch.Targets, maps.shape, device: device);
        return HeatmapLoss.Of(maps, target, tensor(batch.Weights, [maps.shape[0], maps.shape[1]], device: device));
    }

    private IEnumerable<PosePrediction> PredictBatch(PoseSet set, PosePerson[] people)
    {
        using var scope = NewDisposeScope();
        var pixels = new float[people.Length * 3 * views.Input.Area];
        SideBySide.For(people.Length, place =>
            views.Paint(set.ReadImage(people[place].ImageId), views.Exact(people[place]), random: null, pixels.AsSpan(place * 3 * views.Input.Area, 3 * views.Input.Area)));
        var images = Images(pixels, people.Length);
        var maps = Maps(images);
        var mirrored = recipe.Test.FlipTest ? Maps(images.flip(3)) : null;
        var person = recipe.Skeleton.Joints.Length * views.Heatmap.Area;
        return [.. people.Select((one, place) => Prediction(one, Decode(one,
            maps.AsSpan(place * person, person), mirrored is null ? default : mirrored.AsSpan(place * person, person))))];
    }

    private Joint[] Decode(PosePerson person, ReadOnlySpan<float> maps, ReadOnlySpan<float> mirrored)
    {
        if (!mirrored.IsEmpty)
        {
            var back = Mirroring.Back(mirrored, views.Heatmap, recipe.Skeleton.FlipPairs);
            if (recipe.Test.ShiftHeatmap)
                Mirroring.ShiftRight(back, views.Heatmap.Width);
            maps = Mirroring.Mean(maps, back);
        }
        return HeatmapDecoding.Decode(maps, views.Heatmap, views.Crop(person), recipe.Test.Refine);
    }

    private PosePrediction Prediction(PosePerson person, Joint[] joints)
    {
        var crop = views.Crop(person);
        return PosePrediction.Of(person, joints, crop.Width * crop.Height, recipe.Test.JointScoreAbove);
    }

    private float[] Maps(Tensor images) => Model.call(images).to(ScalarType.Float32).cpu().data<float>().ToArray();

    private Tensor Images(float[] pixels, int count) => tensor(pixels, [count, 3, views.Input.Height, views.Input.Width], device: device);
}
