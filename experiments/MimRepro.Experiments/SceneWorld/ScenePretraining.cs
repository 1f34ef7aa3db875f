using MimRepro.Experiments.FashionMnist;
using MimRepro.Recipes;

namespace MimRepro.Experiments.SceneWorld;

/// <summary>Swin V2 pre-trained on the generated world by either task, and the attention of what comes out.</summary>
internal static class ScenePretraining
{
    /// <summary>Body plans that backbones are pre-trained on; tasks have others.</summary>
    private const int Plans = 20;

    private const int BatchSize = 16;

    // Of both arms, as the schedule.
    private static readonly OptimizerRecipe Optimizer = SwinV2Recipes.Mim.Optimizer with { BaseLearningRate = 3e-3, BaseBatchSize = BatchSize };

    /// <summary>0.5 M weights; maps of 8 x 8 and 4 x 4 tokens at strides of 4 and 8 px.</summary>
    public static readonly SwinTransformerV2Recipe Model = SwinV2Recipes.Model with
    {
        ImageSize = SceneData.ImageSize,
        PatchSize = 4,
        InChannels = 3,
        EmbedDim = 48,
        Depths = [2, 6],
        Heads = [3, 6],
        WindowSizes = [8, 4],
        ShiftedWindows = [true, true],
        PretrainedWindowSizes = [0, 0],
    };

    private const string Size =
        "Model: Swin V2 of width 48, depths 2-6, windows 8-4, MLP ratio 2 at 32 px instead of SwinV2-B (width 128, depths 2-2-18-2) at 192 px and more: what 2 CPU cores can train";

    /// <summary>Departures of every recipe of this world.</summary>
    public static readonly string[] Common =
    [
        "Data: rendered scenes instead of photographs",
        Size,
        "Model: initial weights 0.1 instead of 0.02, since the model is narrow, as with the ViT (decision 0004)",
    ];

    public static SimMimRecipe Mim(SceneScale scale) => SwinV2Recipes.Mim with
    {
        Id = $"simmim-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. Common,
            "Optimizer: learning rate 3e-3 at batch 16 and cosine schedule, since the number of steps counts most (decision 0004)",
            "Mask: cells of 8 px, 10 of 16 hidden (62.5 %), instead of 32 px, 22 of 36: one cell a token of the last map, as in the reference",
            "Target: pixels as they are; the reference's later code can normalise them, and which of the two the paper used is unknown",
        ],
        Data = SceneData.Labelled("train", Plans, augmented: true),
        Model = Model,
        BatchSize = BatchSize,
        Optimizer = Optimizer,
        Schedule = Schedule(scale.PretrainingEpochs),
        Mask = new() { PatchSize = 8, Ratio = 0.6 },   // ceil(0.6 x 16) = 10 of 16 cells
        CheckpointEpochs = scale.CheckpointEpochs,
        Evaluation = SceneData.Labelled("test", Plans, augmented: false),
    };

    public static SupervisedRecipe Supervised(SceneScale scale) => SwinV2Recipes.Supervised with
    {
        Id = $"supervised-swinv2-scenes-{scale.Name}",
        Deviations =
        [
            .. Common,
            "Optimizer and length: those of the other arm",
            "Augmentation: SimMIM's crop and flip, as in the other arm",
        ],
        Data = SceneData.Labelled("train", Plans, augmented: true),
        Model = Model,
        BatchSize = BatchSize,
        Optimizer = Optimizer,
        Schedule = Schedule(scale.PretrainingEpochs),
        CheckpointEpochs = scale.CheckpointEpochs,
        Evaluation = SceneData.Labelled("test", Plans, augmented: false),
    };

    public static AttentionAnalysisRecipe Attention(SceneScale scale) => SwinV2Recipes.Attention with
    {
        Id = $"attention-swinv2-scenes-{scale.Name}",
        Deviations = ["Data: held-out rendered images instead of 1,024 of ImageNet's; the paper's own number of images is unknown"],
        Data = SceneData.Labelled("test", Plans, augmented: false),
        Model = Model,
        BatchSize = Math.Min(scale.TestImages, 100),
    };

    public static ReconstructionRecipe Reconstruction(SceneScale scale) => SwinV2Recipes.Reconstruction with
    {
        Id = $"reconstruction-swinv2-scenes-{scale.Name}",
        Data = SceneData.Labelled("test", Plans, augmented: false),
        Model = Model,
        Mask = Mim(scale).Mask,
    };

    /// <summary>The model without its last blocks, all of them of the last stage.</summary>
    public static SwinTransformerV2Recipe WithoutLast(int blocks) => Model with { Depths = [.. Model.Depths[..^1], Model.Depths[^1] - blocks] };

    /// <summary>The pre-trained blocks that it keeps.</summary>
    public static int[] AllButLast(int blocks) => [.. Enumerable.Range(0, Model.Depths.Sum() - blocks)];

    private static ScheduleRecipe Schedule(double epochs) => SwinV2Recipes.Mim.Schedule with { Epochs = epochs, WarmupEpochs = 0.1 * epochs };
}
