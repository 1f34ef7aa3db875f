using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>What is measured inside Swin V2-B and RepLKNet-31B after each pre-training; ViT-B is in <see cref="PaperRecipes"/>.</summary>
public static class PaperAnalysisRecipes
{
    /// <summary>Attention of <see cref="PaperPretrainingRecipes.SwinV2Base"/> on 1,000 validation images.</summary>
    public static readonly AttentionAnalysisRecipe SwinV2OfMim = PaperRecipes.AttentionOfMim with
    {
        Id = "attention-simmim-swinv2-b-in1k",
        Deviations = [PaperRecipes.AttentionOfMim.Deviations[0]],
        Data = PaperRecipes.AttentionOfMim.Data with { ImageSize = 192 },
        Model = PaperModels.SwinV2Base,
        BatchSize = 50,
    };

    /// <summary>Attention of <see cref="PaperPretrainingRecipes.SupervisedSwinV2Base"/> on the same images.</summary>
    public static readonly AttentionAnalysisRecipe SwinV2OfSupervised = SwinV2OfMim with
    {
        Id = "attention-supervised-swinv2-b-in1k",
        Data = SwinV2OfMim.Data with { ImageSize = 256 },
        Model = PaperPretrainingRecipes.SupervisedSwinV2Base.Model,
    };

    /// <summary>Kernels of <see cref="PaperPretrainingRecipes.RepLkNet31Base"/>, and its features on the same images.</summary>
    public static readonly AttentionAnalysisRecipe RepLkNetOfMim = SwinV2OfMim with
    {
        Id = "kernels-simmim-replknet-31b-in1k",
        Source = "PAPER.md 2.4 to 2.6 (what the paper measures on kernels was not found)",
        Data = PaperRecipes.AttentionOfMim.Data,
        Model = PaperPretrainingRecipes.RepLkNet31Base.Model,
    };

    /// <summary>The same of <see cref="PaperPretrainingRecipes.SupervisedRepLkNet31Base"/>.</summary>
    public static readonly AttentionAnalysisRecipe RepLkNetOfSupervised = RepLkNetOfMim with
    {
        Id = "kernels-supervised-replknet-31b-in1k",
        Model = PaperPretrainingRecipes.SupervisedRepLkNet31Base.Model,
    };
}
