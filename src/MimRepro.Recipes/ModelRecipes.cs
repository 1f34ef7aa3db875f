namespace MimRepro.Recipes;

/// <summary>SimMIM's Vision Transformer. Names follow microsoft/SimMIM models/vision_transformer.py.</summary>
public sealed record VisionTransformerRecipe
{
    public required int ImageSize { get; init; }
    public required int PatchSize { get; init; }
    public required int InChannels { get; init; }
    public required int EmbedDim { get; init; }
    public required int Depth { get; init; }
    public required int Heads { get; init; }
    public required double MlpRatio { get; init; }
    /// <summary>q and v get a bias, k has none.</summary>
    public required bool QkvBias { get; init; }
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
    /// <summary>Stochastic depth rate of the last block; rates rise linearly from 0.</summary>
    public required double DropPath { get; init; }
    public required double NormEpsilon { get; init; }
    /// <summary>Standard deviation of initial weights. The reference's 0.02 is for width 768; narrow models need more to move at all.</summary>
    public required double InitialDeviation { get; init; }
}
