using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>Pre-training of the paper's other backbones on ImageNet-1K: Swin, Swin V2 and RepLKNet.</summary>
/// <remarks>Values as the official repositories have them; ViT-B is in <see cref="PaperRecipes"/>. Swin of version 1 is in no profile: no table of the paper has it.</remarks>
public static class PaperPretrainingRecipes
{
    private const string HalfPrecision = "Precision: bfloat16; the reference trains with apex O1 half precision";

    private const string Measured =
        "CheckpointEpochs and Evaluation are ours: weights are kept for analysis over training, and the masked loss of validation images is measured";

    /// <summary>SimMIM, Swin-B, 192 px, 800 epochs. 84.0 % top-1 after fine-tuning (SimMIM README).</summary>
    public static readonly SimMimRecipe SwinBase = new()
    {
        Id = "simmim-swin-b-in1k-800ep",
        Source = "microsoft/SimMIM configs/swin_base__800ep, config.py, data/data_simmim.py; PAPER.md 4.1",
        Deviations = [HalfPrecision, Measured],
        Data = PaperRecipes.SimMimBase.Data with { ImageSize = 192 },
        Model = PaperModels.SwinBase,
        Optimizer = PaperRecipes.SimMimBase.Optimizer,  // 1e-4 x 2048 / 512 = 4e-4
        Schedule = PaperRecipes.SimMimBase.Schedule,    // x 0.1 at epoch 700 of 800
        BatchSize = 2048,
        Precision = Precision.BFloat16,
        Seed = 0,
        TargetWindow = null,
        Mask = new() { PatchSize = 32, Ratio = 0.6 },   // ceil(0.6 x 36) = 22 of 36 cells
        CheckpointEpochs = [0, 100, 200, 400, 800],
        Evaluation = PaperRecipes.SimMimBase.Evaluation with { ImageSize = 192 },
    };

    /// <summary>SimMIM, Swin-L, 192 px, 800 epochs. 85.4 % top-1 after fine-tuning (SimMIM README).</summary>
    public static readonly SimMimRecipe SwinLarge = SwinBase with
    {
        Id = "simmim-swin-l-in1k-800ep",
        Source = "microsoft/SimMIM configs/swin_large__800ep, config.py, data/data_simmim.py; PAPER.md 4.1",
        Model = PaperModels.SwinLarge,
    };

    /// <summary>SimMIM, SwinV2-B, 192 px, 800 epochs. 85.04 % top-1 after fine-tuning (Swin-Transformer MODELHUB, 500,000 updates).</summary>
    public static readonly SimMimRecipe SwinV2Base = SwinBase with
    {
        Id = "simmim-swinv2-b-in1k-800ep",
        Source = "microsoft/Swin-Transformer configs/simmim/simmim_pretrain__swinv2_base__img192_window12__800ep.yaml, models/simmim.py; PAPER.md 4.1",
        Deviations = [HalfPrecision, Measured, "TargetWindow: as in the file, which is younger than the paper; whether the paper normalises targets is not known"],
        Model = PaperModels.SwinV2Base,
        TargetWindow = 47,
    };

    /// <summary>SimMIM, SwinV2-L, 192 px, 800 epochs. 85.91 % top-1 after fine-tuning (Swin-Transformer MODELHUB, 500,000 updates).</summary>
    public static readonly SimMimRecipe SwinV2Large = SwinBase with
    {
        Id = "simmim-swinv2-l-in1k-800ep",
        Source = "microsoft/Swin-Transformer MODELHUB.md; PAPER.md 4.1",
        Deviations = [HalfPrecision, Measured, "No configuration of this size is public: all but the width and the heads as SwinV2-B, drop path included"],
        Model = PaperModels.SwinV2Large,
        TargetWindow = 47,
    };

    /// <summary>Supervised SwinV2-B, ImageNet-1K, 256 px under windows of 16, 300 epochs. 84.6 % top-1 (Swin-Transformer MODELHUB).</summary>
    public static readonly SupervisedRecipe SupervisedSwinV2Base = new()
    {
        Id = "supervised-swinv2-b-in1k-300ep",
        Source = "microsoft/Swin-Transformer configs/swinv2/swinv2_base_patch4_window16_256.yaml, config.py, lr_scheduler.py, get_started.md; PAPER.md 4.2",
        Deviations =
        [
            "Model: of the two published sizes, windows of 8 and of 16, the more accurate one; which the paper takes was not found",
            "BatchSize: 1024 as get_started.md has it for the first version, 64 or 128 on each of 8 GPUs; rates are given per 512",
            "Data: crop scale 0.08 to 1 is timm's default, which the reference takes over without naming it",
            "Precision: bfloat16; the reference trains with half precision",
            "CheckpointEpochs: ours; weights are kept for analysis over training",
        ],
        Augmentation = PaperRecipes.Augmentation,   // config.py of this repository has the same values
        Data = PaperRecipes.SupervisedBase.Data with { ImageSize = 256 },
        Model = PaperModels.SwinV2Base with { ImageSize = 256, WindowSizes = [16, 16, 16, 16], DropPath = 0.5 }, // 8 in the last stage
        Optimizer = SwinBase.Optimizer with { BaseLearningRate = 5e-4 },    // x 1024 / 512 = 1e-3
        Schedule = new()
        {
            Kind = ScheduleKind.CosineAfterWarmup,
            Epochs = 300,
            WarmupEpochs = 20,
            WarmupLearningRate = 5e-7,
            MinLearningRate = 5e-6,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 1024,
        Precision = Precision.BFloat16,
        Seed = 0,
        LabelSmoothing = 0.1,
        CheckpointEpochs = [0, 75, 150, 300],
        Evaluation = PaperRecipes.SupervisedBase.Evaluation with { ImageSize = 256 },
    };

    /// <summary>Supervised SwinV2-L, ImageNet-1K, 256 px, 300 epochs. Nobody published one, and no table that could be read or recalled has it.</summary>
    public static readonly SupervisedRecipe SupervisedSwinV2Large = SupervisedSwinV2Base with
    {
        Id = "supervised-swinv2-l-in1k-300ep",
        Deviations = [.. SupervisedSwinV2Base.Deviations, "No configuration of this size on ImageNet-1K is public: all but the width and the heads as SwinV2-B, drop path included"],
        Model = (SwinTransformerV2Recipe)SupervisedSwinV2Base.Model with { EmbedDim = 192, Heads = [6, 12, 24, 48] },
    };

    /// <summary>Supervised SwinV2-B, ImageNet-22K, 192 px, 90 epochs: how the published checkpoint <c>swinv2_base_patch4_window12_192_22k.pth</c> was made. 86.2 % top-1 on ImageNet-1K after fine-tuning at 256 px (Swin-Transformer MODELHUB).</summary>
    public static readonly SupervisedRecipe Supervised22kSwinV2Base = new()
    {
        Id = "supervised-swinv2-b-in22k-90ep",
        Source = "microsoft/Swin-Transformer configs/swinv2/swinv2_base_patch4_window12_192_22k.yaml, config.py, lr_scheduler.py, data/build.py; PAPER.md 4.2",
        Deviations =
        [
            "Whole step: the paper takes published weights (recalled); a step of its own says how they were made and what that costs",
            "BatchSize: 4096, from the comment beside the rate in the file",
            "Data: crop scale 0.08 to 1 is timm's default, which the reference takes over without naming it",
            "Precision: bfloat16; the reference trains with half precision",
            "CheckpointEpochs: the last one only",
            "Evaluation: the reference's own list of held-out pictures",
        ],
        Augmentation = PaperRecipes.Augmentation,   // config.py of this repository has the same values
        Data = OfImageNet22K(PaperRecipes.SupervisedBase.Data),
        Model = PaperModels.SwinV2Base with { DropPath = 0.2 },
        Optimizer = SwinBase.Optimizer with { BaseLearningRate = 1.25e-4, WeightDecay = 0.1 },  // x 4096 / 512 = 1e-3
        Schedule = SupervisedSwinV2Base.Schedule with { Epochs = 90, WarmupEpochs = 5, WarmupLearningRate = 1.25e-7, MinLearningRate = 1.25e-6 },
        BatchSize = 4096,
        Precision = Precision.BFloat16,
        Seed = 0,
        LabelSmoothing = 0.1,
        CheckpointEpochs = [90],
        Evaluation = OfImageNet22K(PaperRecipes.SupervisedBase.Evaluation),
    };

    /// <summary>Supervised SwinV2-L, ImageNet-22K, 192 px, 90 epochs: <c>swinv2_large_patch4_window12_192_22k.pth</c>. 86.9 % top-1 on ImageNet-1K after fine-tuning at 256 px (Swin-Transformer MODELHUB).</summary>
    public static readonly SupervisedRecipe Supervised22kSwinV2Large = Supervised22kSwinV2Base with
    {
        Id = "supervised-swinv2-l-in22k-90ep",
        Source = Supervised22kSwinV2Base.Source.Replace("swinv2_base", "swinv2_large", StringComparison.Ordinal),
        Model = PaperModels.SwinV2Large with { DropPath = 0.2 },
    };

    /// <summary>SimMIM, RepLKNet-31B, 224 px, 800 epochs; the paper's accuracy was not found.</summary>
    public static readonly SimMimRecipe RepLkNet31Base = SwinBase with
    {
        Id = "simmim-replknet-31b-in1k-800ep",
        Source = "DingXiaoH/RepLKNet-pytorch replknet.py (model), microsoft/SimMIM configs/swin_base__800ep (all else); PAPER.md claim C15, 4.1, 4.2",
        Deviations =
        [
            HalfPrecision, Measured,
            "How the paper pre-trains it was not found: optimizer, schedule and drop path as Swin-B's, images of 224 px as its authors train it",
            "Mask: hidden pixels are blanked before the stem, the token stands after it (docs/decisions/0010)",
        ],
        Data = PaperRecipes.SimMimBase.Data,
        Model = PaperModels.RepLkNet31Base with { DropPath = 0 },
        Mask = new() { PatchSize = 32, Ratio = 0.6 },   // ceil(0.6 x 49) = 30 of 49 cells
        Evaluation = PaperRecipes.SimMimBase.Evaluation,
    };

    /// <summary>Supervised RepLKNet-31B, 224 px, 300 epochs. 83.5 % top-1 (RepLKNet README).</summary>
    public static readonly SupervisedRecipe SupervisedRepLkNet31Base = new()
    {
        Id = "supervised-replknet-31b-in1k-300ep",
        Source = "DingXiaoH/RepLKNet-pytorch README, main.py, utils.py; PAPER.md 4.2",
        Deviations =
        [
            "Data: crop scale 0.08 to 1 is timm's default, which the reference takes over without naming it",
            "Precision: bfloat16; the reference trains with half precision",
            "CheckpointEpochs: ours; weights are kept for analysis over training",
        ],
        Data = PaperRecipes.SupervisedBase.Data,
        Model = PaperModels.RepLkNet31Base,
        Optimizer = new()
        {
            BaseLearningRate = 4e-3,                    // as it is: main.py scales no rate
            BaseBatchSize = 2048,
            Betas = [0.9, 0.999],
            Epsilon = 1e-8,
            WeightDecay = 0.05,
            ClipGradNorm = null,
            LayerDecay = 1,
            EmaDecay = 0.9999,
        },
        Schedule = new()
        {
            Kind = ScheduleKind.CosineAfterWarmup,
            Epochs = 300,
            WarmupEpochs = 10,
            WarmupLearningRate = 0,
            MinLearningRate = 1e-6,
            DecayEpochs = null,
            DecayRate = null,
        },
        BatchSize = 2048,                               // 8 GPUs x 64 x 4 steps of accumulation
        Precision = Precision.BFloat16,
        Seed = 0,
        LabelSmoothing = 0.1,
        Augmentation = PaperRecipes.Augmentation,
        CheckpointEpochs = [0, 75, 150, 300],
        Evaluation = PaperRecipes.SupervisedBase.Evaluation,
    };

    private static DataRecipe OfImageNet22K(DataRecipe imageNet) => imageNet with { Dataset = "imagenet-22k", Classes = [.. Enumerable.Range(0, 21_841)], ImageSize = 192 };
}
