namespace MimRepro.Recipes;

/// <summary>Which annotated poses a step reads.</summary>
public sealed record PoseDataRecipe
{
    public required string Dataset { get; init; }
    /// <summary>The set's own name of the part: <c>train2017</c>, <c>trainval</c> …</summary>
    public required string Split { get; init; }
    /// <summary>How many people are used (the first ones of a seeded shuffle); null uses all.</summary>
    public required int? People { get; init; }
    public required int SubsetSeed { get; init; }
    /// <summary>So many faulty annotations and missing images of a public set are left out; with more the step fails.</summary>
    public required int ToleratedBadRecords { get; init; }
}

/// <summary>What a pose model sees of one person, and what it is to predict.</summary>
public sealed record PoseInputRecipe
{
    /// <summary>In pixels.</summary>
    public required int Width { get; init; }
    public required int Height { get; init; }
    /// <summary>Pixels of the input to one of the heat map.</summary>
    public required int HeatmapStride { get; init; }
    /// <summary>Width of a joint's bump in pixels of the heat map.</summary>
    public required double Sigma { get; init; }
    /// <summary>Size of the crop relative to the person's box.</summary>
    public required double Padding { get; init; }
    public required Normalization Normalization { get; init; }
}

/// <summary>Deconvolutions from the backbone's last map to the heat map, one for each doubling.</summary>
public sealed record PoseHeadRecipe
{
    public required int Channels { get; init; }
    /// <summary>Standard deviation of initial weights.</summary>
    public required double InitialDeviation { get; init; }
}

/// <summary>Random changes of training crops, in the order in which they are made.</summary>
public sealed record PoseAugmentationRecipe
{
    public required double ShiftProbability { get; init; }
    /// <summary>Largest shift of the crop, as a share of its size.</summary>
    public required double ShiftFactor { get; init; }
    public required double FlipProbability { get; init; }
    public required double HalfBodyProbability { get; init; }
    /// <summary>Half-body crops are made of people with more labelled joints than this.</summary>
    public required int HalfBodyJoints { get; init; }
    /// <summary>Standard deviation and largest change of the crop's size.</summary>
    public required double ScaleFactor { get; init; }
    public required double RotationProbability { get; init; }
    /// <summary>Standard deviation in degrees, at most twice of it.</summary>
    public required double RotationFactor { get; init; }
    /// <summary>Brightness, contrast and saturation change by a factor of 1 ± this.</summary>
    public required double Brightness { get; init; }
    public required double Contrast { get; init; }
    public required double Saturation { get; init; }
    /// <summary>Largest turn of the colour circle, at most 0.5.</summary>
    public required double Hue { get; init; }
    public required double GridDropoutProbability { get; init; }
    /// <summary>Smallest and largest cell in pixels.</summary>
    public required int GridCellMin { get; init; }
    public required int GridCellMax { get; init; }
    /// <summary>Share of a cell's side that is blackened.</summary>
    public required double GridDropoutRatio { get; init; }
}

/// <summary>How poses are read off heat maps and scored.</summary>
public sealed record PoseTestRecipe
{
    /// <summary>Average with the prediction for the mirrored crop.</summary>
    public required bool FlipTest { get; init; }
    /// <summary>Move the mirrored crop's maps by one pixel before.</summary>
    public required bool ShiftHeatmap { get; init; }
    /// <summary>Move peaks a quarter of a pixel towards the higher neighbour.</summary>
    public required bool Refine { get; init; }
    /// <summary>Joints above this make up a pose's score, which multiplies the box's.</summary>
    public required double JointScoreAbove { get; init; }
    /// <summary>Of poses more similar than this only the best is kept.</summary>
    public required double MostSimilar { get; init; }
    /// <summary>
    /// A person detector's boxes in the held-out images, a file of COCO results below the data set's folder: poses are scored in these
    /// too. Null scores them in annotated boxes only.
    /// </summary>
    public required string? DetectorBoxes { get; init; }
    /// <summary>Boxes of a detector below this score are not looked at.</summary>
    public required double BoxScoreFrom { get; init; }
    /// <summary>The share of a box that stands for a person's area; null takes the annotated area.</summary>
    public required double? BoxAreaShare { get; init; }
    /// <summary>A joint is correct within this share of the box's longer side.</summary>
    public required double PckShare { get; init; }
}

/// <summary>Top-down pose estimation: heat maps of the joints of one person at a time.</summary>
public sealed record PoseRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    /// <summary>Every departure from the source, each with its reason. The report prints them.</summary>
    public required string[] Deviations { get; init; }
    public required PoseDataRecipe Data { get; init; }
    public required PoseDataRecipe Evaluation { get; init; }
    public required Skeleton Skeleton { get; init; }
    public required PoseInputRecipe Input { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required PoseHeadRecipe Head { get; init; }
    public required PoseAugmentationRecipe Augmentation { get; init; }
    public required PoseTestRecipe Test { get; init; }
    public required OptimizerRecipe Optimizer { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required Precision Precision { get; init; }
    /// <summary>Seeds initialisation, data order, augmentation and drop path.</summary>
    public required int Seed { get; init; }
    /// <summary>The pre-trained block, from 0 over all stages, whose weights each block of the backbone begins with; null takes them as they are.</summary>
    public required int[]? PretrainedBlocks { get; init; }
}
