using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>The published recipes of depth from one picture, NYUv2 and KITTI, with SwinV2-B and SwinV2-L as SimMIM pre-trains them.</summary>
/// <remarks>Supervised rows of the paper take the same values with supervised weights, which is recalled, not read (PAPER.md 5.5).</remarks>
public static class PaperDepthRecipes
{
    private const string Reference = "SwinTransformer/MIM-Depth-Estimation README.md, configs/, train.py, models/, dataset/base_dataset.py; PAPER.md 5.5";

    private static readonly string[] Departures =
    [
        "Data: the band of depth goes to every fourth sample of the training, the reference counts in each loading process by itself",
        "Data: hue, saturation and value are computed in double precision, the reference has OpenCV's fixed-point tables",
    ];

    private static readonly SwinTransformerV2Recipe SwinBase = new()
    {
        ImageSize = 480,
        PatchSize = 4,
        InChannels = 3,
        EmbedDim = 128,
        Depths = [2, 2, 18, 2],
        Heads = [4, 8, 16, 32],
        WindowSizes = [30, 30, 30, 15],
        PretrainedWindowSizes = [12, 12, 12, 6],
        ShiftedWindows = [true, true, false, false],
        PadToWindows = true,
        MlpRatio = 4,
        QkvBias = true,
        AbsolutePositionEmbedding = false,
        PatchNorm = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0.3,
        NormEpsilon = 1e-6,
        InitialDeviation = 0.02,
    };

    /// <summary>NYUv2, SwinV2-B, 25 epochs. RMSE 0.304, δ1 0.935 with SimMIM's weights (README).</summary>
    public static readonly DepthRecipe NyuBase = new()
    {
        Id = "depth-swinv2-b-nyuv2-25ep",
        Source = Reference,
        Deviations = Departures,
        Data = new()
        {
            Dataset = "nyu-depth-v2",
            ToleratedBadRecords = 0,
            CropHeight = 480,
            CropWidth = 480,
            CutDepthEvery = 4,
            CutDepthWidth = 0.75,
            FlipProbability = 0.5,
            ColourProbability = 0.5,                // albumentations' defaults from here on
            BrightnessLimit = 0.2,
            ContrastLimit = 0.2,
            Gamma = new(0.8, 1.2),
            HueLimit = 20,
            SaturationLimit = 30,
            ValueLimit = 20,
            Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] }, // pixels are scaled to 0…1, no more
        },
        Model = SwinBase,
        Head = new()
        {
            Filters = [32, 32, 32],
            Kernels = [2, 2, 2],
            BilinearDoublings = 2,                  // 3 + 2 doublings make up for a stride of 32
            Channels = 128,
            MaxDepth = 10,
            InitialDeviation = 0.001,
        },
        PretrainedBlocks = null,
        ScaleInvariance = 0.5,
        Optimizer = new()
        {
            BaseLearningRate = 5e-4,                // as it is, whatever the batch
            BaseBatchSize = 24,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = null,
            LayerDecay = 0.9,                       // patch embedding: 0.9^28 = 0.052 of the head's rate
            EmaDecay = null,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.RiseAndFall,        // rises for 12 epochs, falls for 12, and is flat for one
            Epochs = 25,
            WarmupEpochs = 0,
            WarmupLearningRate = 0,
            MinLearningRate = 3e-5,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 24,
        Precision = Precision.Float32,
        Seed = 0,
        Evaluation = new()
        {
            FlipTest = true,
            ShiftedWindows = 2,                     // 480 x 480 of 480 x 640, 160 apart
            MinDepth = 1e-3,
            MaxDepth = 10,
            Crop = DepthCrop.Nyu,
            KeptPredictions = [0, 100, 200, 300, 400, 500, 600],
        },
    };

    /// <summary>KITTI, SwinV2-B, 25 epochs. RMSE 2.050, δ1 0.976 with SimMIM's weights (README).</summary>
    public static readonly DepthRecipe KittiBase = NyuBase with
    {
        Id = "depth-swinv2-b-kitti-25ep",
        Data = NyuBase.Data with { Dataset = "kitti-eigen", CropHeight = 352, CropWidth = 352 },
        Model = SwinBase with { ImageSize = 352, WindowSizes = [22, 22, 22, 11] },
        Head = NyuBase.Head with { MaxDepth = 80 },
        Evaluation = NyuBase.Evaluation with
        {
            ShiftedWindows = 16,                    // 352 x 352 of 352 x 1216, 57 apart: the last 9 columns stay open
            MaxDepth = 80,
            Crop = DepthCrop.Garg,
        },
    };

    /// <summary>NYUv2, SwinV2-L, 25 epochs. RMSE 0.287, δ1 0.949 with SimMIM's weights (README).</summary>
    public static readonly DepthRecipe NyuLarge = Large(NyuBase, "depth-swinv2-l-nyuv2-25ep");

    /// <summary>KITTI, SwinV2-L, 25 epochs. RMSE 1.966, δ1 0.977 with SimMIM's weights (README).</summary>
    public static readonly DepthRecipe KittiLarge = Large(KittiBase, "depth-swinv2-l-kitti-25ep");

    private static DepthRecipe Large(DepthRecipe small, string id) => small with
    {
        Id = id,
        Model = (SwinTransformerV2Recipe)small.Model with { EmbedDim = 192, Heads = [6, 12, 24, 48], DropPath = 0.5 },
        Head = small.Head with { Channels = 192 },
        Optimizer = small.Optimizer with { LayerDecay = 0.85 },
    };
}
