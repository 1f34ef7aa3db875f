using CsCheck;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class AugmentedBatchesTests
{
    private const int BatchSize = 4, Side = 6, Count = 12;

    private static readonly AugmentationRecipe None = new() { ViewsPerImage = 1, RandAugment = null, Erasing = null, Mixing = null };

    private static readonly AugmentationRecipe All = new()
    {
        ViewsPerImage = 1,
        RandAugment = new() { Operations = 2, Probability = 0.5, Magnitude = 9, MagnitudeDeviation = 0.5, LargestMagnitude = 10, Increasing = true, Interpolation = PixelInterpolation.Bicubic },
        Erasing = new() { Probability = 0.25, Area = new(0.02, 1 / 3.0), AspectRatio = new(0.3, 1 / 0.3), Rectangles = 1 },
        Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = 1, SwitchProbability = 0.5 },
    };

    private static readonly DataRecipe Recipe = TinyDataset.Train with
    {
        ImageSize = Side, Channels = 3, Normalization = new() { Mean = [0.4, 0.5, 0.6], Std = [0.2, 0.25, 0.3] },
    };

    [Fact]
    public void Next_NothingSwitchedOn_IsWhatItIsWithoutAugmentation()
    {
        using var plain = Batches(null);
        using var none = Batches(None);

        var (expected, got) = (plain.Next(), none.Next());

        Assert.Equal(expected.Pixels, got.Pixels);
        Assert.Equal(1, got.OwnShare);
    }

    [Fact]
    public void Next_AnyFirstStep_EqualsTheTailOfTheWholeRun()
    {
        using var whole = Batches(All);
        var all = Enumerable.Range(0, 9).Select(_ => whole.Next()).ToArray();

        Gen.Int[0, 8].Sample(first =>
        {
            using var tail = Batches(All, first);
            return all.Skip(first).All(batch => tail.Next() is var same && same.Pixels.SequenceEqual(batch.Pixels) && same.Labels.SequenceEqual(batch.Labels) && same.OwnShare == batch.OwnShare);
        }, iter: 20);
    }

    [Fact]
    public void Next_RandAugment_ChangesBytesBeforeNormalisation()
    {
        var identity = All.RandAugment! with { Probability = 0 };
        using var plain = Batches(null);
        using var changed = Batches(None with { RandAugment = identity });

        var (expected, got) = (plain.Next().Pixels, changed.Next().Pixels);

        // Through bytes: off by half a step of the smallest deviation at most.
        Assert.All(expected.Zip(got), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.5f / 255 / 0.2f + 1e-5f));
    }

    [Fact]
    public void Next_Erasing_ComesAfterTheDrawsOfCropAndFlip()
    {
        using var plain = Batches(null);
        using var erased = Batches(None with { Erasing = All.Erasing! with { Probability = 1 } });

        var (expected, got) = (plain.Next().Pixels, erased.Next().Pixels);

        Assert.Contains(expected.Zip(got), pair => pair.First != pair.Second);
        Assert.Contains(expected.Zip(got), pair => pair.First == pair.Second);
    }

    [Fact]
    public void Next_Mixup_BlendsEachImageWithItsPartner()
    {
        using var plain = Batches(null);
        using var mixed = Batches(None with { Mixing = new() { Probability = 1, MixupAlpha = 0.8, CutMixAlpha = null, SwitchProbability = null } });

        var (before, after) = (plain.Next(), mixed.Next());

        var length = before.Pixels.Length / BatchSize;
        Assert.InRange(after.OwnShare, 0, 1);
        Assert.Equal(before.Labels, after.Labels);
        for (var i = 0; i < before.Pixels.Length; i++)
        {
            var partner = (BatchSize - 1 - i / length) * length + i % length;
            Assert.Equal(before.Pixels[i] * after.OwnShare + before.Pixels[partner] * (1 - after.OwnShare), after.Pixels[i], 1e-4);
        }
    }

    [Fact]
    public void Next_ThreeViewsOfAnImage_AreNeighboursThatDiffer()
    {
        var order = new EpochShuffle(3, "order", Count, BatchSize, views: 3);
        using var batches = Batches(None with { ViewsPerImage = 3, Erasing = All.Erasing! with { Probability = 1 } });

        var taken = Enumerable.Range(0, 6).Select(step => order.Batch(step)).ToArray();

        foreach (var epoch in taken.Chunk(3)) // 12 places, so 4 of 12 images
        {
            var places = epoch.SelectMany(batch => batch).ToArray();
            Assert.Equal(Count / 3, places.Distinct().Count());
            Assert.All(places.Chunk(3), views => Assert.Single(views.Distinct()));
        }
        Assert.NotEqual(taken[0], taken[3]);
        foreach (var chosen in taken.Take(3))
        {
            var batch = batches.Next();
            Assert.Equal(chosen.Select(image => image % 2), batch.Labels.Select(label => (int)label));
            var views = batch.Pixels.Chunk(batch.Pixels.Length / BatchSize).ToArray();
            Assert.All(Enumerable.Range(1, BatchSize - 1), i => Assert.NotEqual(views[i - 1], views[i]));
        }
    }

    [Fact]
    public void Next_RandAugmentOfGreyImages_IsRefused()
    {
        var grey = new ImageSet(new byte[Count * Side * Side], [.. Enumerable.Range(0, Count)], new int[Count], 1, Side, Side, 2);

        var fault = Assert.Throws<RecipeException>(() => new TrainingBatches(grey, TinyDataset.Train, BatchSize, 0, 0, 1, augmentation: All));

        Assert.Contains("Data.Channels", fault.Message);
    }

    private static TrainingBatches Batches(AugmentationRecipe? augmentation, long first = 0) => new(Images, Recipe, BatchSize, seed: 3, first, 9, augmentation: augmentation);

    private static ImageSet Images
    {
        get
        {
            var pixels = new byte[Count * 3 * Side * Side];
            for (var i = 0; i < pixels.Length; i++)
                pixels[i] = (byte)(i * 37 + i / 11);
            return new(pixels, [.. Enumerable.Range(0, Count)], [.. Enumerable.Range(0, Count).Select(i => i % 2)], 3, Side, Side, 2);
        }
    }
}
