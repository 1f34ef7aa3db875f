using CsCheck;
using MimRepro.Data;
using MimRepro.Recipes;
using MimRepro.Tasks.MaskedImageModeling;

namespace MimRepro.Tasks.Tests.MaskedImageModeling;

public sealed class MaskGeneratorTests
{
    [Theory]
    [InlineData(192, 4, 32, 22)]
    [InlineData(224, 16, 32, 30)]
    [InlineData(32, 4, 8, 10)]
    [Trait("Kind", "Unit")]
    public void MaskGenerator_RatioSixTenths_HidesTheNumberRoundedUp(int imageSize, int modelPatch, int cell, int hidden)
    {
        var generator = new MaskGenerator(imageSize, modelPatch, new MaskRecipe { PatchSize = cell, Ratio = 0.6 });

        Assert.Equal(hidden, generator.HiddenCells);
    }

    [Fact]
    [Trait("Kind", "Unit")]
    public void Draw_AnySeed_HidesWholeCellsAndTheRightNumber() =>
        Gen.Select(Gen.Int[0, 1000], Gen.Int[1, 6], Gen.Int[1, 4], Gen.Double[0.05, 0.95]).Sample((seed, cells, tokensPerCell, ratio) =>
        {
            var generator = new MaskGenerator(cells * tokensPerCell * 2, 2, new MaskRecipe { PatchSize = tokensPerCell * 2, Ratio = ratio });
            var tokens = new float[generator.TokensPerSide * generator.TokensPerSide];

            generator.Draw(new SeededRandom(seed, "test"), tokens);

            Assert.Equal((int)Math.Ceiling(cells * cells * ratio) * tokensPerCell * tokensPerCell, tokens.Count(token => token == 1f));
            for (var index = 0; index < tokens.Length; index++)
            {
                var row = index / generator.TokensPerSide / tokensPerCell * tokensPerCell;
                var column = index % generator.TokensPerSide / tokensPerCell * tokensPerCell;
                Assert.Equal(tokens[row * generator.TokensPerSide + column], tokens[index]);
            }
        });

    [Fact]
    [Trait("Kind", "Unit")]
    public void Draw_ManyTimes_HidesEveryCellAboutEquallyOften()
    {
        const int Draws = 4000;
        var generator = new MaskGenerator(32, 4, new MaskRecipe { PatchSize = 8, Ratio = 0.6 });
        var tokens = new float[64];
        var counts = new double[64];

        for (var draw = 0; draw < Draws; draw++)
        {
            generator.Draw(new SeededRandom(7, "test", draw), tokens);
            for (var token = 0; token < tokens.Length; token++)
            {
                counts[token] += tokens[token];
            }
        }

        // 10 of 16 cells; five standard deviations of a binomial count.
        Assert.All(counts, count => Assert.InRange(count / Draws, 0.625 - 0.0383, 0.625 + 0.0383));
    }

    [Theory]
    [InlineData(30, 4, 8)]
    [InlineData(32, 4, 6)]
    [Trait("Kind", "Unit")]
    public void MaskGenerator_CellsThatDoNotFit_AreRefused(int imageSize, int modelPatch, int cell)
    {
        var exception = Assert.Throws<RecipeException>(
            () => new MaskGenerator(imageSize, modelPatch, new MaskRecipe { PatchSize = cell, Ratio = 0.6 }));

        Assert.Contains($"{cell} px", exception.Message, StringComparison.Ordinal);
    }
}
