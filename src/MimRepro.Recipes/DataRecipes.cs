namespace MimRepro.Recipes;

/// <summary>A closed interval of real numbers; <c>Min</c> must not exceed <c>Max</c>.</summary>
public readonly record struct Interval(double Min, double Max);

/// <summary>Mean and standard deviation per channel, on pixel values in 0…1.</summary>
public sealed record Normalization
{
    public required double[] Mean { get; init; }
    public required double[] Std { get; init; }
}

/// <summary>One file of a data set: its name and the size and SHA-256 of its uncompressed bytes.</summary>
public sealed record DataFile(string Name, long Bytes, string Sha256);

/// <summary>A labelled data set as it lies on disk: what has to be there, byte for byte.</summary>
public sealed record DatasetRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    public required string Dataset { get; init; }
    public required DataFile[] Files { get; init; }
}

/// <summary>Which images a step reads, and how each becomes a tensor [C, ImageSize, ImageSize].</summary>
public sealed record DataRecipe
{
    public required string Dataset { get; init; }
    /// <summary><c>train</c>, <c>val</c>, <c>trainval</c> or <c>test</c>, as far as the set has them.</summary>
    public required string Split { get; init; }
    /// <summary>The original labels kept; a label's place in the list is its new number.</summary>
    public required int[] Classes { get; init; }
    /// <summary>How many images of each class are used (the first ones of a seeded shuffle); null uses all.</summary>
    public required int? ImagesPerClass { get; init; }
    /// <summary>Seed of that choice; the same seed gives the same images whatever the arm.</summary>
    public required int SubsetSeed { get; init; }
    public required int ImageSize { get; init; }
    public required int Channels { get; init; }
    /// <summary>Share of the area that a random crop keeps; 1…1 with ratio 1…1 means no random crop.</summary>
    public required Interval CropScale { get; init; }
    /// <summary>Width / height of a random crop.</summary>
    public required Interval CropRatio { get; init; }
    public required double FlipProbability { get; init; }
    public required Normalization Normalization { get; init; }
    /// <summary>How pictures of any size are read; null for a set whose images all have one size.</summary>
    public required PictureReadingRecipe? Pictures { get; init; }
}
