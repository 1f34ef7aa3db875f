namespace MimRepro.Recipes;

/// <summary>A random crop between two resizings, as DETR has it.</summary>
public sealed record DetectionCropRecipe
{
    /// <summary>How often an image is cropped; else it is only resized.</summary>
    public required double Probability { get; init; }
    /// <summary>Short sides, in pixels, of which one is drawn before the crop.</summary>
    public required int[] ShortSides { get; init; }
    /// <summary>Each side of the crop is drawn between these, in pixels, or is the image's where that is smaller.</summary>
    public required int MinSide { get; init; }
    public required int MaxSide { get; init; }
}

/// <summary>Which images a detector reads, and how each becomes a tensor: resized with its ratio kept, flipped, padded.</summary>
public sealed record DetectionDataRecipe
{
    public required string Dataset { get; init; }
    public required string Split { get; init; }
    /// <summary>The original categories kept; a category's place in the list is its class.</summary>
    public required int[] Classes { get; init; }
    /// <summary>How many images are used (the first ones of a seeded shuffle); null uses all.</summary>
    public required int? Images { get; init; }
    /// <summary>Seed of that choice.</summary>
    public required int SubsetSeed { get; init; }
    /// <summary>So many faulty annotations and missing images of a public set are left out; with more the step fails.</summary>
    public required int ToleratedBadRecords { get; init; }
    /// <summary>Short sides in pixels, of which one is drawn for each image.</summary>
    public required int[] ShortSides { get; init; }
    /// <summary>The longest that a long side may become, in pixels.</summary>
    public required int LongSide { get; init; }
    /// <summary>Null crops nothing.</summary>
    public required DetectionCropRecipe? Crop { get; init; }
    public required double FlipProbability { get; init; }
    /// <summary>Images are padded with zeros, on the right and at the bottom, to a multiple of so many pixels.</summary>
    public required int SizeDivisor { get; init; }
    public required Normalization Normalization { get; init; }
}

/// <summary>Anchors at every place of a feature map.</summary>
public sealed record AnchorRecipe
{
    /// <summary>Sides of square anchors in steps of the map's stride.</summary>
    public required double[] Scales { get; init; }
    /// <summary>Height / width; the area stays that of the square.</summary>
    public required double[] Ratios { get; init; }
}

/// <summary>Offsets of one box from another as numbers that a network predicts: (x, y, log width, log height).</summary>
public sealed record BoxCodeRecipe
{
    public required double[] Means { get; init; }
    public required double[] Deviations { get; init; }
}

/// <summary>Which boxes count as an object, by intersection over union.</summary>
public sealed record AssignerRecipe
{
    /// <summary>From this overlap on a box belongs to the object that it overlaps most.</summary>
    public required double PositiveOverlap { get; init; }
    /// <summary>Below this overlap with every object a box is background; between both it does not count.</summary>
    public required double NegativeOverlap { get; init; }
    /// <summary>Each object also gets the boxes that overlap it most, from this overlap on; null gives none.</summary>
    public required double? LowQualityOverlap { get; init; }
}

/// <summary>How many boxes of an image enter a loss.</summary>
public sealed record SamplerRecipe
{
    public required int Count { get; init; }
    /// <summary>Largest share of boxes that belong to an object; background fills the rest.</summary>
    public required double PositiveShare { get; init; }
    /// <summary>Whether the objects' own boxes are among the candidates.</summary>
    public required bool AddsObjects { get; init; }
}

/// <summary>From all anchors to a few proposals.</summary>
public sealed record ProposalRecipe
{
    /// <summary>Best-scored boxes kept of each level.</summary>
    public required int CountPerLevel { get; init; }
    /// <summary>Boxes kept of an image.</summary>
    public required int Count { get; init; }
    /// <summary>Of two boxes of a level that overlap more than this, the better one stays.</summary>
    public required double SuppressionOverlap { get; init; }
}

/// <summary>The head that proposes boxes.</summary>
public sealed record ProposalHeadRecipe
{
    public required AnchorRecipe Anchors { get; init; }
    public required BoxCodeRecipe Code { get; init; }
    public required AssignerRecipe Assigner { get; init; }
    public required SamplerRecipe Sampler { get; init; }
    public required ProposalRecipe Training { get; init; }
    public required ProposalRecipe Test { get; init; }
}

/// <summary>Features of a box by RoIAlign.</summary>
public sealed record RoiRecipe
{
    /// <summary>Bins a side.</summary>
    public required int Size { get; init; }
    /// <summary>Samples a side of a bin; 0 takes as many as the bin has cells, rounded up.</summary>
    public required int Samples { get; init; }
    /// <summary>Boxes below twice so many pixels a side (the root of their area) are read from the finest map; each doubling takes the next one.</summary>
    public required double FinestScale { get; init; }
}

/// <summary>The head that names a box and moves it: two fully connected layers.</summary>
public sealed record BoxHeadRecipe
{
    public required RoiRecipe Roi { get; init; }
    public required int Width { get; init; }
    public required BoxCodeRecipe Code { get; init; }
    public required AssignerRecipe Assigner { get; init; }
    public required SamplerRecipe Sampler { get; init; }
}

/// <summary>The head that predicts a mask for each class: convolutions, and one transposed convolution to twice the size.</summary>
public sealed record MaskHeadRecipe
{
    public required RoiRecipe Roi { get; init; }
    public required int Convolutions { get; init; }
    public required int Width { get; init; }
}

/// <summary>What is kept of a detector's boxes.</summary>
public sealed record DetectionTestRecipe
{
    /// <summary>Boxes have to score more than this.</summary>
    public required double ScoreThreshold { get; init; }
    /// <summary>Of two boxes of a class that overlap more than this, the better one stays.</summary>
    public required double SuppressionOverlap { get; init; }
    /// <summary>Most boxes of an image.</summary>
    public required int Count { get; init; }
    /// <summary>From this probability on a pixel belongs to the mask.</summary>
    public required double MaskThreshold { get; init; }
}

/// <summary>Detection and instance segmentation by Mask R-CNN with a feature pyramid.</summary>
public sealed record DetectionRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    /// <summary>Every departure from the source, each with its reason. The report prints them.</summary>
    public required string[] Deviations { get; init; }
    public required DetectionDataRecipe Data { get; init; }
    /// <summary>Held-out images on which average precision is measured.</summary>
    public required DetectionDataRecipe Evaluation { get; init; }
    public required BackboneRecipe Model { get; init; }
    /// <summary>Channels of every level of the feature pyramid.</summary>
    public required int PyramidWidth { get; init; }
    public required ProposalHeadRecipe Proposals { get; init; }
    public required BoxHeadRecipe Boxes { get; init; }
    public required MaskHeadRecipe Masks { get; init; }
    public required DetectionTestRecipe Test { get; init; }
    public required OptimizerRecipe Optimizer { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required Precision Precision { get; init; }
    /// <summary>Seeds initialisation, data order, augmentation, samplers and drop path.</summary>
    public required int Seed { get; init; }
}
