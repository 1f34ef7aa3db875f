using MimRepro.Recipes;

namespace MimRepro.Experiments.SceneWorld;

/// <summary>RepLKNet, a network of large kernels instead of attention, pre-trained on the generated world by either task (claim C15).</summary>
internal static class LargeKernels
{
    /// <summary>0.6 M weights; maps of 16 x 16, 8 x 8 and 4 x 4 at strides of 4, 8 and 16 px, each kernel nearly as wide as its map.</summary>
    public static readonly RepLkNetRecipe Model = new()
    {
        ImageSize = SceneData.ImageSize,
        InChannels = 3,
        KernelSizes = [13, 7, 5],
        Depths = [1, 1, 2],
        Channels = [32, 64, 128],
        SmallKernel = 3,
        Merged = false,
        LargeKernelRatio = 1,
        FeedForwardRatio = 2,
        Norms = MapNorms.Last,
        DropPath = 0,
    };

    private static readonly string[] Common =
    [
        "Data: rendered scenes instead of photographs",
        "Model: RepLKNet with kernels of 13-7-5, depths 1-1-2, widths 32-64-128, small kernels of 3 at 64 px instead of RepLKNet-31B (31-29-27-13, 2-2-18-2, 128 to 1,024, 5) at 224 px: what 2 CPU cores can train",
        "Optimizer, schedule and length: those of Swin V2 on the same images",
    ];

    public static SimMimRecipe Mim(SceneScale scale) => ScenePretraining.Mim(scale) with
    {
        Id = $"simmim-replknet-scenes-{scale.Name}",
        Source = "DingXiaoH/RepLKNet-pytorch replknet.py (model), microsoft/SimMIM (all else); PAPER.md claim C15",
        Deviations =
        [
            .. Common,
            "How the paper pre-trains it was not found. Mask: hidden pixels are blanked before the stem, the token stands after it (docs/decisions/0010)",
        ],
        Model = Model,
    };

    public static SupervisedRecipe Supervised(SceneScale scale) => ScenePretraining.Supervised(scale) with
    {
        Id = $"supervised-replknet-scenes-{scale.Name}",
        Source = "DingXiaoH/RepLKNet-pytorch replknet.py, main.py; PAPER.md 4.2",
        Deviations = [.. Common, "Augmentation: SimMIM's crop and flip, as in the other arm"],
        Model = Model,
    };

    public static AttentionAnalysisRecipe Kernels(SceneScale scale) => ScenePretraining.Attention(scale) with
    {
        Id = $"kernels-replknet-scenes-{scale.Name}",
        Deviations = ["Measures of kernels are ours: what the paper measures of them was not found"],
        Model = Model,
    };

    public static FineTuningRecipe FineGrained(SceneScale scale) => SceneTasks.FineGrained(scale) with
    {
        Id = $"finetune-replknet-scenes-{scale.Name}",
        Deviations = [.. Common, "Augmentation: flips only", "Task: 24 variants of one body plan instead of ImageNet-1K"],
        Model = Model,
    };
}
