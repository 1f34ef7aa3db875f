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
}
