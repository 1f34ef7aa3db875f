namespace MimRepro.Recipes;

/// <summary>Which pictures with classes a step reads.</summary>
public sealed record PictureSetRecipe
{
    public required string Dataset { get; init; }
    /// <summary><c>train</c>, <c>val</c>, <c>trainval</c> or <c>test</c>, as far as the set has them.</summary>
    public required string Split { get; init; }
    /// <summary>Which of ten published partitions (SUN397, DTD), or the seed by which splits are drawn (Caltech-101); null where a set is split in one way.</summary>
    public required int? Partition { get; init; }
    /// <summary>So many records may be missing or damaged; they are left out and told.</summary>
    public required int ToleratedBadRecords { get; init; }
}

/// <summary>How pictures of any size, in the user's copy of a public set, become the squares that a model reads.</summary>
public sealed record PictureReadingRecipe
{
    /// <summary>As <see cref="PictureSetRecipe.Partition"/>.</summary>
    public required int? Partition { get; init; }
    /// <summary>So many records may be missing or damaged; they are left out and told.</summary>
    public required int ToleratedBadRecords { get; init; }
    /// <summary>How pixels are found; <see cref="PixelInterpolation.Either"/> draws it in training and is not for evaluation.</summary>
    public required PixelInterpolation Interpolation { get; init; }
    /// <summary>Where nothing is augmented, the share of the shorter side that is kept; 224 / 256 in most public code.</summary>
    public required double CropFraction { get; init; }
}
