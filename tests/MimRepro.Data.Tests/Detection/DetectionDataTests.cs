using CsCheck;
using MimRepro.Data.Detection;
using MimRepro.Data.Imaging;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests.Detection;

[Trait("Kind", "Unit")]
public sealed class DetectionDataTests
{
    private static readonly DetectionDataRecipe Recipe = new()
    {
        Dataset = "shapes",
        Split = "train",
        Classes = [1],
        Images = null,
        SubsetSeed = 0,
        ToleratedBadRecords = 0,
        ShortSides = [8, 12],
        LongSide = 24,
        Crop = new() { Probability = 0.5, ShortSides = [10], MinSide = 6, MaxSide = 9 },
        FlipProbability = 0.5,
        SizeDivisor = 8,
        Normalization = new() { Mean = [0.5, 0.5, 0.5], Std = [0.5, 0.5, 0.5] },
    };

    private static readonly DetectionDataRecipe Plain = Recipe with { ShortSides = [8], Crop = null, FlipProbability = 0 };

    [Theory]
    [InlineData(640, 480, 800, 1333, 1067, 800)]   // 480 → 800: x 1.667
    [InlineData(1000, 400, 800, 1333, 1333, 533)]  // 1000 → 1333 first
    [InlineData(400, 1000, 800, 1333, 533, 1333)]
    [InlineData(7, 1, 2, 4, 4, 1)]                 // 0.57 rounds to one pixel
    public void SizeFor_SidesAndLimits_KeepsTheRatio(int width, int height, int shortSide, int longSide, int newWidth, int newHeight) =>
        Assert.Equal((newWidth, newHeight), DetectionResizing.SizeFor(width, height, shortSide, longSide));

    [Fact]
    public void Image_OfCountsThatDiffer_Throws() =>
        Assert.Throws<ArgumentException>(() => new DetectionImage(new RgbImage(2, 2, new byte[12]), [new(0, 0, 1, 1)], [], []));

    [Fact]
    public void Image_OfABoxWithoutArea_NamesIt() =>
        Assert.Contains("box 0 is", Assert.Throws<ArgumentException>(() => new DetectionImage(new RgbImage(2, 2, new byte[12]), [new(1, 0, 1, 1)], [0], [new byte[4]])).Message);

    [Fact]
    public void Image_OfAMaskOfAnotherSize_NamesBothSizes() =>
        Assert.Contains("mask 0 has 3 bytes, expected 2 x 2", Assert.Throws<ArgumentException>(() => new DetectionImage(new RgbImage(2, 2, new byte[12]), [new(0, 0, 1, 1)], [0], [new byte[3]])).Message);

    [Fact]
    public void Mirror_OfAPicture_MovesPixelsBoxAndMask()
    {
        var image = Rectangle(10, 6, left: 1, top: 2, right: 4, bottom: 5);

        var mirrored = DetectionResizing.Mirror(image);

        Assert.Equal(new DetectionBox(6, 2, 9, 5), mirrored.Boxes.Single());
        AssertMatches(mirrored);
        Assert.Equal(image.Image.Pixels, DetectionResizing.Mirror(mirrored).Image.Pixels);
    }

    [Fact]
    public void Resize_ToTwice_ScalesBoxAndMask()
    {
        var resized = DetectionResizing.Resize(Rectangle(10, 6, left: 1, top: 2, right: 4, bottom: 5), 20, 12);

        Assert.Equal(new DetectionBox(2, 4, 8, 10), resized.Boxes.Single());
        Assert.Equal(36, resized.Masks.Single().Sum(pixel => pixel));
        Assert.Equal(200, resized.Image[5, 7][0]);
        Assert.Equal(163, resized.Image[2, 7][0]); // its centre 1.25 lies three quarters of the way from 0.5 (dark) to 1.5 (bright): 162.5
    }

    [Fact]
    public void Cut_OfAPicture_KeepsObjectsThatAreLeft()
    {
        var image = Rectangle(10, 6, left: 1, top: 2, right: 4, bottom: 5);

        var inside = DetectionResizing.Cut(image, new Crop(Top: 3, Left: 2, Height: 3, Width: 6));
        var outside = DetectionResizing.Cut(image, new Crop(Top: 0, Left: 5, Height: 3, Width: 5));

        Assert.Equal(new DetectionBox(0, 0, 2, 2), inside.Boxes.Single());
        AssertMatches(inside);
        Assert.Equal(0, outside.Count);
    }

    [Fact]
    public void Augment_OfAnyPicture_KeepsObjectsInsideAndMasksOnThem() =>
        (from width in Gen.Int[6, 30] from height in Gen.Int[6, 30] from seed in Gen.Int[0, 1000] select (width, height, seed)).Sample(t =>
        {
            var sample = new DetectionTransform(Recipe).Augment(Rectangle(t.width, t.height, 1, 1, t.width - 2, t.height - 2), new SeededRandom(t.seed, "test"));

            return sample.Width <= 24 && sample.Height <= 24
                && sample.Objects.Boxes.All(box => box.Left >= 0 && box.Top >= 0 && box.Right <= sample.Width && box.Bottom <= sample.Height && box.Width > 0 && box.Height > 0)
                && sample.Objects.Masks.All(mask => mask.Length == sample.Width * sample.Height && mask.All(pixel => pixel <= 1))
                && (sample.OriginalWidth, sample.OriginalHeight) == (t.width, t.height);
        }, iter: 300);

    [Fact]
    public void Batch_OfTwoShapes_PadsBothWithZeros()
    {
        var batch = DetectionBatches.Plain([Rectangle(16, 8, 1, 1, 4, 4), Rectangle(9, 12, 1, 1, 4, 4)], Plain, 2, canvas: null).Single();

        Assert.Equal((16, 16), (batch.Width, batch.Height)); // 16 x 8 and 8 x 11, to multiples of 8
        Assert.Equal([(16, 8), (8, 16)], batch.Padded);
        Assert.Equal((200 / 255f - 0.5f) / 0.5f, batch.Pixels[1 * 16 + 1], 5);
        Assert.Equal(0, batch.Pixels[8 * 16]);
        Assert.Equal(0, batch.Pixels[3 * 16 * 16 + 8]);
    }

    [Fact]
    public void Batch_ThatDoesNotFitItsCanvas_Throws() =>
        Assert.Throws<ArgumentException>(() => DetectionBatches.Plain([Rectangle(24, 8, 1, 1, 4, 4)], Plain, 1, canvas: 16).ToArray());

    [Fact]
    public void Batches_FromAnyStep_AreTheSame()
    {
        DetectionImage[] images = [.. Enumerable.Range(0, 7).Select(i => Rectangle(12 + i, 10, 1, 1, 5 + i, 6))];
        float[][] Pixels(long first)
        {
            using var batches = new DetectionBatches(images, Recipe, (2, 3, null), first, 8);
            return [.. Enumerable.Range((int)first, 8 - (int)first).Select(_ => batches.Next().Pixels)];
        }

        var all = Pixels(0);

        Assert.Equal(all[5..], Pixels(5));
        Assert.NotEqual(all[0], all[3]);
    }

    [Fact]
    public void Batches_OfTooFewImages_NamesBothNumbers()
    {
        var fault = Assert.Throws<RecipeException>(() => new DetectionBatches([Rectangle(12, 10, 1, 1, 5, 6)], Recipe, (2, 0, null), 0, 1));

        Assert.Contains("expected:   2 images or more\n  got:        1", fault.Message);
    }

    [Fact]
    public void Next_AfterTheLastStep_Throws()
    {
        using var batches = new DetectionBatches([Rectangle(12, 10, 1, 1, 5, 6)], Recipe, (1, 0, null), 0, 1);
        batches.Next();

        Assert.Throws<InvalidOperationException>(batches.Next);
    }

    /// <summary>A bright rectangle (200) on dark ground (50), with its box and mask.</summary>
    private static DetectionImage Rectangle(int width, int height, int left, int top, int right, int bottom)
    {
        var (pixels, mask) = (new byte[width * height * 3], new byte[width * height]);
        Array.Fill<byte>(pixels, 50);
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
            {
                mask[y * width + x] = 1;
                pixels.AsSpan((y * width + x) * 3, 3).Fill(200);
            }
        return new(new RgbImage(width, height, pixels), [new(left, top, right, bottom)], [0], [mask]);
    }

    /// <summary>The mask is where the picture is bright and fills the box.</summary>
    private static void AssertMatches(DetectionImage image)
    {
        var box = image.Boxes.Single();
        for (var y = 0; y < image.Image.Height; y++)
            for (var x = 0; x < image.Image.Width; x++)
            {
                var inside = x >= box.Left && x < box.Right && y >= box.Top && y < box.Bottom;
                Assert.Equal(inside ? 1 : 0, image.Masks.Single()[y * image.Image.Width + x]);
                Assert.Equal(inside ? 200 : 50, image.Image[x, y][0]);
            }
    }
}
