using System.Runtime.CompilerServices;
using MimRepro.Recipes;
using TorchSharp;

// Tests count live tensors and seed torch's global generator: one at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace MimRepro.Models.Tests;

internal static class TinyRecipes
{
    public static readonly VisionTransformerRecipe Tiny = new()
    {
        ImageSize = 8, PatchSize = 4, InChannels = 1, EmbedDim = 8, Depth = 2, Heads = 2, MlpRatio = 2,
        QkvBias = true, QueryScale = null, LayerScaleInit = 0.1,
        AbsolutePositionEmbedding = false, RelativePositionBias = true, SharedRelativePositionBias = false, MeanPooling = true,
        DropRate = 0, AttentionDropRate = 0, DropPath = 0, NormEpsilon = 1e-6, InitialDeviation = 0.02,
    };

    /// <summary>The same backbone as SimMIM pre-trains it: one shared table, class-token norm.</summary>
    public static readonly VisionTransformerRecipe TinyMasked = Tiny with
    { RelativePositionBias = false, SharedRelativePositionBias = true, MeanPooling = false };

    /// <summary>ViT-B/16 as microsoft/SimMIM fine-tunes it.</summary>
    public static readonly VisionTransformerRecipe Base = Tiny with
    { ImageSize = 224, PatchSize = 16, InChannels = 3, EmbedDim = 768, Depth = 12, Heads = 12, MlpRatio = 4 };

    /// <summary>ViT-B/16 as microsoft/SimMIM pre-trains it.</summary>
    public static readonly VisionTransformerRecipe BaseMasked = Base with
    { RelativePositionBias = false, SharedRelativePositionBias = true, MeanPooling = false };

    /// <summary>Maps of 4 x 4 and 2 x 2 tokens under windows of 2; the first stage shifts its second block.</summary>
    public static readonly SwinTransformerRecipe Swin = new()
    {
        ImageSize = 16, PatchSize = 4, InChannels = 1, EmbedDim = 8, Depths = [2, 2], Heads = [2, 4],
        WindowSizes = [2, 2], ShiftedWindows = [true, true], PadToWindows = false, MlpRatio = 2, QkvBias = true, QueryScale = null,
        AbsolutePositionEmbedding = false, PatchNorm = true,
        DropRate = 0, AttentionDropRate = 0, DropPath = 0, NormEpsilon = 1e-5, InitialDeviation = 0.02,
    };

    public static readonly SwinTransformerV2Recipe SwinV2 = new()
    {
        ImageSize = 16, PatchSize = 4, InChannels = 1, EmbedDim = 8, Depths = [2, 2], Heads = [2, 4],
        WindowSizes = [2, 2], ShiftedWindows = [true, true], PretrainedWindowSizes = [0, 0], PadToWindows = false, MlpRatio = 2, QkvBias = true,
        AbsolutePositionEmbedding = false, PatchNorm = true,
        DropRate = 0, AttentionDropRate = 0, DropPath = 0, NormEpsilon = 1e-5, InitialDeviation = 0.02,
    };

    /// <summary>Maps of 4 x 4 and 2 x 2 tokens; kernels that reach over the whole map.</summary>
    public static readonly RepLkNetRecipe RepLkNet = new()
    {
        ImageSize = 16, InChannels = 1, KernelSizes = [7, 5], Depths = [2, 1], Channels = [4, 8], SmallKernel = 3, Merged = false,
        LargeKernelRatio = 1.5, FeedForwardRatio = 2, Norms = MapNorms.Last, DropPath = 0,
    };

    [ModuleInitializer]
    internal static void OneThread() => torch.set_num_threads(1);
}
