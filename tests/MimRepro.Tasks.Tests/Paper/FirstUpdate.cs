using MimRepro.Data;
using MimRepro.Data.Coco;
using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using MimRepro.Experiments.Costs;
using MimRepro.Recipes;
using MimRepro.Tasks.Classification;
using MimRepro.Tasks.Depth;
using MimRepro.Tasks.Detection;
using MimRepro.Tasks.MaskedImageModeling;
using MimRepro.Tasks.Pose;
using MimRepro.Tasks.Tests.Detection;
using MimRepro.Tasks.Tests.Tracking;
using MimRepro.Tasks.Tracking;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tests.Paper;

/// <summary>What the first update of a training of the paper's size showed.</summary>
/// <param name="Parameters">Of the model that was built.</param>
/// <param name="Counted">What arithmetic says of it.</param>
/// <param name="Changed">Names of the parameters that the update changed.</param>
internal sealed record FirstUpdate(long Parameters, ModelCost Counted, TrainingStatus Status, IReadOnlyList<string> Changed)
{
    /// <summary>Builds the recipe's model and trains it on one generated sample of the recipe's size, at the rate after warm-up, until the first update is made.</summary>
    /// <remarks>In float32: a processor without bfloat16 emulates it, ten times slower.</remarks>
    public static FirstUpdate Of(SimMimRecipe published)
    {
        var recipe = published with { BatchSize = 1, Precision = Precision.Float32, Schedule = published.Schedule with { WarmupEpochs = 0 } };
        using var training = new SimMimPretraining(recipe, CPU);
        return Of(TaskCost.Of(published), training.Model, onStep => training.Run(Noise(recipe), Noise(recipe), onStep, _ => { }));
    }

    public static FirstUpdate Of(SupervisedRecipe recipe) =>
        OfClassifier(recipe, one => new ClassificationTraining((SupervisedRecipe)one with { Augmentation = null }, CPU));

    public static FirstUpdate Of(FineTuningRecipe recipe) =>
        OfClassifier(recipe, one => new ClassificationTraining((FineTuningRecipe)one with { Augmentation = null }, CPU));

    public static FirstUpdate Of(PoseRecipe published)
    {
        var recipe = published with { BatchSize = 1, Precision = Precision.Float32, Schedule = published.Schedule with { WarmupEpochs = 0 } };
        using var training = new PoseTraining(recipe, CPU);
        return Of(TaskCost.Of(published), training.Model, onStep => training.Run(Person(recipe), Person(recipe), onStep));
    }

    public static FirstUpdate Of(DepthRecipe published)
    {
        var recipe = published with { BatchSize = 1 };
        using var training = new DepthTraining(recipe, CPU);
        var sample = Ramp(recipe.Data.CropWidth, recipe.Data.CropHeight);
        return Of(TaskCost.Of(published), training.Model, onStep => training.Run([.. Enumerable.Repeat(sample, 601)], [.. Enumerable.Repeat(sample, 601)], onStep)); // predictions of 601 are kept
    }

    public static FirstUpdate Of(TrackingRecipe published)
    {
        var recipe = published with { BatchSize = 1, Precision = Precision.Float32, Schedule = published.Schedule with { WarmupEpochs = 0 } };
        using var training = new TrackingTraining(recipe, CPU);
        return Of(TaskCost.Of(published), training.Model, onStep => training.Run(TinyTracking.Films(1), TinyTracking.Films(1), onStep));
    }

    /// <summary>At the smallest side that the recipe's crops have: an image of the full size would take minutes.</summary>
    public static FirstUpdate Of(DetectionRecipe published)
    {
        var side = published.Data.Crop!.MinSide;
        var recipe = published with { BatchSize = 1, Precision = Precision.Float32, Schedule = published.Schedule with { WarmupEpochs = 0 }, Data = published.Data with { ShortSides = [side], LongSide = side, Crop = null } };
        using var training = new DetectionTraining(recipe, CPU);
        return Of(TaskCost.Of(published), training.Model, onStep => training.Train(TinyDetection.Shapes(1, seed: 0, side, side), onStep));
    }

    // One image cannot be mixed with another.
    private static FirstUpdate OfClassifier(TrainingRecipe published, Func<TrainingRecipe, ClassificationTraining> create)
    {
        var recipe = published with { BatchSize = 1, Precision = Precision.Float32, Schedule = published.Schedule with { WarmupEpochs = 0 } };
        using var training = create(recipe);
        return Of(TaskCost.Classifier(published.Model, published.Data.Classes.Length), training.Model,
            onStep => training.Run(Noise(recipe), (Noise(recipe), recipe.Data), [], onStep, _ => { }));
    }

    private static FirstUpdate Of(ModelCost counted, nn.Module model, Action<Action<TrainingStatus>> train)
    {
        using var scope = NewDisposeScope();
        var parameters = model.named_parameters().ToArray();
        var before = parameters.Select(parameter => parameter.parameter.detach().clone()).ToArray();
        TrainingStatus? first = null;
        try
        {
            train(status =>
            {
                first = status;
                throw new EnoughException();
            });
        }
        catch (EnoughException)
        {
            // What follows the first update is not asked for.
        }
        return new(
            parameters.Sum(parameter => parameter.parameter.numel()), counted, first!,
            [.. parameters.Zip(before).Where(pair => !pair.First.parameter.eq(pair.Second).all().item<bool>()).Select(pair => pair.First.name)]);
    }

    private static ImageSet Noise(TrainingRecipe recipe)
    {
        var side = recipe.Data.ImageSize;
        return new(Bytes(3 * side * side), [0], [recipe.Data.Classes.Length - 1], 3, side, side, recipe.Data.Classes.Length);
    }

    private static PoseSet Person(PoseRecipe recipe)
    {
        const int side = 300;
        var joints = recipe.Skeleton.Joints.Length;
        var annotation = new CocoAnnotation
        {
            Id = 1, ImageId = 1, CategoryId = 1, Box = new(40, 40, 220, 220), Area = 220 * 220, LabelledKeypoints = joints,
            Keypoints = [.. Enumerable.Range(0, joints).SelectMany(joint => new double[] { 60 + 10 * joint, 250 - 8 * joint, 2 })],
        };
        var image = new RgbImage(side, side, Bytes(3 * side * side));
        return new(new CocoDataset([new(1, "noise.png", side, side)], [new(1, "person") { Keypoints = recipe.Skeleton.Joints }], [annotation]), recipe.Skeleton, _ => image);
    }

    private static DepthSample Ramp(int width, int height) =>
        new("ramp", new RgbImage(width, height, Bytes(3 * width * height)), [.. Enumerable.Range(0, width * height).Select(place => 1 + 5f * (place % width) / width)], 1000);

    private static byte[] Bytes(int count)
    {
        var random = new SeededRandom(0, "paper-noise", count);
        return [.. Enumerable.Range(0, count).Select(_ => (byte)random.Next(256))];
    }

    private sealed class EnoughException : Exception;
}
