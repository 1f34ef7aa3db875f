namespace MimRepro.Recipes;

/// <summary>Classification of frozen features by the training pictures most like them; nothing is trained.</summary>
public sealed record NearestNeighbourRecipe
{
    /// <summary>How many of the training pictures vote.</summary>
    public required int Neighbours { get; init; }
    /// <summary>A neighbour's vote weighs exp(cosine / Temperature).</summary>
    public required double Temperature { get; init; }
}
