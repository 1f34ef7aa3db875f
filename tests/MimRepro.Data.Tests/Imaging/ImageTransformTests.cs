using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class ImageTransformTests
{
    private static readonly Normalization Bytes = new() { Mean = [0], Std = [1 / 255.0] };

    [Fact]
    public void Center_SmallerImage_IsPaddedOnAllSidesAndExact()
    {
        var output = Center([1, 2, 3, 4], side: 2, TinyDataset.NotAugmented with { ImageSize = 4, Normalization = Bytes });

        Assert.Equal([0f, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0], output);
    }

    [Fact]
    public void Center_SameSize_IsExact() =>
        Assert.Equal([1f, 2, 3, 4], Center([1, 2, 3, 4], side: 2, TinyDataset.NotAugmented with { ImageSize = 2, Normalization = Bytes }));

    [Fact]
    public void Center_Normalization_IsTheRecipes()
    {
        var output = Center([0, 255, 51, 102], side: 2, TinyDataset.NotAugmented with { ImageSize = 2 }); // mean 0.25, std 0.5

        Assert.Equal([-0.5, 1.5, -0.1, 0.3], output.Select(value => Math.Round(value, 5)));
    }

    [Fact]
    public void Center_GreyInThreeChannels_IsNormalisedPerChannel()
    {
        var recipe = TinyDataset.NotAugmented with { ImageSize = 1, Channels = 3, Normalization = new() { Mean = [0, 0.5, 1], Std = [1, 1, 2] } };

        Assert.Equal([1f, 0.5f, 0], Center([255], side: 1, recipe).Select(value => MathF.Round(value, 5)));
    }

    [Fact]
    public void Center_ColourImage_KeepsItsChannels()
    {
        var images = new ImageSet([10, 20, 30], [0], [0], 3, 1, 1, 1);
        var recipe = TinyDataset.NotAugmented with { ImageSize = 1, Channels = 3, Normalization = new() { Mean = [0, 0, 0], Std = [1 / 255.0, 1 / 255.0, 1 / 255.0] } };
        var output = new float[3];

        new ImageTransform(images, recipe).Center(images.Pixels(0), output);

        Assert.Equal([10f, 20, 30], output);
    }

    [Fact]
    public void Constructor_ColourImagesForGreyModel_AreRefused() =>
        Assert.Throws<RecipeException>(() => new ImageTransform(new ImageSet(new byte[3], [0], [0], 3, 1, 1, 1), TinyDataset.NotAugmented));

    [Fact]
    public void Augment_CropOfTheWholeImage_EqualsEvaluation() =>
        (from side in Gen.Int[2, 20] from size in Gen.Int[2, 20] from seed in Gen.Int select (side, size, seed)).Sample(t =>
        {
            // A scale this near to 1 rounds to the whole image, but goes the way of crops.
            var recipe = TinyDataset.NotAugmented with { ImageSize = t.size, CropScale = new(0.9999, 1) };
            byte[] image = [.. Enumerable.Range(0, t.side * t.side).Select(i => (byte)(i * 37))];
            return Augment(image, t.side, recipe, new(t.seed, "augment")).SequenceEqual(Center(image, t.side, recipe));
        }, iter: 200);

    [Fact]
    public void Augment_FlipOnly_MirrorsHalfOfTheImages()
    {
        var recipe = TinyDataset.NotAugmented with { ImageSize = 2, FlipProbability = 0.5, Normalization = Bytes };
        var flipped = 0;

        for (var i = 0; i < 1000; i++)
        {
            var output = Augment([1, 2, 3, 4], side: 2, recipe, new(0, "augment", i));
            Assert.True(output is [1, 2, 3, 4] or [2, 1, 4, 3], string.Join(' ', output));
            flipped += output[0] == 2 ? 1 : 0;
        }

        Assert.InRange(flipped, 440, 560);
    }

    [Theory]
    [InlineData(0, 1f)]
    [InlineData(1, 2f)]
    public void Augment_FlipProbabilityAtItsEnds_NeverOrAlwaysFlips(double probability, float first)
    {
        var recipe = TinyDataset.NotAugmented with { ImageSize = 2, FlipProbability = probability, Normalization = Bytes };

        for (var i = 0; i < 50; i++)
            Assert.Equal(first, Augment([1, 2, 3, 4], side: 2, recipe, new(0, "augment", i))[0]);
    }

    [Fact]
    public void Augment_ConstantImageOfFullSize_StaysConstant() =>
        (from value in Gen.Byte from seed in Gen.Int select (value, seed)).Sample(t =>
            Augment([.. Enumerable.Repeat(t.value, 64)], side: 8, TinyDataset.Train with { Normalization = Bytes }, new(t.seed, "augment"))
                .All(pixel => Math.Abs(pixel - t.value) < 1e-2));

    private static float[] Center(byte[] image, int side, DataRecipe recipe) => Run(image, side, recipe, (transform, output) => transform.Center(image, output));

    private static float[] Augment(byte[] image, int side, DataRecipe recipe, SeededRandom random) =>
        Run(image, side, recipe, (transform, output) => transform.Augment(image, random, output));

    private static float[] Run(byte[] image, int side, DataRecipe recipe, Action<ImageTransform, float[]> run)
    {
        var transform = new ImageTransform(new ImageSet(image, [0], [0], 1, side, side, 1), recipe);
        var output = new float[transform.OutputLength];
        run(transform, output);
        return output;
    }
}
