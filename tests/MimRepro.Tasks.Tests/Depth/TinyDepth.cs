using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using MimRepro.Models.Tests;
using MimRepro.Recipes;

namespace MimRepro.Tasks.Tests.Depth;

/// <summary>Small models and generated pictures: the brighter, the farther.</summary>
internal static class TinyDepth
{
    public const int Side = 16, Width = 24;

    /// <summary>Stride 8: a transposed convolution and two interpolations.</summary>
    public static readonly DepthHeadRecipe Head = new() { Filters = [6], Kernels = [2], BilinearDoublings = 2, Channels = 8, MaxDepth = 10, InitialDeviation = 0.05 };

    public static readonly SwinTransformerV2Recipe Swin = TinyRecipes.SwinV2 with { InChannels = 3, ImageSize = Side, PadToWindows = true, WindowSizes = [3, 2], InitialDeviation = 0.1 };

    public static readonly VisionTransformerRecipe Vit = TinyRecipes.TinyMasked with { InChannels = 3, ImageSize = Side, PatchSize = 8, EmbedDim = 16, InitialDeviation = 0.1 };

    public static readonly DepthRecipe Recipe = new()
    {
        Id = "depth-swinv2-gradients-tiny",
        Source = "tests",
        Deviations = [],
        Data = new()
        {
            Dataset = "gradients", ToleratedBadRecords = 0, CropHeight = Side, CropWidth = Side, CutDepthEvery = 4, CutDepthWidth = 0.75, FlipProbability = 0.5,
            ColourProbability = 0, BrightnessLimit = 0.2, ContrastLimit = 0.2, Gamma = new(0.8, 1.2), HueLimit = 20, SaturationLimit = 30, ValueLimit = 20,
            Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] },
        },
        Model = Swin,
        Head = Head,
        PretrainedBlocks = null,
        ScaleInvariance = 0.5,
        Optimizer = new() { BaseLearningRate = 5e-3, BaseBatchSize = 4, Betas = [0.9, 0.999], Epsilon = 1e-8, WeightDecay = 0.05, ClipGradNorm = null, LayerDecay = 0.9, EmaDecay = null },
        Schedule = new() { Kind = ScheduleKind.RiseAndFall, Epochs = 6, WarmupEpochs = 0, WarmupLearningRate = 0, MinLearningRate = 3e-4, DecayEpochs = null, DecayRate = null },
        BatchSize = 4,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new() { FlipTest = true, ShiftedWindows = 3, MinDepth = 1e-3, MaxDepth = 10, Crop = DepthCrop.None, KeptPredictions = [1] },
    };

    /// <summary>Pictures of 16 x 24 whose brightness is their depth; each has another direction.</summary>
    public static DepthSample[] Samples(int count, int first = 0) => [.. Enumerable.Range(first, count).Select(Sample)];

    private static DepthSample Sample(int index)
    {
        var (pixels, metres) = (new byte[Side * Width * 3], new float[Side * Width]);
        for (var i = 0; i < metres.Length; i++)
        {
            var (x, y) = (i % Width / (Width - 1f), i / Width / (Side - 1f));
            var share = (index % 4) switch { 0 => x, 1 => y, 2 => 1 - x, _ => 1 - y };
            var light = (byte)(20 + 200 * share + index % 7);
            pixels.AsSpan(3 * i, 3).Fill(light);
            metres[i] = (x + 3 * y + index) % 1 < 0.1 ? 0 : 0.5f + 8 * share; // some depth is not known
        }
        return new($"gradient {index}", new RgbImage(Width, Side, pixels), metres, 1000);
    }
}
