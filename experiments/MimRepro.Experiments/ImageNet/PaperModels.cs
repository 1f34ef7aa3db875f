using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>The paper's backbones in full size, as they are pre-trained by SimMIM; RepLKNet also as its authors train it on labels.</summary>
/// <remarks>PAPER.md 4.1 and 4.2.</remarks>
public static class PaperModels
{
    /// <summary>ViT-B/16, 224 px.</summary>
    /// <remarks>microsoft/SimMIM configs/vit_base__800ep.</remarks>
    public static readonly VisionTransformerRecipe VitBase = new()
    {
        ImageSize = 224,
        PatchSize = 16,
        InChannels = 3,
        EmbedDim = 768,
        Depth = 12,
        Heads = 12,
        MlpRatio = 4,
        QkvBias = true,
        QueryScale = null,
        LayerScaleInit = 0.1,
        AbsolutePositionEmbedding = false,
        RelativePositionBias = false,
        SharedRelativePositionBias = true,
        MeanPooling = false,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0.1,
        NormEpsilon = 1e-6,
        InitialDeviation = 0.02,
    };

    /// <summary>Swin-B, 192 px under windows of 6.</summary>
    /// <remarks>microsoft/SimMIM configs/swin_base__800ep, config.py.</remarks>
    public static readonly SwinTransformerRecipe SwinBase = new()
    {
        ImageSize = 192,                // maps of 48, 24, 12 and 6 tokens a side
        PatchSize = 4,
        InChannels = 3,
        EmbedDim = 128,
        Depths = [2, 2, 18, 2],
        Heads = [4, 8, 16, 32],
        WindowSizes = [6, 6, 6, 6],
        ShiftedWindows = [true, true, true, true],
        PadToWindows = false,
        MlpRatio = 4,
        QkvBias = true,
        QueryScale = null,
        AbsolutePositionEmbedding = false,
        PatchNorm = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0,
        NormEpsilon = 1e-5,
        InitialDeviation = 0.02,
    };

    /// <summary>Swin-L, 192 px under windows of 12.</summary>
    /// <remarks>microsoft/SimMIM configs/swin_large__800ep.</remarks>
    public static readonly SwinTransformerRecipe SwinLarge = SwinBase with
    {
        EmbedDim = 192,
        Heads = [6, 12, 24, 48],
        WindowSizes = [12, 12, 12, 12], // 6 in the last stage, whose map has no more
    };

    /// <summary>SwinV2-B, 192 px under windows of 12.</summary>
    /// <remarks>microsoft/Swin-Transformer configs/simmim/simmim_pretrain__swinv2_base__img192_window12__800ep.yaml, config.py.</remarks>
    public static readonly SwinTransformerV2Recipe SwinV2Base = new()
    {
        ImageSize = 192,
        PatchSize = 4,
        InChannels = 3,
        EmbedDim = 128,
        Depths = [2, 2, 18, 2],
        Heads = [4, 8, 16, 32],
        WindowSizes = [12, 12, 12, 12], // 6 in the last stage, whose map has no more
        ShiftedWindows = [true, true, true, true],
        PretrainedWindowSizes = [0, 0, 0, 0],
        PadToWindows = false,
        MlpRatio = 4,
        QkvBias = true,
        AbsolutePositionEmbedding = false,
        PatchNorm = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0.1,
        NormEpsilon = 1e-5,
        InitialDeviation = 0.02,
    };

    /// <summary>SwinV2-L, 192 px under windows of 12.</summary>
    /// <remarks>No configuration of its pre-training by SimMIM is public: sizes of PAPER.md 4.1, the rest as SwinV2-B.</remarks>
    public static readonly SwinTransformerV2Recipe SwinV2Large = SwinV2Base with { EmbedDim = 192, Heads = [6, 12, 24, 48] };

    /// <summary>RepLKNet-31B, 224 px, as its authors train it on labels.</summary>
    /// <remarks>DingXiaoH/RepLKNet-pytorch replknet.py, README; PAPER.md 4.2.</remarks>
    public static readonly RepLkNetRecipe RepLkNet31Base = new()
    {
        ImageSize = 224,                // maps of 56, 28, 14 and 7 tokens a side
        InChannels = 3,
        KernelSizes = [31, 29, 27, 13],
        Depths = [2, 2, 18, 2],
        Channels = [128, 256, 512, 1024],
        SmallKernel = 5,
        Merged = false,
        LargeKernelRatio = 1,
        FeedForwardRatio = 4,
        Norms = MapNorms.Last,
        DropPath = 0.5,
    };
}
