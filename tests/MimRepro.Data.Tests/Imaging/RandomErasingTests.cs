using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class RandomErasingTests
{
    private static readonly RandomErasingRecipe Timm = new() { Probability = 1, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 };

    [Fact]
    public void Apply_AnyPicture_ChangesTheRectanglesAndNothingElse() => Gen.Select(Gen.Int[1, 30], Gen.Int[1, 30], Gen.Int[1, 3], Gen.Int).Sample((height, width, rectangles, seed) =>
    {
        var pixels = Filled(3 * height * width);

        var erased = RandomErasing.Apply(pixels, height, width, Timm with { Rectangles = rectangles }, new(seed, "test"));

        Assert.InRange(erased.Count, 0, rectangles);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (y, x) = (i / width % height, i % width);
            var inside = erased.Any(each => y >= each.Top && y < each.Top + each.Height && x >= each.Left && x < each.Left + each.Width);
            Assert.Equal(inside, pixels[i] != 100);
        }
    }, iter: 200);

    [Fact]
    public void Apply_ManyPictures_ErasesTheGivenShareByNoise()
    {
        var (values, shares) = (new List<float>(), new List<double>());
        for (var i = 0; i < 300; i++)
        {
            var pixels = Filled(64 * 64);
            var erased = RandomErasing.Apply(pixels, 64, 64, Timm, new(0, "test", i));
            shares.Add(erased.Sum(each => each.Height * each.Width) / 4096.0);
            values.AddRange(pixels.Where(value => value != 100));
        }

        Assert.InRange(shares.Min(), 0.015, 0.04);
        Assert.InRange(shares.Max(), 0.31, 0.36);
        Assert.Equal((0.02 + 1 / 3.0) / 2, shares.Average(), 0.015);
        Assert.Equal(0, values.Average(), 0.02);
        Assert.Equal(1, values.Average(value => value * value), 0.02);
    }

    [Fact]
    public void Apply_NullOrProbability_LeavesPicturesAlone()
    {
        var pixels = Filled(3 * 64);

        Assert.Empty(RandomErasing.Apply(pixels, 8, 8, null, new(0, "test")));
        Assert.Empty(RandomErasing.Apply(pixels, 8, 8, Timm with { Probability = 0 }, new(0, "test")));
        Assert.All(pixels, value => Assert.Equal(100, value));
        Assert.InRange(Enumerable.Range(0, 2000).Count(i => RandomErasing.Apply(Filled(3 * 1024), 32, 32, Timm with { Probability = 0.25 }, new(0, "test", i)).Count > 0), 430, 570);
    }

    [Fact]
    public void Apply_RectangleThatNeverFits_ErasesNothing() =>
        Assert.Empty(RandomErasing.Apply(Filled(16), 4, 4, Timm with { Area = new(1, 1), AspectRatio = new(1, 1) }, new(0, "test")));

    [Fact]
    public void Apply_WrongLength_IsRefused() => Assert.Throws<ArgumentException>(() => RandomErasing.Apply(new float[5], 2, 2, Timm, new(0, "test")));

    private static float[] Filled(int count)
    {
        var values = new float[count];
        Array.Fill(values, 100);
        return values;
    }
}
