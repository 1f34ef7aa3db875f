namespace MimRepro.Recipes;

/// <summary>A file that the user named, by its content; where it lies is not part of the experiment.</summary>
public sealed record ContentRecipe(long Bytes, string Sha256);

/// <summary>Images as squares of one size: the user's files, or those of a prepared data set.</summary>
public sealed record SquareImagesRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    /// <summary>The user's images, in order; empty takes <see cref="Data"/>.</summary>
    public required ContentRecipe[] Files { get; init; }
    /// <summary>Which images of a data set, where there are no files; null with files.</summary>
    public required DataRecipe? Data { get; init; }
    /// <summary>Side of the squares in pixels; models read them resized to their own input.</summary>
    public required int Side { get; init; }
    /// <summary>Share of the shorter side that the centred square keeps: 224 / 256 in the reference's evaluation.</summary>
    public required double CropFraction { get; init; }
}

/// <summary>Weights that somebody trained elsewhere.</summary>
public sealed record CheckpointRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    public required ContentRecipe File { get; init; }
    /// <summary>What the user knows of the architecture: family, then sizes; null tells all from keys and shapes.</summary>
    public required string? Architecture { get; init; }
}

/// <summary>Attention and features of one checkpoint, or the likeness of two, over images.</summary>
public sealed record CheckpointAnalysisRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string[] Deviations { get; init; }
    /// <summary>Images of one forward pass and of one estimate of CKA, 4 or more; images that fill no batch are left out.</summary>
    public required int BatchSize { get; init; }
    /// <summary>Applied to models that read colours; models of one channel read the mean colour, with the means of both lists.</summary>
    public required Normalization Normalization { get; init; }
}
