namespace MimRepro.Recipes;

/// <summary>Pairs of frames to learn from: a template that shows the object and a search region to find it in. Jitters and probabilities of 0 leave a change out.</summary>
public sealed record TrackingDataRecipe
{
    /// <summary>Training sets, each with the same share of the pairs: <c>got-10k</c>, <c>lasot</c>, <c>trackingnet</c>, or sets that the caller makes.</summary>
    public required string[] Datasets { get; init; }
    /// <summary>Faults in the annotations of one set that are accepted before it is refused; what is faulty is left out.</summary>
    public required int ToleratedBadRecords { get; init; }
    /// <summary>Pairs of an epoch, over all sets.</summary>
    public required int PairsPerEpoch { get; init; }
    /// <summary>Most frames between the two of a pair, at 30 annotated frames a second or where their number is not known.</summary>
    public required int LargestGap { get; init; }
    /// <summary>Whether the gap shrinks where a set has fewer annotated frames a second.</summary>
    public required bool GapFollowsSpeed { get; init; }
    /// <summary>Side of the square template in pixels.</summary>
    public required int TemplateSize { get; init; }
    /// <summary>Side of the square search region in pixels.</summary>
    public required int SearchSize { get; init; }
    /// <summary>Size of the cut-out: each side of the box grows by (factor − 1) mean sides, and the square has the area of that.</summary>
    public required double TemplateArea { get; init; }
    public required double SearchArea { get; init; }
    /// <summary>Standard deviation of the logarithm of each axis's scale.</summary>
    public required double TemplateScaleJitter { get; init; }
    public required double SearchScaleJitter { get; init; }
    /// <summary>Largest distance between two shifts of the object along an axis, in mean sides of its box.</summary>
    public required double TemplateTranslationJitter { get; init; }
    public required double SearchTranslationJitter { get; init; }
    /// <summary>Probability that both of a pair lose their colour.</summary>
    public required double GreyProbability { get; init; }
    /// <summary>Largest change of brightness, contrast and saturation, as a share; each picture of a pair by itself.</summary>
    public required double ColourJitter { get; init; }
    public required Normalization Normalization { get; init; }
}

/// <summary>What finds the template in the search region: a transformer over the tokens of both, and two small heads.</summary>
public sealed record TrackerRecipe
{
    /// <summary>Stage of the backbone, from 0, whose map is read; 0 of a family without stages.</summary>
    public required int Stage { get; init; }
    /// <summary>Channels of all tokens; another width than the stage's is reached by a projection.</summary>
    public required int Width { get; init; }
    public required int Heads { get; init; }
    public required double MlpRatio { get; init; }
    public required bool QkvBias { get; init; }
    /// <summary>Layers in which tokens of template and search region see each other.</summary>
    public required int EncoderLayers { get; init; }
    /// <summary>Layers in which those of the search region read all.</summary>
    public required int DecoderLayers { get; init; }
    public required double DropRate { get; init; }
    public required double AttentionDropRate { get; init; }
    /// <summary>Stochastic depth rate of the last layer; rates rise linearly from 0.</summary>
    public required double DropPath { get; init; }
    /// <summary>Share of the training before which no layer is dropped.</summary>
    public required double DropPathStart { get; init; }
    /// <summary>Standard deviation of initial weights; the reference's is 0.02.</summary>
    public required double InitialDeviation { get; init; }
    /// <summary>Whether a cell tells the box's centre relative to itself; the reference tells places in the search region, which takes a long training to learn.</summary>
    public required bool CentresFromCells { get; init; }
}

/// <summary>Varifocal loss of scores and generalised-overlap loss of boxes.</summary>
public sealed record TrackingLossRecipe
{
    public required double ScoreWeight { get; init; }
    public required double BoxWeight { get; init; }
    /// <summary>Weight of cells outside of the object (alpha).</summary>
    public required double NegativeWeight { get; init; }
    /// <summary>Power of their score in the weight (gamma).</summary>
    public required double FocalPower { get; init; }
}

/// <summary>How sequences are tracked and scored after training.</summary>
public sealed record TrackingEvaluationRecipe
{
    public required string Dataset { get; init; }
    /// <summary><c>val</c> or <c>test</c>, as the data set has them.</summary>
    public required string Split { get; init; }
    /// <summary>Share of a Hann window in the scores by which a cell is chosen.</summary>
    public required double WindowPenalty { get; init; }
    /// <summary>Smallest side in pixels of the box around which the next search region is laid.</summary>
    public required double SmallestObject { get; init; }
}

/// <summary>Tracking one object through a film: all weights trained on pairs of frames.</summary>
public sealed record TrackingRecipe
{
    public required string Id { get; init; }
    public required string Source { get; init; }
    /// <summary>Every departure from the source, each with its reason. The report prints them.</summary>
    public required string[] Deviations { get; init; }
    public required TrackingDataRecipe Data { get; init; }
    public required BackboneRecipe Model { get; init; }
    public required TrackerRecipe Tracker { get; init; }
    public required TrackingLossRecipe Loss { get; init; }
    public required OptimizerRecipe Optimizer { get; init; }
    /// <summary>Factor on the rate of the backbone's blocks; its patch embedding and norms train at the full rate, as the reference has it.</summary>
    public required double BackboneRateScale { get; init; }
    public required ScheduleRecipe Schedule { get; init; }
    public required int BatchSize { get; init; }
    public required Precision Precision { get; init; }
    /// <summary>Seeds initialisation, choice of pairs, augmentation and drop path.</summary>
    public required int Seed { get; init; }
    public required TrackingEvaluationRecipe Evaluation { get; init; }
}
