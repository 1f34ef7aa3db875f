using MimRepro.Data;
using MimRepro.Data.Acquisition;
using MimRepro.Pipeline.Worker;
using MimRepro.Recipes;
using SkiaSharp;

namespace MimRepro.Worker.Tests;

/// <summary>Steps on a user's own pictures: files of many sizes in a folder for each class.</summary>
[Trait("Kind", "Unit")]
public sealed class PictureStepsTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    private const string Dataset = "class-folders";

    private static readonly DatasetRecipe Files = new() { Id = "data-class-folders", Source = "test", Dataset = Dataset, Files = [] };

    private static readonly VisionTransformerRecipe Model = TinyRecipes.Model with { InChannels = 3 };

    private static readonly DataRecipe Held = TinyDataset.Recipe("val", [0, 1, 2]) with
    {
        Dataset = Dataset,
        Channels = 3,
        Normalization = new() { Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25] },
        Pictures = new() { Partition = null, ToleratedBadRecords = 0, Interpolation = PixelInterpolation.Bicubic, CropFraction = 0.875 },
    };

    private static readonly DataRecipe Train = Held with { Split = "train", CropScale = new(0.4, 1), CropRatio = new(3 / 4.0, 4 / 3.0), FlipProbability = 0.5 };

    private static readonly FineTuningRecipe FineTuning = TinyRecipes.FineTuning with
    {
        Id = "finetune-pictures", Model = Model, Data = Train, Evaluation = Held, BatchSize = 6, EvaluationEpochs = [6, 12],
        Schedule = TinyRecipes.FineTuning.Schedule with { Epochs = 12 },
    };

    // Weaker colours than the published recipe's: colours are all that tells these classes apart.
    private static readonly AugmentationRecipe Augmentation = new()
    {
        RandAugment = new() { Operations = 1, Probability = 0.5, Magnitude = 3, MagnitudeDeviation = 0.5, LargestMagnitude = 10, Increasing = true, Interpolation = PixelInterpolation.Bicubic },
        Erasing = new() { Probability = 0.25, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 },
        Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 },
    };

    [Fact]
    public void FineTune_FolderOfPictures_LearnsItsClasses()
    {
        var (output, _) = worker.Run("fine-tune", FineTuning, pictures: Prepared(Written()));

        Assert.True(Value(output, "top1") > 80, $"top-1 is {Value(output, "top1")}");
        Assert.Equal([6.0, 12], output.Series.Single(series => series.Name == "top1").X);
    }

    [Fact]
    public void FineTune_Augmented_LearnsThemTooAndRepeatsBitForBit()
    {
        var pictures = Prepared(Written());
        var recipe = FineTuning with { Augmentation = Augmentation, LabelSmoothing = 0.1 };

        var (once, again) = (worker.Run("fine-tune", recipe, pictures: pictures).Output, worker.Run("fine-tune", recipe, pictures: pictures).Output);
        var resume = worker.NewFolder();
        worker.Run("fine-tune", recipe, resume: resume, keepAfter: 7, pictures: pictures);
        var resumed = worker.Run("fine-tune", recipe, resume: resume, pictures: pictures).Output;

        Assert.True(Value(once, "top1") > 60, $"top-1 is {Value(once, "top1")}");
        Assert.Equal(Loss(once), Loss(again));
        Assert.Equal(Loss(once), Loss(resumed));
        Assert.NotEqual(Loss(once), Loss(worker.Run("fine-tune", FineTuning, pictures: pictures).Output));
    }

    [Fact]
    public void FrozenSteps_FolderOfPictures_ProbeAndLookForNeighbours()
    {
        var pictures = Prepared(Written());
        var supervised = TinyRecipes.Supervised with
        {
            Model = Model, Data = Train, Evaluation = Held, BatchSize = 6, CheckpointEpochs = [8], Schedule = TinyRecipes.Supervised.Schedule with { Epochs = 8 },
        };
        var (_, backbone) = worker.Run("pretrain-supervised", supervised, pictures: pictures);
        var known = Held with { Split = "train" };

        var (probe, _) = worker.Run(
            "linear-probe",
            new LinearProbeRecipe { Id = "probe-pictures", Source = "test", Deviations = [], Data = known, Evaluation = Held, Model = Model, Classifier = TinyRecipes.Classifier, Seed = 0 },
            backbone, pictures: pictures);
        var (neighbours, _) = worker.Run(
            "nearest-neighbours",
            new NearestNeighboursRecipe
            {
                Id = "neighbours-pictures", Source = "test", Deviations = [], Data = known, Evaluation = Held, Model = Model,
                NearestNeighbours = new() { Neighbours = 3, Temperature = 0.07 }, BatchSize = 5, Seed = 0,
            },
            backbone, pictures: pictures);

        Assert.True(Value(probe, "top1") > 60, $"top-1 is {Value(probe, "top1")}");
        Assert.True(Value(neighbours, "knn_top1") > 60, $"top-1 is {Value(neighbours, "knn_top1")}");
        Assert.Equal(100 / 3.0, Value(neighbours, "knn_top1.trivial"), 1e-9);
    }

    [Fact]
    public void FineTune_DamagedPicture_IsNamedUnlessTolerated()
    {
        var root = Written();
        File.WriteAllText(Path.Combine(root, Dataset, "train", "green", "1.png"), "no picture");
        var pictures = Prepared(root);

        var fault = Assert.Throws<DataFormatException>(() => worker.Run("fine-tune", FineTuning, pictures: pictures));
        Assert.Contains("train/green, picture 2: train/green/1.png is no picture", fault.Message, StringComparison.Ordinal);

        var tolerant = FineTuning with { Data = Train with { Pictures = Train.Pictures! with { ToleratedBadRecords = 1 } } };
        Assert.True(Value(worker.Run("fine-tune", tolerant, pictures: pictures).Output, "top1") > 60);
    }

    [Fact]
    public void FineTune_FolderThatChangedSinceItWasPrepared_IsRefused()
    {
        var root = Written();
        var pictures = Prepared(root);
        File.Delete(Path.Combine(root, Dataset, "val", "red", "0.png"));

        var fault = Assert.Throws<DataFormatException>(() => worker.Run("fine-tune", FineTuning, pictures: pictures));

        Assert.Contains("A data set has changed since it was prepared.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FineTune_RecipeThatDoesNotSayHowToRead_IsRefused() => Assert.Contains(
        "Data.Pictures",
        Assert.Throws<RecipeException>(() => worker.Run("fine-tune", FineTuning with { Data = Train with { Pictures = null } }, pictures: Prepared(Written()))).Message,
        StringComparison.Ordinal);

    private (string Prepared, string Root) Prepared(string root)
    {
        var (_, artifact) = worker.Run("prepare-data", Files, pictures: (root, root));
        Assert.True(File.Exists(Path.Combine(artifact, UserPictures.ListFile)));
        return (artifact, root);
    }

    // 12 training and 6 held-out pictures of each of three colours, each of another size.
    private string Written()
    {
        var root = worker.NewFolder();
        var (names, colours) = ((string[])["blue", "green", "red"], (SKColor[])[new(40, 60, 200), new(60, 180, 40), new(210, 50, 40)]);
        for (var label = 0; label < names.Length; label++)
            foreach (var (split, count) in new[] { ("train", 12), ("val", 6) })
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, Dataset, split, names[label])).FullName;
                for (var i = 0; i < count; i++)
                    File.WriteAllBytes(Path.Combine(folder, $"{i}.png"), Png(9 + i, 21 - i, colours[label], i));
            }
        return root;
    }

    private static byte[] Png(int width, int height, SKColor colour, int number)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                var shade = (x * 5 + y * 3 + number * 7) % 40 - 20;
                bitmap.SetPixel(x, y, new((byte)(colour.Red + shade), (byte)(colour.Green + shade), (byte)(colour.Blue + shade)));
            }
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return encoded.ToArray();
    }

    private static double[] Loss(StepOutput output) => output.Series.Single(series => series.Name == "loss").Y;

    private static double Value(StepOutput output, string name) => output.Metrics.Single(metric => metric.Name == name && metric.At is null or { Count: 0 } && metric.Name == name).Value;
}
