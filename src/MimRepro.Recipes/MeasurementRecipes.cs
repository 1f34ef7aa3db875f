namespace MimRepro.Recipes;

/// <summary>A linear classifier on frozen, mean-pooled features of the backbone's last block.</summary>
public sealed record LinearProbeRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required DataRecipe Data { get; init; }
    public required DataRecipe Evaluation { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required LinearClassifierRecipe Classifier { get; init; }
    public required int Seed { get; init; }
}

/// <summary>Classification of mean-pooled features of the backbone's last block by the training images nearest to them.</summary>
public sealed record NearestNeighboursRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    /// <summary>The images that vote, with their labels; not augmented.</summary>
    public required DataRecipe Data { get; init; }
    public required DataRecipe Evaluation { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required NearestNeighbourRecipe NearestNeighbours { get; init; }
    /// <summary>Images that go through the backbone at once.</summary>
    public required int BatchSize { get; init; }
    /// <summary>Nothing is drawn; it tells which backbone is meant.</summary>
    public required int Seed { get; init; }
}

/// <summary>A linear classifier on raw pixels: what a fine-tuned model has to beat.</summary>
public sealed record PixelBaselineRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required DataRecipe Data { get; init; }
    public required DataRecipe Evaluation { get; init; }
    public required LinearClassifierRecipe Classifier { get; init; }
    public required int Seed { get; init; }
}

/// <summary>Multinomial logistic regression on standardised features, by AdamW with a cosine schedule.</summary>
public sealed record LinearClassifierRecipe
{
    public required double LearningRate { get; init; }
    public required double WeightDecay { get; init; }
    public required int BatchSize { get; init; }
    public required int Epochs { get; init; }
}

/// <summary>Attention distance, entropy, head diversity and CKA of a pre-trained backbone, at each checkpoint kept.</summary>
public sealed record AttentionAnalysisRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required DataRecipe Data { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required int BatchSize { get; init; }
}

/// <summary>Pictures of original, masked and reconstructed images.</summary>
public sealed record ReconstructionRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required DataRecipe Data { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required MaskRecipe Mask { get; init; }
    public required int Images { get; init; }
    public required int Seed { get; init; }
}
