using System.Text.Json.Serialization;

namespace MimRepro.Recipes;

/// <summary>A backbone of any family; canonical JSON names the family beside its members.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "family")]
[JsonDerivedType(typeof(VisionTransformerRecipe), "VisionTransformer")]
[JsonDerivedType(typeof(SwinTransformerRecipe), "SwinTransformer")]
[JsonDerivedType(typeof(SwinTransformerV2Recipe), "SwinTransformerV2")]
[JsonDerivedType(typeof(RepLkNetRecipe), "RepLkNet")]
public abstract record BackboneRecipe
{
    /// <summary>Side of the square images in pixels.</summary>
    public required int ImageSize { get; init; }
    public required int InChannels { get; init; }
    /// <summary>Stochastic depth rate of the last block; rates rise linearly from 0.</summary>
    public required double DropPath { get; init; }

    /// <summary>Side in pixels of the smallest square that SimMIM hides: one token after patch embedding or stem.</summary>
    public abstract int TokenSize();

    /// <summary>Pixels between neighbours of the last feature map.</summary>
    public abstract int OutputStride();

    /// <summary>Attention layers, in order; 0 in a family without attention.</summary>
    public abstract int AttentionLayers();
}

/// <summary>SimMIM's Vision Transformer. Names follow microsoft/SimMIM models/vision_transformer.py.</summary>
public sealed record VisionTransformerRecipe : BackboneRecipe
{
    public required int PatchSize { get; init; }
    public required int EmbedDim { get; init; }
    public required int Depth { get; init; }
    public required int Heads { get; init; }
    public required double MlpRatio { get; init; }
    /// <summary>q and v get a bias, k has none.</summary>
    public required bool QkvBias { get; init; }
    /// <summary>Factor of the products of queries and keys; null takes 1 / √(channels of a head).</summary>
    public required double? QueryScale { get; init; }
    /// <summary>Initial value of layer scale; null leaves layer scale out.</summary>
    public required double? LayerScaleInit { get; init; }
    public required bool AbsolutePositionEmbedding { get; init; }
    /// <summary>A table of relative position biases in every block.</summary>
    public required bool RelativePositionBias { get; init; }
    /// <summary>One table of relative position biases that all blocks share.</summary>
    public required bool SharedRelativePositionBias { get; init; }
    /// <summary>Pool patch tokens by their mean (with a norm of its own) instead of reading the class token.</summary>
    public required bool MeanPooling { get; init; }
    public required double DropRate { get; init; }
    public required double AttentionDropRate { get; init; }
    public required double NormEpsilon { get; init; }
    /// <summary>Standard deviation of initial weights. The reference's 0.02 is for width 768; narrow models need more to move at all.</summary>
    public required double InitialDeviation { get; init; }

    public override int TokenSize() => PatchSize;
    public override int OutputStride() => PatchSize;
    public override int AttentionLayers() => Depth;
}

/// <summary>What both versions of the Swin Transformer have in common. Lists hold one value a stage.</summary>
public abstract record SwinRecipe : BackboneRecipe
{
    public required int PatchSize { get; init; }
    /// <summary>Channels of the first stage; each further stage has twice as many.</summary>
    public required int EmbedDim { get; init; }
    public required int[] Depths { get; init; }
    public required int[] Heads { get; init; }
    /// <summary>Tokens a side. A window that is not smaller than its map shrinks to it and is not shifted, unless <see cref="PadToWindows"/>.</summary>
    public required int[] WindowSizes { get; init; }
    /// <summary>Whether every second block of the stage shifts its windows by half a window.</summary>
    public required bool[] ShiftedWindows { get; init; }
    /// <summary>Images of any size: maps are padded with zeros to whole windows, and windows never shrink, as dense tasks have it.</summary>
    public required bool PadToWindows { get; init; }
    public required double MlpRatio { get; init; }
    public required bool QkvBias { get; init; }
    public required bool AbsolutePositionEmbedding { get; init; }
    /// <summary>A norm right after patch embedding.</summary>
    public required bool PatchNorm { get; init; }
    public required double DropRate { get; init; }
    public required double AttentionDropRate { get; init; }
    public required double NormEpsilon { get; init; }
    /// <summary>Standard deviation of initial weights; the reference's is 0.02.</summary>
    public required double InitialDeviation { get; init; }

    public override int TokenSize() => PatchSize;
    public override int OutputStride() => PatchSize << (Depths.Length - 1);
    public override int AttentionLayers() => Depths.Sum();
}

/// <summary>Swin Transformer. Names follow microsoft/Swin-Transformer models/swin_transformer.py.</summary>
public sealed record SwinTransformerRecipe : SwinRecipe
{
    /// <summary>Factor of the products of queries and keys; null takes 1 / √(channels of a head).</summary>
    public required double? QueryScale { get; init; }
}

/// <summary>Swin Transformer V2. Names follow microsoft/Swin-Transformer models/swin_transformer_v2.py.</summary>
public sealed record SwinTransformerV2Recipe : SwinRecipe
{
    /// <summary>Windows of the pre-training that position biases were learned with; 0 takes the stage's own window.</summary>
    public required int[] PretrainedWindowSizes { get; init; }
}

/// <summary>RepLKNet: a ConvNet of large depth-wise kernels. Names follow DingXiaoH/RepLKNet-pytorch replknet.py; lists hold one value a stage.</summary>
public sealed record RepLkNetRecipe : BackboneRecipe
{
    /// <summary>Pixels that the stem's two strides of 2 make one token of.</summary>
    private const int StemStride = 4;

    public required int[] KernelSizes { get; init; }
    /// <summary>Pairs of a large-kernel block and a feed-forward block.</summary>
    public required int[] Depths { get; init; }
    public required int[] Channels { get; init; }
    /// <summary>Side of the parallel kernel that is merged into the large one after training; null trains the large one alone.</summary>
    public required int? SmallKernel { get; init; }
    /// <summary>Whether the kernels are merged: weights of a trained model in its deployed form.</summary>
    public required bool Merged { get; init; }
    /// <summary>Channels under the large kernel, per channel of the stage.</summary>
    public required double LargeKernelRatio { get; init; }
    public required double FeedForwardRatio { get; init; }
    /// <summary>Which feature maps are normed after their blocks.</summary>
    public required MapNorms Norms { get; init; }

    public override int TokenSize() => StemStride;
    public override int OutputStride() => StemStride << (Depths.Length - 1);
    public override int AttentionLayers() => 0;
}

/// <summary>Norms of RepLKNet's feature maps. A classifier needs <see cref="Last"/>, as the reference has it.</summary>
public enum MapNorms
{
    /// <summary>The last map alone, before pooling: pre-training and classification.</summary>
    Last,
    /// <summary>None: dense tasks read the maps as they are (<c>out_indices</c>).</summary>
    None,
    /// <summary>Each stage's map has a norm of its own (<c>norm_intermediate_features</c>).</summary>
    EveryStage,
}
