using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>Pose estimation with Swin V2 on COCO and CrowdPose: the authors' later published recipe, since the paper's own could not be read.</summary>
/// <remarks>PAPER.md 5.3 and 5.4. Reported with SimMIM weights: COCO test-dev 76.7 (B), 77.2 (L); CrowdPose 74.9 (B), 75.5 (L), as far as PAPER.md 3.1 knows.</remarks>
public static class PosePaperRecipes
{
    private const string LaterRecipe = "Recipe: of the authors' later pose code; whether the paper's is the same is unknown (epochs and rates may differ)";
    private const string Precise = "Precision: bfloat16; the reference trains with half precision and a scaled loss";
    private const string PerStep = "Schedule: the cosine falls with every update, the reference's with every epoch; its lowest rate is scaled by layer, ours is not";
    private const string Jitter = "Augmentation: colours change without rounding to bytes between the changes";

    private static readonly SwinTransformerV2Recipe ModelBase = new()
    {
        ImageSize = 256,
        PatchSize = 4,
        InChannels = 3,
        EmbedDim = 128,
        Depths = [2, 2, 18, 2],
        Heads = [4, 8, 16, 32],
        WindowSizes = [16, 16, 16, 8],
        ShiftedWindows = [true, true, false, false],
        PretrainedWindowSizes = [12, 12, 12, 6],
        PadToWindows = false,
        MlpRatio = 4,
        QkvBias = true,
        AbsolutePositionEmbedding = false,
        PatchNorm = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0.3,
        NormEpsilon = 1e-5,
        InitialDeviation = 0.02,
    };

    private static readonly SwinTransformerV2Recipe ModelLarge = ModelBase with { EmbedDim = 192, Heads = [6, 12, 24, 48], DropPath = 0.5 };

    /// <summary>COCO keypoints, SwinV2-B, 256 px, 150 epochs.</summary>
    public static readonly PoseRecipe CocoBase = new()
    {
        Id = "pose-swinv2-b-coco-150ep",
        Source = "Gengzigang/PCT configs/hmp_base.py, utils/optimzer_ld.py; PAPER.md 5.3",
        Deviations = [LaterRecipe, Precise, PerStep, Jitter],
        Data = new() { Dataset = "coco-keypoints", Split = "train2017", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Evaluation = new() { Dataset = "coco-keypoints", Split = "val2017", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Skeleton = Skeleton.Coco,
        Input = new()
        {
            Width = 256,
            Height = 256,
            HeatmapStride = 4,                      // 64 x 64
            Sigma = 2,
            Padding = 1.25,
            Normalization = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] },
        },
        Model = ModelBase,
        Head = new() { Channels = 32, InitialDeviation = 0.001 },
        Augmentation = new()
        {
            ShiftProbability = 0.3,
            ShiftFactor = 0.16,
            FlipProbability = 0.5,
            HalfBodyProbability = 0.3,
            HalfBodyJoints = 8,
            ScaleFactor = 0.5,
            RotationProbability = 0.6,              // mmpose's default
            RotationFactor = 40,
            Brightness = 0.4,
            Contrast = 0.4,
            Saturation = 0.4,
            Hue = 0.2,
            GridDropoutProbability = 0.5,
            GridCellMin = 10,
            GridCellMax = 40,
            GridDropoutRatio = 0.5,                 // albumentations' default
        },
        Test = new()
        {
            FlipTest = true,
            ShiftHeatmap = true,
            Refine = true,
            JointScoreAbove = 0.2,
            MostSimilar = 0.9,
            DetectorBoxes = "person_detection_results/COCO_val2017_detections_AP_H_56_person.json", // what COCO's numbers are given for
            BoxScoreFrom = 0,
            BoxAreaShare = null,
            PckShare = 0.2,                         // ours: the reference reports no PCK
        },
        Optimizer = new()
        {
            BaseLearningRate = 5e-4,
            BaseBatchSize = 256,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = null,
            LayerDecay = 0.9,                       // patch embedding: 0.9^28 = 0.052 of the head's rate
            EmaDecay = null,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.Cosine,
            Epochs = 150,
            WarmupEpochs = 0.8548,                  // 500 updates of 585 an epoch: 149,813 people / 256
            WarmupLearningRate = 5e-7,              // 1e-3 x peak
            MinLearningRate = 5e-9,                 // 1e-5 x peak
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 256,                            // 32 x 8
        Precision = Precision.BFloat16,
        Seed = 0,
        PretrainedBlocks = null,
    };

    /// <summary>COCO keypoints, SwinV2-L, 256 px, 150 epochs.</summary>
    public static readonly PoseRecipe CocoLarge = CocoBase with
    {
        Id = "pose-swinv2-l-coco-150ep",
        Source = "Gengzigang/PCT configs/hmp_large.py, utils/optimzer_ld.py; PAPER.md 5.3",
        Model = ModelLarge,
        Head = CocoBase.Head with { Channels = 48 },
        Optimizer = CocoBase.Optimizer with { BaseLearningRate = 3.33e-4, WeightDecay = 0.0625 },
        Schedule = CocoBase.Schedule with { WarmupLearningRate = 3.33e-7, MinLearningRate = 3.33e-9 },
    };

    /// <summary>CrowdPose, SwinV2-B; tested with the boxes of the published detector.</summary>
    public static readonly PoseRecipe CrowdPoseBase = OnCrowdPose(CocoBase, "pose-swinv2-b-crowdpose-150ep");

    /// <summary>CrowdPose, SwinV2-L; tested with the boxes of the published detector.</summary>
    public static readonly PoseRecipe CrowdPoseLarge = OnCrowdPose(CocoLarge, "pose-swinv2-l-crowdpose-150ep");

    public static IReadOnlyList<PoseRecipe> All => [CocoBase, CocoLarge, CrowdPoseBase, CrowdPoseLarge];

    private static PoseRecipe OnCrowdPose(PoseRecipe coco, string id) => coco with
    {
        Id = id,
        Source = coco.Source + " and 5.4; open-mmlab/mmpose 0.29 configs of CrowdPose (half bodies, boxes of the detector)",
        Deviations =
        [
            .. coco.Deviations,
            "Recipe: COCO's; the authors published none for CrowdPose",
            "Schedule: 500 updates of warm-up are 3 epochs of about 43,000 people / 256, a number that the files of the set decide",
        ],
        Data = new() { Dataset = "crowdpose", Split = "trainval", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Evaluation = new() { Dataset = "crowdpose", Split = "test", People = null, SubsetSeed = 0, ToleratedBadRecords = 0 },
        Skeleton = Skeleton.CrowdPose,
        Augmentation = coco.Augmentation with { HalfBodyJoints = 6 },
        Test = coco.Test with { DetectorBoxes = "annotations/det_for_crowd_test_0.1_0.5.json", BoxAreaShare = 0.53 },
        Schedule = coco.Schedule with { WarmupEpochs = 3 },
    };
}
