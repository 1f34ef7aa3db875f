using MimRepro.Data;
using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Models.Tests;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Tests.Detection;

/// <summary>A detector that trains in seconds, and pictures of two kinds of shapes for it.</summary>
internal static class TinyDetection
{
    private const int Side = 64;

    private static readonly DetectionDataRecipe Data = new()
    {
        Dataset = "shapes",
        Split = "train",
        Classes = [1, 2],
        Images = null,
        SubsetSeed = 0,
        ToleratedBadRecords = 0,
        ShortSides = [Side],
        LongSide = Side,
        Crop = null,
        FlipProbability = 0.5,
        SizeDivisor = 32,
        Normalization = new() { Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25] },
    };

    private static readonly RoiRecipe Roi = new() { Size = 7, Samples = 0, FinestScale = 8 };

    private static readonly BoxCodeRecipe Code = new() { Means = [0, 0, 0, 0], Deviations = [1, 1, 1, 1] };

    public static readonly DetectionRecipe Swin = new()
    {
        Id = "detect-swin-shapes-tiny",
        Source = "tests",
        Deviations = [],
        Data = Data,
        Evaluation = Data with { Split = "test", FlipProbability = 0 },
        Model = TinyRecipes.Swin with
        {
            ImageSize = Side,
            InChannels = 3,
            EmbedDim = 16,
            Depths = [1, 1, 1, 1],
            Heads = [2, 2, 4, 4],
            WindowSizes = [4, 4, 4, 4],
            ShiftedWindows = [true, true, true, true],
            PadToWindows = true,
        },
        PyramidWidth = 16,
        Proposals = new()
        {
            Anchors = new() { Scales = [4], Ratios = [0.5, 1, 2] },
            Code = Code,
            Assigner = new() { PositiveOverlap = 0.7, NegativeOverlap = 0.3, LowQualityOverlap = 0.3 },
            Sampler = new() { Count = 64, PositiveShare = 0.5, AddsObjects = false },
            Training = new() { CountPerLevel = 100, Count = 50, SuppressionOverlap = 0.7 },
            Test = new() { CountPerLevel = 100, Count = 50, SuppressionOverlap = 0.7 },
        },
        Boxes = new()
        {
            Roi = Roi,
            Width = 64,
            Code = Code with { Deviations = [0.1, 0.1, 0.2, 0.2] },
            Assigner = new() { PositiveOverlap = 0.5, NegativeOverlap = 0.5, LowQualityOverlap = 0.5 },
            Sampler = new() { Count = 32, PositiveShare = 0.25, AddsObjects = true },
        },
        Masks = new() { Roi = Roi with { Size = 14 }, Convolutions = 2, Width = 16 },
        Test = new() { ScoreThreshold = 0.05, SuppressionOverlap = 0.5, Count = 100, MaskThreshold = 0.5 },
        Optimizer = new() { BaseLearningRate = 2e-3, BaseBatchSize = 4, Betas = [0.9, 0.999], Epsilon = 1e-8, WeightDecay = 0.05, ClipGradNorm = null, LayerDecay = 1, EmaDecay = null },
        Schedule = new() { Kind = ScheduleKind.Cosine, Epochs = 6, WarmupEpochs = 0, WarmupLearningRate = 0, MinLearningRate = 0, DecayEpochs = null, DecayRate = null },
        BatchSize = 4,
        Precision = Precision.Float32,
        Seed = 0,
    };

    public static readonly DetectionRecipe VisionTransformer = Swin with
    {
        Id = "detect-vit-shapes-tiny",
        Model = TinyRecipes.Tiny with { ImageSize = Side, PatchSize = 16, InChannels = 3, EmbedDim = 16 },
    };

    /// <summary>Bright rectangles (class 0) and dark ellipses (class 1) on a noisy grey ground, one to three a picture.</summary>
    public static DetectionImage[] Shapes(int count, int seed, int width = Side, int height = Side) =>
        [.. Enumerable.Range(0, count).Select(index => Draw(new SeededRandom(seed, "shapes", index), width, height))];

    private static DetectionImage Draw(SeededRandom random, int width, int height)
    {
        var pixels = new byte[width * height * 3];
        for (int i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)(110 + random.Next(36));
        var boxes = new List<DetectionBox>();
        var classes = new List<int>();
        var masks = new List<byte[]>();
        int objects = 1 + random.Next(3);
        for (int tried = 0; boxes.Count < objects && tried < 20; tried++)
        {
            int w = 12 + random.Next(20), h = 12 + random.Next(20), left = random.Next(width - w + 1), top = random.Next(height - h + 1), kind = random.Next(2);
            if (boxes.Any(box => box.Left < left + w && left < box.Right && box.Top < top + h && top < box.Bottom))
                continue;
            var mask = new byte[width * height];
            for (int y = top; y < top + h; y++)
                for (int x = left; x < left + w; x++)
                {
                    double dx = (x + 0.5 - left - w / 2.0) / (w / 2.0), dy = (y + 0.5 - top - h / 2.0) / (h / 2.0);
                    if (kind == 1 && dx * dx + dy * dy > 1)
                        continue;
                    mask[y * width + x] = 1;
                    pixels.AsSpan((y * width + x) * 3, 3).Fill((byte)(kind == 0 ? 230 : 25));
                }
            boxes.Add(new(left, top, left + w, top + h));
            classes.Add(kind);
            masks.Add(mask);
        }
        return new(new RgbImage(width, height, pixels), boxes, classes, masks);
    }
}
