using MimRepro.Recipes;

namespace MimRepro.Experiments.FashionMnist;

/// <summary>The evening's experiments with the paper's other backbone: Swin Transformer V2, small, on the same photos.</summary>
/// <remarks>Run: ./build.sh Reproduce --profile evening</remarks>
public static class SwinV2Recipes
{
    /// <summary>0.6 M weights; maps of 16 x 16, 8 x 8 and 4 x 4 tokens at strides of 2, 4 and 8 px.</summary>
    internal static readonly SwinTransformerV2Recipe Model = new()
    {
        ImageSize = 32,
        PatchSize = 2,
        InChannels = 1,
        EmbedDim = 32,                              // 32, 64, 128 channels
        Depths = [2, 2, 2],
        Heads = [2, 4, 8],                          // 16 channels a head
        WindowSizes = [8, 8, 4],                    // four windows in the first stage, one in the others
        ShiftedWindows = [true, true, true],
        PretrainedWindowSizes = [0, 0, 0],
        PadToWindows = false,
        MlpRatio = 2,
        QkvBias = true,
        AbsolutePositionEmbedding = false,
        PatchNorm = true,
        DropRate = 0,
        AttentionDropRate = 0,
        DropPath = 0,
        NormEpsilon = 1e-5,
        InitialDeviation = 0.1,                     // about 1 / sqrt(channels); the reference's 0.02 is for 128 to 1,024
    };

    private const string Size =
        "Model: Swin V2 of width 32, depths 2-2-2, windows 8-8-4, MLP ratio 2, patch 2 instead of SwinV2-B (width 128, depths 2-2-18-2, patch 4): what 2 CPU cores can train on 32 px";

    private const string InitialWeights = "Model: initial weights 0.1 instead of 0.02, since the model is narrow, as with the ViT (decision 0004)";

    /// <summary>SimMIM, 4 epochs of 20,000 images. Result: reports/.</summary>
    public static readonly SimMimRecipe Mim = PretrainingRecipes.MimEvening with
    {
        Id = "simmim-swinv2-fmnist-evening",
        Source = "microsoft/Swin-Transformer configs/simmim, models/simmim.py, models/swin_transformer_v2.py; PAPER.md 4.1",
        Deviations =
        [
            .. PretrainingRecipes.OfAnyBackbone,
            Size,
            InitialWeights,
            "Mask: cells of 8 px, 10 of 16 hidden (62.5 %), instead of 32 px, 22 of 36 (61.1 %): one cell a token of the last map, as in the reference",
            "Target: pixels as they are; the reference's later code can normalise them by their neighbourhood, and which of the two the paper used is unknown",
        ],
        Model = Model,
    };

    /// <summary>Cross-entropy on the labels of the same images, for as long as SimMIM. Result: reports/.</summary>
    public static readonly SupervisedRecipe Supervised = PretrainingRecipes.SupervisedEvening with
    {
        Id = "supervised-swinv2-fmnist-evening",
        Source = "microsoft/Swin-Transformer main.py, configs/swinv2; PAPER.md 4.2",
        Deviations =
        [
            .. PretrainingRecipes.OfAnyBackbone,
            Size,
            InitialWeights,
            "Augmentation: SimMIM's crop and flip, as in the other arm; no RandAugment, mixup, cutmix, erasing",
            "Schedule: the length of the other arm",
        ],
        Model = Model,
    };

    /// <summary>1.5 epochs of 30,000 images, from a pre-trained backbone: half of what the ViT gets, to keep the evening's budget.</summary>
    public static readonly FineTuningRecipe FineTuning = FineTuningRecipes.Evening with
    {
        Id = "finetune-swinv2-fmnist-evening",
        Source = "microsoft/SimMIM configs/swin_base (fine-tuning); PAPER.md 5.1",
        Deviations =
        [
            "Data: five upper-body garments of Fashion-MNIST that are easily confused, 6,000 images each, instead of ImageNet-1K or iNaturalist-18",
            Size,
            "Augmentation: none. In a few epochs crops and flips cost accuracy (docs/decisions/0006); no RandAugment, mixup, cutmix or erasing",
            "Optimizer: learning rate 7e-4 at batch 16 and layer decay 0.85, as for the ViT, instead of 5e-3 at 2048 and 0.75",
            "Schedule: 1.5 epochs with a quarter of one for warm-up instead of 100 with 20",
            "Hyper-parameters are the same for both arms; the paper searched them for each initialisation (recalled)",
        ],
        Model = Model,
        Schedule = FineTuningRecipes.Evening.Schedule with { Epochs = 1.5 },
        EvaluationEpochs = [0.375, 0.75, 1.125, 1.5],
    };

    /// <summary>The same images and length without a backbone: what pre-training has to beat.</summary>
    public static readonly FineTuningRecipe Scratch = FineTuning with
    {
        Id = "scratch-swinv2-fmnist-evening",
        Deviations = [.. FineTuning.Deviations, "From scratch: no layer decay, since no layer knows anything yet"],
        Optimizer = FineTuning.Optimizer with { LayerDecay = 1 },
    };

    /// <summary>A linear classifier on the frozen backbone's mean-pooled features.</summary>
    public static readonly LinearProbeRecipe Probe = MeasurementRecipes.ProbeEvening with { Id = "probe-swinv2-fmnist-evening", Model = Model };

    /// <summary>The nearest neighbours among the same features.</summary>
    public static readonly NearestNeighboursRecipe Neighbours = MeasurementRecipes.NeighboursEvening with { Id = "neighbours-swinv2-fmnist-evening", Model = Model };

    /// <summary>Attention inside its windows, of 1,020 held-out images of the classes that pre-training saw.</summary>
    public static readonly AttentionAnalysisRecipe Attention = MeasurementRecipes.AttentionEvening with { Id = "attention-swinv2-fmnist-evening", Model = Model };

    /// <summary>15 held-out photos, three of each class: original, masked, reconstructed.</summary>
    public static readonly ReconstructionRecipe Reconstruction = MeasurementRecipes.Reconstruction with { Id = "reconstruction-swinv2-fmnist", Model = Model };
}
