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
        QkvBias = true, LayerScaleInit = 0.1,
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

    [ModuleInitializer]
    internal static void OneThread() => torch.set_num_threads(1);
}
