using CsCheck;
using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Depth;

[Trait("Kind", "Unit")]
public sealed class DepthAugmentationTests
{
    private const int Height = 6, Width = 10;

    private static readonly DepthDataRecipe Plain = new()
    {
        Dataset = "made", ToleratedBadRecords = 0, CropHeight = Height, CropWidth = Width, CutDepthEvery = 0, CutDepthWidth = 0.75, FlipProbability = 0,
        ColourProbability = 0, BrightnessLimit = 0.2, ContrastLimit = 0.2, Gamma = new(0.8, 1.2), HueLimit = 20, SaturationLimit = 30, ValueLimit = 20,
        Normalization = new() { Mean = [0, 0, 0], Std = [1, 1, 1] },
    };

    // Red tells the column, green the row, and so does depth.
    private static readonly DepthSample Sample = Made((x, y) => ((byte)(20 * x), (byte)(30 * y), 7), (x, y) => 1 + x + 0.1f * y);

    [Fact]
    public void Apply_NothingAskedFor_ScalesToOneAndKeepsDepth()
    {
        var (image, metres) = Apply(Plain, Sample);

        Assert.Equal(20 * 3 / 255f, image[3], 1e-6f);
        Assert.Equal(30 * 2 / 255f, image[Height * Width + 2 * Width], 1e-6f);
        Assert.Equal(7 / 255f, image[^1], 1e-6f);
        Assert.Equal(Sample.Metres, metres);
    }

    [Fact]
    public void Apply_Normalization_IsDoneOnPixelsInZeroToOne()
    {
        var (image, _) = Apply(Plain with { Normalization = new() { Mean = [0.5, 0, 0], Std = [0.25, 1, 1] } }, Sample);

        Assert.Equal((60 / 255f - 0.5f) / 0.25f, image[3], 1e-5f);
    }

    [Fact]
    public void Apply_Flip_MirrorsPictureAndDepthAlike()
    {
        var (image, metres) = Apply(Plain with { FlipProbability = 1 }, Sample);

        Assert.Equal(20 * 9 / 255f, image[0], 1e-6f);
        Assert.Equal(10, metres[0]);
        Assert.Equal(1, metres[9]);
    }

    [Fact]
    public void Apply_AnySeed_CropsPictureAndDepthAtTheSamePlace() => Gen.Select(Gen.Int[1, Height], Gen.Int[1, Width], Gen.Int).Sample((height, width, seed) =>
    {
        var (image, metres) = Apply(Plain with { CropHeight = height, CropWidth = width, FlipProbability = 0.5 }, Sample, seed);
        for (var i = 0; i < metres.Length; i++)
        {
            var (column, row) = (MathF.Round(image[i] * 255 / 20), MathF.Round(image[metres.Length + i] * 255 / 30));
            Assert.Equal(1 + column + 0.1f * row, metres[i], 1e-5f);
        }
    }, iter: 200);

    [Fact]
    public void Apply_ManySeeds_CropsEverywhere()
    {
        var recipe = Plain with { CropHeight = 5, CropWidth = 9 };

        var corners = Enumerable.Range(0, 100).Select(seed => Apply(recipe, Sample, seed).Metres[0]).ToHashSet();

        Assert.Equal([1f, 1.1f, 2f, 2.1f], corners.Order());
    }

    [Fact]
    public void CutDepth_EveryFourth_StartsWithTheFirst()
    {
        var augmentation = new DepthAugmentation(Plain with { CutDepthEvery = 4 });

        Assert.Equal([true, false, false, false, true, false], Enumerable.Range(0, 6).Select(number => augmentation.CutsDepth(number)));
        Assert.False(new DepthAugmentation(Plain).CutsDepth(0));
    }

    [Fact]
    public void CutDepth_AnySeed_WritesTheLowestBitsOfDepthIntoOneBand() => Gen.Int.Sample(seed =>
    {
        var (image, metres) = Apply(Plain, Sample, seed, cutDepth: true);
        Assert.Equal(Sample.Metres, metres);
        var banded = Enumerable.Range(0, Width).Where(x => image[2 * Height * Width + x] != 7 / 255f).ToArray();
        Assert.NotEmpty(banded);
        Assert.Equal(banded[^1] - banded[0] + 1, banded.Length);
        Assert.True(banded.Length <= Math.Max(1, 0.75 * (Width - banded[0])));
        foreach (var x in banded)
            for (var y = 0; y < Height; y++)
                for (var channel = 0; channel < 3; channel++)
                    // The reference writes steps of 1 mm into bytes: 256 of them make 0 again.
                    Assert.Equal((1000 + 1000 * x + 100 * y) % 256 / 255f, image[(channel * Height + y) * Width + x], 1e-6f);
    }, iter: 200);

    [Fact]
    public void Colours_AnySeed_StayInRangeAndLeaveDepthAlone() => Gen.Int.Sample(seed =>
    {
        var (image, metres) = Apply(Plain with { ColourProbability = 1, CutDepthEvery = 1 }, Sample, seed);
        Assert.All(image, value => Assert.InRange(value, 0f, 1f));
        Assert.Equal(Sample.Metres, metres);
    }, iter: 50);

    [Fact]
    public void Colours_OfGreyPixels_ChangeLikeTheirFormulas()
    {
        var grey = Made((_, _) => (100, 100, 100), (_, _) => 1);
        var recipe = Plain with { ColourProbability = 1, HueLimit = 0, SaturationLimit = 0, ValueLimit = 0 };

        var dark = Apply(recipe with { BrightnessLimit = 0, ContrastLimit = 0, Gamma = new(1.2, 1.2) }, grey).Image[0];
        var lights = Enumerable.Range(0, 200).Select(seed => Apply(recipe with { Gamma = new(1, 1) }, grey, seed).Image[0] * 255).ToArray();

        Assert.Equal(Math.Floor(Math.Pow(100 / 255.0, 1.2) * 255) / 255, dark, 1e-6);
        // 100 x (0.8 … 1.2) ± 0.2 x 255, and a step lost at each of two tables
        Assert.All(lights, light => Assert.InRange(light, 80 - 51 - 2, 120 + 51));
        Assert.InRange(lights.Max() - lights.Min(), 80, 142);
    }

    [Fact]
    public void HueSaturationValue_KnownColours_AreOpenCvs()
    {
        Assert.Equal((0, 255, 255), Widened(HueSaturationValue.Of(255, 0, 0)));
        Assert.Equal((60, 255, 255), Widened(HueSaturationValue.Of(0, 255, 0)));
        Assert.Equal((120, 255, 200), Widened(HueSaturationValue.Of(0, 0, 200)));
        Assert.Equal((150, 255, 255), Widened(HueSaturationValue.Of(255, 0, 255)));
        Assert.Equal((0, 0, 90), Widened(HueSaturationValue.Of(90, 90, 90)));
        Assert.Equal((15, 170, 150), Widened(HueSaturationValue.Of(150, 100, 50)));

        static (int, int, int) Widened((byte, byte, byte) bytes) => bytes;
    }

    [Fact]
    public void HueSaturationValue_ThereAndBack_IsNear() => Gen.Select(Gen.Byte, Gen.Byte, Gen.Byte).Sample((red, green, blue) =>
    {
        var (hue, saturation, value) = HueSaturationValue.Of(red, green, blue);
        var (again, alsoGreen, alsoBlue) = HueSaturationValue.ToRgb(hue, saturation, value);
        // A step of hue is 2 degrees: up to a thirtieth of the spread, rounded to half of that.
        foreach (var (got, expected) in new[] { (again, red), (alsoGreen, green), (alsoBlue, blue) })
            Assert.InRange(got - expected, -6, 6);
    }, iter: 2000);

    [Fact]
    public void Apply_SampleSmallerThanTheCrop_NamesIt()
    {
        var fault = Assert.Throws<DataFormatException>(() => Apply(Plain with { CropHeight = 7 }, Sample));

        Assert.Contains("made sample", fault.Message);
        Assert.Contains("7 x 10", fault.Message);
    }

    [Fact]
    public void Batches_StartedAnywhere_AreTheSame()
    {
        var recipe = Plain with { CropHeight = 4, CropWidth = 5, CutDepthEvery = 4, FlipProbability = 0.5, ColourProbability = 0.5 };
        DepthSample[] samples = [.. Enumerable.Range(0, 7).Select(i => Made((x, y) => ((byte)x, (byte)y, (byte)(10 * i)), (_, _) => 1 + i))];
        using var all = new DepthBatches(samples, recipe, 2, 5, 0, 9);
        var batches = Enumerable.Range(0, 9).Select(_ => all.Next()).ToArray();
        using var later = new DepthBatches(samples, recipe, 2, 5, 4, 9, prefetch: 1);

        Assert.Equal(3, all.StepsPerEpoch);
        for (var step = 4; step < 9; step++)
        {
            var batch = later.Next();
            Assert.Equal(step, batch.Step);
            Assert.Equal(batches[step].Pixels, batch.Pixels);
            Assert.Equal(batches[step].Metres, batch.Metres);
        }
        Assert.Equal(6, batches.Take(3).SelectMany(batch => batch.Metres).Distinct().Count());
        Assert.Throws<InvalidOperationException>(() => all.Next());
    }

    [Fact]
    public void Batches_WithoutDepth_SayWhichSamples()
    {
        using var batches = new DepthBatches([Made((_, _) => (1, 2, 3), (_, _) => 0)], Plain, 1, 0, 0, 1);

        Assert.Contains("made sample", Assert.Throws<DataFormatException>(() => batches.Next()).Message);
    }

    [Fact]
    public void Batches_FewerSamplesThanABatch_IsRefused() =>
        Assert.Throws<RecipeException>(() => new DepthBatches([Sample], Plain, 2, 0, 0, 1));

    private static (float[] Image, float[] Metres) Apply(DepthDataRecipe recipe, DepthSample sample, int seed = 0, bool cutDepth = false)
    {
        var augmentation = new DepthAugmentation(recipe);
        var (image, metres) = (new float[augmentation.ImageLength], new float[augmentation.DepthLength]);
        augmentation.Apply(sample, new SeededRandom(seed, "test"), cutDepth, image, metres);
        return (image, metres);
    }

    private static DepthSample Made(Func<int, int, (byte, byte, byte)> colour, Func<int, int, float> metres)
    {
        var (pixels, depth) = (new byte[Height * Width * 3], new float[Height * Width]);
        for (var i = 0; i < depth.Length; i++)
        {
            (pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]) = colour(i % Width, i / Width);
            depth[i] = metres(i % Width, i / Width);
        }
        return new("made sample", new RgbImage(Width, Height, pixels), depth, 1000);
    }
}
