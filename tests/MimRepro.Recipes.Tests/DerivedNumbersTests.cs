using CsCheck;
using MimRepro.Recipes;

namespace MimRepro.Recipes.Tests;

public class DerivedNumbersTests
{
    // PAPER.md 4.1; the last is ours: ceil(0.6 x 16) = ceil(9.6).
    [Theory, Trait("Kind", "Unit")]
    [InlineData(192, 32, 36, 22)]
    [InlineData(224, 32, 49, 30)]
    [InlineData(32, 8, 16, 10)]
    public void MaskedCells_RatioOf60Percent_IsRoundedUp(int imageSize, int cell, int cells, int hidden)
    {
        var mask = new MaskRecipe { PatchSize = cell, Ratio = 0.6 };

        Assert.Equal(cells, DerivedNumbers.Cells(mask, imageSize));
        Assert.Equal(hidden, DerivedNumbers.MaskedCells(mask, imageSize));
    }

    [Fact, Trait("Kind", "Unit")]
    public void Effective_BatchOf2048OverBaseOf512_IsFourTimesTheRate()
    {
        var optimizer = TinyRecipes.Optimizer with { BaseLearningRate = 1e-4, BaseBatchSize = 512 };

        Assert.Equal(4e-4, DerivedNumbers.Effective(optimizer.BaseLearningRate, optimizer, 2048), precision: 12);
    }

    [Fact, Trait("Kind", "Unit")]
    public void MaskedCells_AnyRatio_HidesAtLeastTheShareAndLessThanOneMore() =>
        Gen.Select(Gen.Double[0.01, 0.99], Gen.Int[1, 16]).Sample((ratio, side) =>
        {
            var mask = new MaskRecipe { PatchSize = 8, Ratio = ratio };

            var hidden = DerivedNumbers.MaskedCells(mask, side * 8);

            return hidden >= side * side * ratio && hidden < side * side * ratio + 1;
        });
}
