using MimRepro.Recipes;

namespace MimRepro.Experiments.SceneWorld;

/// <summary>RepLKNet, a network of large kernels instead of attention, pre-trained on the generated world by either task (claim C15).</summary>
internal static class LargeKernels
{
    /// <summary>0.2 M weights; maps of 8 x 8 and 4 x 4 at strides of 4 and 8 px, each kernel about as wide as its map.</summary>
    public static readonly RepLkNetRecipe Model = new()
    {
        ImageSize = SceneData.ImageSize,
        InChannels = 3,
        KernelSizes = [7, 5],
        Depths = [2, 4],
        Channels = [48, 96],
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
        "Model: RepLKNet with kernels of 7-5, depths 2-4, widths 48-96, small kernels of 3 at 32 px instead of RepLKNet-31B (31-29-27-13, 2-2-18-2, 128 to 1,024, 5) at 224 px: what 2 CPU cores can train",
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
        Deviations = [.. Common, "Augmentation: flips only", "Task: 8 variants of one body plan instead of ImageNet-1K"],
        Model = Model,
    };
}
