using CsCheck;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using static MimRepro.Data.Imaging.RandAugment;

namespace MimRepro.Data.Tests.Imaging;

[Trait("Kind", "Unit")]
public sealed class RandAugmentTests
{
    private static readonly Normalization ImageNet = new() { Mean = [0.485, 0.456, 0.406], Std = [0.229, 0.224, 0.225] };

    // timm's rand-m9-mstd0.5-inc1
    private static readonly RandAugmentRecipe Timm = new()
    {
        Operations = 2,
        Probability = 0.5,
        Magnitude = 9,
        MagnitudeDeviation = 0.5,
        LargestMagnitude = 10,
        Increasing = true,
        Interpolation = PixelInterpolation.Bicubic,
    };

    private static readonly RgbImage Image = new(16, 8, [.. Enumerable.Range(0, 128).SelectMany(i => new byte[] { (byte)(15 * (i % 16)), (byte)(30 * (i / 16)), (byte)(37 * i) })]);

    [Fact]
    public void Apply_SameSeed_GivesTheSamePictureAndLeavesTheGivenOne()
    {
        var (before, augment) = ((byte[])Image.Pixels.Clone(), new RandAugment(Timm, ImageNet));

        for (var i = 0; i < 50; i++)
            Assert.Equal(augment.Apply(Image, new(3, "test", i)).Pixels, augment.Apply(Image, new(3, "test", i)).Pixels);

        Assert.Equal(before, Image.Pixels);
    }

    [Fact]
    public void Apply_HalfProbability_LeavesAQuarterOfPicturesAlone()
    {
        var augment = new RandAugment(Timm, ImageNet);

        var same = Enumerable.Range(0, 2000).Count(i => ReferenceEquals(augment.Apply(Image, new(0, "test", i)), Image));

        Assert.InRange(same, 430, 570);
    }

    [Fact]
    public void Apply_AnySizeAndRecipe_KeepsTheSize() => Gen.Select(Gen.Int[1, 9], Gen.Int[1, 9], Gen.Double[0, 10], Gen.Bool, Gen.Int).Sample((width, height, magnitude, increasing, seed) =>
    {
        var image = new RgbImage(width, height, Image.Pixels[..(width * height * 3)]);
        var recipe = Timm with { Operations = 4, Probability = 1, Magnitude = magnitude, MagnitudeDeviation = 3, Increasing = increasing, Interpolation = PixelInterpolation.Either };

        var result = new RandAugment(recipe, ImageNet).Apply(image, new(seed, "test"));

        Assert.Equal((width, height), (result.Width, result.Height));
    }, iter: 300);

    [Fact]
    public void Operations_AreTheFifteenOfTimm() => Assert.Equal(15, Operations.Distinct().Count());

    [Theory]
    [InlineData(9, 1)] // 4 − (int)3.6 bits
    [InlineData(10, 0)]
    [InlineData(2, 4)]
    public void Posterize_Increasing_KeepsFewerBits(double magnitude, int bits) =>
        Assert.Equal(ColourOperations.Posterize(Image, bits).Pixels, Applied(Operation.Posterize, magnitude).Pixels);

    [Theory]
    [InlineData(9, 26)] // 256 − (int)230.4
    [InlineData(0, 256)]
    public void Solarize_Increasing_InvertsFromALowerValue(double magnitude, int threshold) =>
        Assert.Equal(ColourOperations.Solarize(Image, threshold).Pixels, Applied(Operation.Solarize, magnitude).Pixels);

    [Fact]
    public void SolarizeAdd_Magnitude9_Adds99() => Assert.Equal(ColourOperations.SolarizeAdd(Image, 99).Pixels, Applied(Operation.SolarizeAdd, 9).Pixels);

    [Fact]
    public void NotIncreasing_Magnitude_IsReadTheOtherWay()
    {
        var recipe = Timm with { Increasing = false };

        Assert.Equal(ColourOperations.Posterize(Image, 3).Pixels, Applied(Operation.Posterize, 9, recipe).Pixels);
        Assert.Equal(ColourOperations.Solarize(Image, 230).Pixels, Applied(Operation.Solarize, 9, recipe).Pixels);
        Assert.Equal(ColourOperations.Brightness(Image, 0.9 * 1.8 + 0.1).Pixels, Applied(Operation.Brightness, 9, recipe).Pixels);
    }

    [Fact]
    public void Enhancements_Increasing_GoBothWays()
    {
        Func<RgbImage, double, RgbImage>[] enhancements = [ColourOperations.Colour, ColourOperations.Contrast, ColourOperations.Brightness, ColourOperations.Sharpness];
        Operation[] operations = [Operation.Colour, Operation.Contrast, Operation.Brightness, Operation.Sharpness];
        for (var i = 0; i < operations.Length; i++)
            BothWays(operations[i], enhancements[i](Image, 1 + 0.9 * 0.9), enhancements[i](Image, 1 - 0.9 * 0.9));
        BothWays(Operation.Brightness, ColourOperations.Brightness(Image, 1.9), ColourOperations.Brightness(Image, 0.1), magnitude: 10);
    }

    [Fact]
    public void PlaceChanges_Magnitude9_GoBothWaysAndFillWithTheMean()
    {
        var pixels = new AffineOperations.Pixels(PixelInterpolation.Bicubic, [124, 116, 104]);
        BothWays(Operation.Rotate, AffineOperations.Rotate(Image, 27, pixels), AffineOperations.Rotate(Image, -27, pixels));
        BothWays(Operation.ShearX, AffineOperations.ShearX(Image, 0.9 * 0.3, pixels), AffineOperations.ShearX(Image, -0.9 * 0.3, pixels));
        BothWays(Operation.ShearY, AffineOperations.ShearY(Image, 0.9 * 0.3, pixels), AffineOperations.ShearY(Image, -0.9 * 0.3, pixels));
        BothWays(Operation.TranslateX, AffineOperations.TranslateX(Image, 0.9 * 0.45, pixels), AffineOperations.TranslateX(Image, -0.9 * 0.45, pixels));
        BothWays(Operation.TranslateY, AffineOperations.TranslateY(Image, 0.9 * 0.45, pixels), AffineOperations.TranslateY(Image, -0.9 * 0.45, pixels));
    }

    [Fact]
    public void RandAugment_MeanOfOneChannel_IsRefused() =>
        Assert.Contains("expected 3", Assert.Throws<ArgumentException>(() => new RandAugment(Timm, new() { Mean = [0.5], Std = [1] })).Message);

    private static RgbImage Applied(Operation operation, double magnitude, RandAugmentRecipe? recipe = null, int index = 0) =>
        new RandAugment(recipe ?? Timm, ImageNet).Apply(operation, Image, magnitude, new(0, "test", index));

    private static void BothWays(Operation operation, RgbImage one, RgbImage other, double magnitude = 9)
    {
        var seen = Enumerable.Range(0, 24).Select(i => Convert.ToHexString(Applied(operation, magnitude, index: i).Pixels)).ToHashSet();

        Assert.Equal(new[] { Convert.ToHexString(one.Pixels), Convert.ToHexString(other.Pixels) }.Order(), seen.Order());
    }
}
