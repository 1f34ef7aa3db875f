using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;
using MimRepro.Models.Tests;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Tests.Tracking;

/// <summary>Small trackers and generated films: a bright square that moves over a dark ground.</summary>
internal static class TinyTracking
{
    public static readonly SwinTransformerV2Recipe Swin = TinyRecipes.SwinV2 with
    {
        InChannels = 3, ImageSize = 32, PadToWindows = true, WindowSizes = [4, 4], InitialDeviation = 0.1, DropPath = 0,
    };

    public static readonly VisionTransformerRecipe Vit = TinyRecipes.TinyMasked with { InChannels = 3, ImageSize = 32, PatchSize = 8, EmbedDim = 16, InitialDeviation = 0.1, AbsolutePositionEmbedding = true, LayerScaleInit = null };

    public static readonly TrackingRecipe Recipe = new()
    {
        Id = "tracking-swinv2-squares-tiny",
        Source = "tests",
        Deviations = [],
        Data = new()
        {
            Datasets = ["squares"], ToleratedBadRecords = 0, PairsPerEpoch = 40, LargestGap = 5, GapFollowsSpeed = true, TemplateSize = 16, SearchSize = 32, TemplateArea = 2, SearchArea = 4,
            TemplateScaleJitter = 0, SearchScaleJitter = 0.1, TemplateTranslationJitter = 0, SearchTranslationJitter = 1.5, GreyProbability = 0.1, ColourJitter = 0.2,
            Normalization = new() { Mean = [0.2, 0.2, 0.2], Std = [0.3, 0.3, 0.3] },
        },
        Model = Swin,
        Tracker = new()
        {
            Stage = 0, Width = 24, Heads = 2, MlpRatio = 2, QkvBias = true, EncoderLayers = 1, DecoderLayers = 1, DropRate = 0, AttentionDropRate = 0, DropPath = 0.1, DropPathStart = 0.5,
            InitialDeviation = 0.1, CentresFromCells = false,
        },
        Loss = new() { ScoreWeight = 1.5, BoxWeight = 1.5, NegativeWeight = 0.75, FocalPower = 2 },
        Optimizer = new() { BaseLearningRate = 4e-3, BaseBatchSize = 8, Betas = [0.9, 0.999], Epsilon = 1e-8, WeightDecay = 1e-4, ClipGradNorm = 1, LayerDecay = 1, EmaDecay = null },
        BackboneRateScale = 0.5,
        Schedule = new() { Kind = ScheduleKind.MultiStep, Epochs = 8, WarmupEpochs = 0.4, WarmupLearningRate = 1e-4, MinLearningRate = 0, DecayEpochs = [7], DecayRate = 0.1 },
        BatchSize = 8,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new() { Dataset = "squares", Split = "test", WindowPenalty = 0.3, SmallestObject = 4 },
    };

    /// <summary>The same with a Vision Transformer, whose pictures are all of one size. Its tokens know their places, so it learns in seconds where the square is.</summary>
    public static readonly TrackingRecipe WithVit = Recipe with
    {
        Model = Vit, Data = Recipe.Data with { TemplateSize = 32 }, BackboneRateScale = 1,
        Optimizer = Recipe.Optimizer with { ClipGradNorm = 5 }, Schedule = Recipe.Schedule with { Epochs = 40, DecayEpochs = [32] },
    };

    public static ITrackingSequence[] Films(int count, int first = 0, int frames = 8) => [.. Enumerable.Range(first, count).Select(index => new MovingSquare(index, frames))];
}

/// <summary>A film of 48 x 40 pixels whose square moves along a line.</summary>
internal sealed class MovingSquare(int index, int frames) : ITrackingSequence
{
    public const int Width = 48, Height = 40;

    public string Name => $"square {index}";

    public int Count => frames;

    public double? FramesPerSecond => null;

    public RgbImage Frame(int frame)
    {
        var (pixels, box) = (new byte[Width * Height * 3], Box(frame));
        for (var i = 0; i < Width * Height; i++)
        {
            var (x, y) = (i % Width, i / Width);
            var inside = x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
            pixels.AsSpan(3 * i, 3).Fill((byte)(inside ? 200 + index % 5 * 10 : 20 + (x + y) % 7));
        }
        return new(Width, Height, pixels);
    }

    public BoundingBox Box(int frame) => new(4 + index * 3 % 9 + 3 * frame, 4 + index * 5 % 7 + (index % 3 - 1) * frame / 2 + 2, 9, 9);

    public bool Visible(int frame) => true;
}
