using MimRepro.Experiments.FashionMnist;
using MimRepro.Experiments.ImageNet;
using MimRepro.Recipes;

namespace MimRepro.Experiments.SceneWorld;

/// <summary>The downstream tasks on held-out body plans of the generated world.</summary>
internal static class SceneTasks
{
    /// <summary>Variants of one plan, of 24: the fine-grained classes.</summary>
    private const int Variants = 8;

    // Small, for many updates in little time.
    private const int BatchSize = 8;

    // One optimizer for all tasks and arms: a few hundred updates need a high rate.
    private static readonly OptimizerRecipe Optimizer = new()
    {
        BaseLearningRate = 3e-3,
        BaseBatchSize = BatchSize,
        Betas = [0.9, 0.999],
        Epsilon = 1e-8,
        WeightDecay = 0.05,
        ClipGradNorm = 5,
        LayerDecay = 1,
        EmaDecay = null,
    };

    private static ScheduleRecipe Schedule(double epochs) => FineTuningRecipes.Evening.Schedule with { Epochs = epochs, WarmupEpochs = 0.1 * epochs };

    private const string OneOptimizer = "Optimizer: learning rate 3e-3 whatever the batch, cosine, no layer decay and clipping at 5 for every arm: the source's values are for longer trainings of larger models";

    public static FineTuningRecipe FineGrained(SceneScale scale) => FineTuningRecipes.Evening with
    {
        Id = $"finetune-swinv2-scenes-{scale.Name}",
        Deviations = [.. ScenePretraining.Common, OneOptimizer, "Augmentation: flips only", "Task: 8 variants of one body plan stand in for fine-grained classes"],
        Data = SceneData.Labelled("train", Variants, augmented: false) with { FlipProbability = 0.5 },
        Model = ScenePretraining.Model,
        Optimizer = Optimizer with { BaseBatchSize = FineTuningRecipes.Evening.BatchSize },
        Schedule = Schedule(scale.FineGrainedEpochs),
        EvaluationEpochs = [scale.FineGrainedEpochs],
        Evaluation = SceneData.Labelled("test", Variants, augmented: false),
    };

    public static NearestNeighboursRecipe Neighbours(SceneScale scale) => MeasurementRecipes.NeighboursEvening with
    {
        Id = $"neighbours-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. MeasurementRecipes.NeighboursEvening.Deviations, .. ScenePretraining.Common,
            "Task: 24 variants of one body plan stand in for fine-grained classes",
        ],
        Data = SceneData.Labelled("train", Variants, augmented: false),
        Evaluation = SceneData.Labelled("test", Variants, augmented: false),
        Model = ScenePretraining.Model,
    };

    public static DepthRecipe Depth(SceneScale scale) => PaperDepthRecipes.NyuBase with
    {
        Id = $"depth-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. ScenePretraining.Common, OneOptimizer,
            "Data: whole images; no band of true depth (CutDepth), which needs more epochs than these to pay",
            "Head: two transposed convolutions and one doubling for a stride of 8; initial weights 0.02 instead of 0.001",
            "Evaluation: no mirrored or shifted second look",
        ],
        Data = PaperDepthRecipes.NyuBase.Data with
        {
            Dataset = SceneData.Dataset, CropHeight = SceneData.ImageSize, CropWidth = SceneData.ImageSize, CutDepthEvery = 0, CutDepthWidth = 0,
            Normalization = SceneData.Normalization,
        },
        Model = ScenePretraining.Model,
        Head = new() { Filters = [32, 32], Kernels = [2, 2], BilinearDoublings = 1, Channels = 32, MaxDepth = MaxDepth, InitialDeviation = 0.02 },
        Optimizer = Optimizer,
        Schedule = Schedule(scale.DepthEpochs),
        BatchSize = BatchSize,
        Evaluation = PaperDepthRecipes.NyuBase.Evaluation with { FlipTest = false, ShiftedWindows = null, MaxDepth = MaxDepth, Crop = DepthCrop.None, KeptPredictions = Kept(scale) },
    };

    public static PoseRecipe Pose(SceneScale scale) => PosePaperRecipes.CocoBase with
    {
        Id = $"pose-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. ScenePretraining.Common, OneOptimizer,
            "Skeleton: sixteen joints that all body plans share; every joint with the sigma of COCO's hips, for labels are exact and no annotator's spread is known; area as CrowdPose has it, 0.53 of the box, since thin limbs cover little",
            "Model: heat maps of 16 x 16 with bumps of 1 px for crops of 32 px; initial weights of the head 0.02 instead of 0.001",
            "Augmentation: shift, mirroring, size and rotation; no half bodies, colours or grid dropout, which need more epochs than these to pay",
            "Evaluation: no mirrored second look",
        ],
        Data = Poses("train"),
        Evaluation = Poses("test"),
        Skeleton = Creature,
        Input = PosePaperRecipes.CocoBase.Input with
        {
            Width = SceneData.ImageSize, Height = SceneData.ImageSize, HeatmapStride = 2, Sigma = 1, Normalization = SceneData.Normalization,
        },
        Model = ScenePretraining.Model,
        Head = new() { Channels = 32, InitialDeviation = 0.02 },
        Augmentation = PosePaperRecipes.CocoBase.Augmentation with
        {
            HalfBodyProbability = 0, ScaleFactor = 0.25, RotationFactor = 15, Brightness = 0, Contrast = 0, Saturation = 0, Hue = 0, GridDropoutProbability = 0,
            GridCellMin = 4, GridCellMax = 8,
        },
        Test = PosePaperRecipes.CocoBase.Test with { FlipTest = false, ShiftHeatmap = false, DetectorBoxes = null, BoxAreaShare = 0.53 },
        Optimizer = Optimizer,
        Schedule = Schedule(scale.PoseEpochs),
        BatchSize = BatchSize,
        Precision = Precision.Float32,
    };

    private static PoseDataRecipe Poses(string split) => new() { Dataset = SceneData.Dataset, Split = split, People = null, SubsetSeed = 0, ToleratedBadRecords = 0 };

    // In the order of the renderer's joints; shoulders, hips, feet and wings are pairs.
    private static readonly Skeleton Creature = new()
    {
        Joints =
        [
            "nose", "head", "neck", "body", "tail_base", "tail_tip", "left_shoulder", "right_shoulder", "left_fore_foot", "right_fore_foot",
            "left_hip", "right_hip", "left_hind_foot", "right_hind_foot", "left_wing_tip", "right_wing_tip",
        ],
        Sigmas = [.. Enumerable.Repeat(0.107, 16)],
        FlipPairs = [[6, 7], [8, 9], [10, 11], [12, 13], [14, 15]],
        UpperBody = [0, 1, 2, 3, 6, 7, 8, 9, 14, 15],
    };

    /// <summary>Metres; what is farther is not learned and not scored.</summary>
    private const double MaxDepth = 20;

    /// <summary>Held-out images whose predictions are drawn.</summary>
    public static int[] Kept(SceneScale scale) => [.. Enumerable.Range(0, Math.Min(12, scale.TestImages))];

    public static DetectionRecipe Detection(SceneScale scale) => PaperDetectionRecipes.SwinV2Base with
    {
        Id = $"detect-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. ScenePretraining.Common, OneOptimizer,
            "Model: pyramid and heads of a sixteenth of the width, anchors of 4 steps on two levels, fewer proposals: for images of 32 px",
            "Data: no resizing, no crop",
        ],
        Data = Images("train", flip: 0.5),
        Evaluation = Images("test", flip: 0),
        Model = ScenePretraining.Model,
        PyramidWidth = 32,
        Proposals = PaperDetectionRecipes.SwinV2Base.Proposals with
        {
            Anchors = new() { Scales = [4], Ratios = [0.5, 1, 2] },
            Sampler = new() { Count = 64, PositiveShare = 0.5, AddsObjects = false },
            Training = new() { CountPerLevel = 100, Count = 50, SuppressionOverlap = 0.7 },
            Test = new() { CountPerLevel = 100, Count = 50, SuppressionOverlap = 0.7 },
        },
        Boxes = PaperDetectionRecipes.SwinV2Base.Boxes with
        {
            Roi = new() { Size = 7, Samples = 2, FinestScale = 8 },
            Width = 64,
            Sampler = new() { Count = 32, PositiveShare = 0.25, AddsObjects = true },
        },
        Masks = new() { Roi = new() { Size = 14, Samples = 2, FinestScale = 8 }, Convolutions = 2, Width = 32 },
        Optimizer = Optimizer,
        Schedule = Schedule(scale.DetectionEpochs),
        BatchSize = BatchSize,
        Precision = Precision.Float32,
    };

    private static DetectionDataRecipe Images(string split, double flip) => new()
    {
        Dataset = SceneData.Dataset,
        Split = split,
        Classes = [.. Enumerable.Range(0, SceneData.Families.Length)],
        Images = null,
        SubsetSeed = 0,
        ToleratedBadRecords = 0,
        ShortSides = [SceneData.ImageSize],
        LongSide = SceneData.ImageSize,
        Crop = null,
        FlipProbability = flip,
        SizeDivisor = SceneData.ImageSize,
        Normalization = SceneData.Normalization,
    };

    public static TrackingRecipe Tracking(SceneScale scale) => new()
    {
        Id = $"track-swinv2-scenes-{scale.Name}",
        Source = "LitingLin/SwinTrack config/SwinTrack/Base; PAPER.md 5.6",
        Deviations =
        [
            .. ScenePretraining.Common, OneOptimizer,
            "Model: map of stride 8 instead of 16, template 16 px and search region 32 px instead of 112 and 224; 2 encoder layers of width 64 instead of 8 of 512",
            "Model: a cell tells the box's centre relative to itself: places in the search region take a long training to learn",
            "Model: drop path none; the reference switches 0.1 on at half of its training",
            "Data: rendered clips of 16 frames; one creature is followed, alone or beside another",
        ],
        Data = new()
        {
            Datasets = [SceneData.Dataset],
            ToleratedBadRecords = 0,
            PairsPerEpoch = scale.TaskImages,
            LargestGap = 8,
            GapFollowsSpeed = false,
            TemplateSize = SceneData.ImageSize / 2,
            SearchSize = SceneData.ImageSize,
            TemplateArea = 2,
            SearchArea = 4,
            TemplateScaleJitter = 0,
            SearchScaleJitter = 0.25,
            TemplateTranslationJitter = 0,
            SearchTranslationJitter = 3,
            GreyProbability = 0.05,
            ColourJitter = 0.4,
            Normalization = SceneData.Normalization,
        },
        Model = ScenePretraining.Model with { PadToWindows = true },
        Tracker = new()
        {
            Stage = 1,
            Width = 64,
            Heads = 4,
            MlpRatio = 2,
            QkvBias = true,
            EncoderLayers = 2,
            DecoderLayers = 1,
            DropRate = 0,
            AttentionDropRate = 0,
            DropPath = 0,
            DropPathStart = 0,
            InitialDeviation = 0.1,
            CentresFromCells = true,
        },
        Loss = new() { ScoreWeight = 1.5, BoxWeight = 1.5, NegativeWeight = 0.75, FocalPower = 2 },
        Optimizer = Optimizer with { WeightDecay = 1e-4 },
        BackboneRateScale = 0.5,                    // the reference's 0.1 is for hundreds of epochs
        Schedule = Schedule(scale.TrackingEpochs),
        BatchSize = BatchSize,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new() { Dataset = SceneData.Dataset, Split = "test", WindowPenalty = 0.49, SmallestObject = 4 },
    };
}
