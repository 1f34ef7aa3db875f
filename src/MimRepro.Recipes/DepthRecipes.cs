namespace MimRepro.Recipes;

/// <summary>Part of an image in which depth is scored.</summary>
public enum DepthCrop
{
    /// <summary>The whole image.</summary>
    None,
    /// <summary>Rows 45–470 and columns 41–600: NYUv2 pictures of 480 x 640 inside their white frame.</summary>
    Nyu,
    /// <summary>Garg et al. 2016: the part of KITTI that the laser reaches, by shares of height and width.</summary>
    Garg,
    /// <summary>Eigen et al. 2014: by shares of height and width.</summary>
    Eigen,
}

/// <summary>What makes depth of a backbone's last map: transposed convolutions, a convolution, bilinear doublings, two convolutions, a sigmoid.</summary>
public sealed record DepthHeadRecipe
{
    /// <summary>Channels after each transposed convolution; each doubles the map. Their number and <see cref="BilinearDoublings"/> make up the backbone's stride.</summary>
    public required int[] Filters { get; init; }
    /// <summary>Side of each transposed convolution's kernel: 2, 3 or 4.</summary>
    public required int[] Kernels { get; init; }
    /// <summary>Doublings by bilinear interpolation, before the last two convolutions.</summary>
    public required int BilinearDoublings { get; init; }
    /// <summary>Channels from the first convolution on.</summary>
    public required int Channels { get; init; }
    /// <summary>Metres that the sigmoid's 1 stands for.</summary>
    public required double MaxDepth { get; init; }
    /// <summary>Standard deviation of initial weights; biases begin at 0.</summary>
    public required double InitialDeviation { get; init; }
}

/// <summary>Pictures with depth, and how each is changed before the model sees it. Probabilities and limits of 0 leave a change out.</summary>
public sealed record DepthDataRecipe
{
    /// <summary><c>nyu-depth-v2</c> or <c>kitti-eigen</c>, or a set that the caller makes.</summary>
    public required string Dataset { get; init; }
    /// <summary>Records of a list that may be missing or damaged before the set is refused; they are left out.</summary>
    public required int ToleratedBadRecords { get; init; }
    public required int CropHeight { get; init; }
    public required int CropWidth { get; init; }
    /// <summary>Of each so many samples the first gets a band of depth; 0 gives none.</summary>
    public required int CutDepthEvery { get; init; }
    /// <summary>Largest width of the band, as a share of what lies to the right of its left edge.</summary>
    public required double CutDepthWidth { get; init; }
    public required double FlipProbability { get; init; }
    /// <summary>Probability of each of the three changes of colour by itself.</summary>
    public required double ColourProbability { get; init; }
    /// <summary>Largest change of brightness, as a share of white.</summary>
    public required double BrightnessLimit { get; init; }
    /// <summary>Largest change of contrast, as a share.</summary>
    public required double ContrastLimit { get; init; }
    /// <summary>Exponent of pixels in 0…1.</summary>
    public required Interval Gamma { get; init; }
    /// <summary>Largest turn of the hue, in steps of 2 degrees.</summary>
    public required double HueLimit { get; init; }
    /// <summary>Largest change of saturation, in steps of 1/255.</summary>
    public required double SaturationLimit { get; init; }
    /// <summary>Largest change of the brightest channel, in steps of 1/255.</summary>
    public required double ValueLimit { get; init; }
    public required Normalization Normalization { get; init; }
}

/// <summary>How depth is predicted and scored after training.</summary>
public sealed record DepthEvaluationRecipe
{
    /// <summary>Average the prediction with that of the mirror image.</summary>
    public required bool FlipTest { get; init; }
    /// <summary>Squares as high as the image, side by side, whose predictions are averaged where they overlap; null sees the image whole.</summary>
    public required int? ShiftedWindows { get; init; }
    /// <summary>Metres; depth that is not above it is not scored.</summary>
    public required double MinDepth { get; init; }
    /// <summary>Metres; depth that is not below it is not scored.</summary>
    public required double MaxDepth { get; init; }
    public required DepthCrop Crop { get; init; }
    /// <summary>Places of the evaluation samples whose predictions are kept, rising.</summary>
    public required int[] KeptPredictions { get; init; }
}

/// <summary>Depth from one picture: all weights trained by the scale-invariant logarithmic loss.</summary>
public sealed record DepthRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    /// <summary>Every departure from the source, each with its reason. The report prints them.</summary>
    public required string[] Deviations { get; init; }
    public required DepthDataRecipe Data { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required DepthHeadRecipe Head { get; init; }
    /// <summary>The pre-trained block, from 0 over all stages, whose weights each block of the backbone begins with; null takes them as they are.</summary>
    public required int[]? PretrainedBlocks { get; init; }
    /// <summary>Weight of the squared mean of logarithmic errors; 1 ignores the scale of a picture.</summary>
    public required double ScaleInvariance { get; init; }
    public required OptimizerRecipe Optimizer { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required Precision Precision { get; init; }
    /// <summary>Seeds initialisation, data order, augmentation and drop path.</summary>
    public required int Seed { get; init; }
    public required DepthEvaluationRecipe Evaluation { get; init; }
}
