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
        ViewsPerImage = 1,
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

    // As many pictures as VOC2007 has: readers count them. Each shows one or two of the twenty classes, by colours.
    [Fact]
    public void Steps_PicturesOfSeveralClasses_AreJudgedByElevenPointMap()
    {
        var root = worker.NewFolder();
        Voc.Write(Path.Combine(root, "voc2007"));
        var pictures = ((string, string)?)(worker.Run("prepare-data", Files with { Dataset = "voc2007" }, pictures: (root, root)).Artifact, root);
        var held = Held with { Dataset = "voc2007", Classes = [.. Enumerable.Range(0, 20)] };
        var known = held with { Split = "train" };
        var supervised = TinyRecipes.Supervised with
        {
            Model = Model, Data = known, Evaluation = held, BatchSize = 16, CheckpointEpochs = [1], LabelSmoothing = 0, Schedule = TinyRecipes.Supervised.Schedule with { Epochs = 1 },
        };

        var (trained, backbone) = worker.Run("pretrain-supervised", supervised, pictures: pictures);
        var (probe, _) = worker.Run(
            "linear-probe",
            new LinearProbeRecipe
            {
                Id = "probe-voc", Source = "test", Deviations = [], Data = known, Evaluation = held, Model = Model, Seed = 0,
                Classifier = TinyRecipes.Classifier with { BatchSize = 64, Epochs = 3 },
            },
            backbone, pictures: pictures);
        var (neighbours, _) = worker.Run(
            "nearest-neighbours",
            new NearestNeighboursRecipe
            {
                Id = "neighbours-voc", Source = "test", Deviations = [], Data = known, Evaluation = held, Model = Model,
                NearestNeighbours = new() { Neighbours = 10, Temperature = 0.07 }, BatchSize = 64, Seed = 0,
            },
            backbone, pictures: pictures);

        Assert.All([trained, probe, neighbours], output =>
        {
            Assert.True(Value(output, "map_11_point") > 25, $"mAP is {Value(output, "map_11_point")}"); // by chance about 10
            Assert.DoesNotContain(output.Metrics, metric => metric.Name is "top1" or "knn_top1");
        });
        Assert.Contains("LabelSmoothing", Assert.Throws<RecipeException>(() => worker.Run("pretrain-supervised", supervised with { LabelSmoothing = 0.1 }, pictures: pictures)).Message, StringComparison.Ordinal);
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

    private static class Voc
    {
        private static readonly string[] Classes =
        [
            "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
            "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
        ];

        public static void Write(string folder)
        {
            var made = new Dictionary<(int, int), byte[]>();
            var root = Path.Combine(folder, "VOCdevkit", "VOC2007");
            var (lists, pictures) = (Directory.CreateDirectory(Path.Combine(root, "ImageSets", "Main")).FullName, Directory.CreateDirectory(Path.Combine(root, "JPEGImages")).FullName);
            foreach (var (split, first, count) in new[] { ("train", 0, 2501), ("val", 2501, 2510) })
            {
                var shown = Enumerable.Range(first, count).Select(i => (Name: $"{i:000000}", Left: i % 20, Right: i * 7 / 20 % 20)).ToArray();
                for (var label = 0; label < Classes.Length; label++)
                    File.WriteAllLines(Path.Combine(lists, $"{Classes[label]}_{split}.txt"), shown.Select(each => $"{each.Name} {(each.Left == label || each.Right == label ? 1 : -1),2}"));
                foreach (var (name, left, right) in shown)
                {
                    if (!made.TryGetValue((left, right), out var content))
                        made.Add((left, right), content = Halves(left, right));
                    File.WriteAllBytes(Path.Combine(pictures, name + ".jpg"), content);
                }
            }
        }

        private static byte[] Halves(int left, int right)
        {
            using var bitmap = new SKBitmap(8, 8);
            for (var y = 0; y < 8; y++)
                for (var x = 0; x < 8; x++)
                    bitmap.SetPixel(x, y, SKColor.FromHsv((x < 4 ? left : right) * 18, 90, (x < 4 ? left : right) % 2 == 0 ? 90 : 45));
            using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100);
            return encoded.ToArray();
        }
    }

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
