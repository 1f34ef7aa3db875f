namespace MimRepro.Recipes;

/// <summary>Numbers that follow from a recipe. They are computed here and written nowhere.</summary>
public static class DerivedNumbers
{
    /// <summary>Cells of the mask grid on a square image of <paramref name="imageSize"/> pixels a side.</summary>
    public static int Cells(MaskRecipe mask, int imageSize) => imageSize / mask.PatchSize * (imageSize / mask.PatchSize);

    /// <summary>Cells hidden, rounded up: 22 of 36 at 192 px and 30 of 49 at 224 px (cells of 32 px, ratio 0.6).</summary>
    /// <remarks>microsoft/SimMIM data/data_simmim.py; PAPER.md 4.1.</remarks>
    public static int MaskedCells(MaskRecipe mask, int imageSize) => (int)Math.Ceiling(Cells(mask, imageSize) * mask.Ratio);

    /// <summary>A rate given per <see cref="OptimizerRecipe.BaseBatchSize"/>, at the batch size that is trained with.</summary>
    public static double Effective(double baseRate, OptimizerRecipe optimizer, int batchSize) =>
        baseRate * batchSize / optimizer.BaseBatchSize;

    /// <summary>Stages of a backbone, each with a feature map of its own; 1 of a family without stages.</summary>
    public static int Stages(BackboneRecipe model) => model switch
    {
        SwinRecipe swin => swin.Depths.Length,
        RepLkNetRecipe convolutional => convolutional.Depths.Length,
        _ => 1,
    };

    /// <summary>Pixels between neighbours of a stage's map.</summary>
    /// <param name="model">Every stage but the last halves its map.</param>
    /// <param name="stage">From 0.</param>
    public static int StageStride(BackboneRecipe model, int stage) => model.OutputStride() >> (Stages(model) - 1 - stage);

    /// <summary>Channels of a stage's map.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An unknown family.</exception>
    public static int StageWidth(BackboneRecipe model, int stage) => model switch
    {
        SwinRecipe swin => swin.EmbedDim << stage,
        RepLkNetRecipe convolutional => convolutional.Channels[stage],
        VisionTransformerRecipe vision => vision.EmbedDim,
        _ => throw new ArgumentOutOfRangeException(nameof(model), model.GetType().Name, "The width of its stages is not known."),
    };
}
