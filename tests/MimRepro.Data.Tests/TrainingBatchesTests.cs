using CsCheck;
using MimRepro.Recipes;

namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class TrainingBatchesTests
{
    private const int BatchSize = 4;

    [Fact]
    public void Next_OneEpoch_ShowsNoImageTwiceAndDropsTheRest()
    {
        using var batches = Batches(Numbered(10), seed: 0, 0, 2);

        var seen = Take(batches, 2).SelectMany(Identities).ToArray();

        Assert.Equal(2, batches.StepsPerEpoch);
        Assert.Equal(8, seen.Distinct().Count());
    }

    [Fact]
    public void Next_AnyEpochOfWholeBatches_IsAPermutation() =>
        (from seed in Gen.Int[0, 1000] from epoch in Gen.Int[0, 50] select (seed, epoch)).Sample(t =>
        {
            using var batches = Batches(Numbered(12), t.seed, t.epoch * 3, t.epoch * 3 + 3);
            return Take(batches, 3).SelectMany(Identities).Order().SequenceEqual(Enumerable.Range(0, 12));
        }, iter: 50);

    [Fact]
    public void Next_TwoEpochs_HaveDifferentOrders()
    {
        using var batches = Batches(Numbered(12), seed: 0, 0, 6);

        var seen = Take(batches, 6).SelectMany(Identities).ToArray();

        Assert.NotEqual(seen[..12], seen[12..]);
    }

    [Fact]
    public void Next_AnyFirstStepAndPrefetch_EqualsTheTailOfTheWholeRun()
    {
        var images = Numbered(13);
        using var whole = Batches(images, seed: 5, 0, 20, TinyDataset.Train);
        var all = Take(whole, 20);

        (from first in Gen.Int[0, 19] from prefetch in Gen.Int[1, 9] select (first, prefetch)).Sample(t =>
        {
            using var tail = Batches(images, seed: 5, t.first, 20, TinyDataset.Train, t.prefetch);
            return Take(tail, 20 - t.first).Zip(all.Skip(t.first)).All(pair => Same(pair.First, pair.Second));
        }, iter: 30);
    }

    [Fact]
    public void Next_OtherSeed_GivesOtherBatches()
    {
        using var one = Batches(Numbered(12), seed: 0, 0, 1);
        using var other = Batches(Numbered(12), seed: 1, 0, 1);

        Assert.False(Same(one.Next(), other.Next()));
    }

    [Fact]
    public void Next_SameImageInTenEpochs_IsAugmentedAnewEachTime()
    {
        using var batches = Batches(Noise(1), seed: 0, 0, 10, TinyDataset.Train, batchSize: 1);

        var seen = Take(batches, 10).Select(batch => string.Join(' ', batch.Pixels)).Distinct().Count();

        Assert.InRange(seen, 7, 10); // an 8 x 8 image has few crops, so two may be alike
    }

    [Fact]
    public void Next_Batch_CarriesItsStepCountAndLabels()
    {
        using var batches = Batches(Numbered(12), seed: 0, 7, 8);

        var batch = batches.Next();

        Assert.Equal(7, batch.Step);
        Assert.Equal(BatchSize, batch.Count);
        Assert.Equal(Identities(batch).Select(image => (long)(image % 3)), batch.Labels);
    }

    [Fact]
    public void Next_AfterTheLastStep_Fails()
    {
        using var batches = Batches(Numbered(12), seed: 0, 0, 1);
        batches.Next();

        Assert.Throws<InvalidOperationException>(() => batches.Next());
    }

    [Fact]
    public void Next_FaultOfTheOtherThread_SurfacesHere()
    {
        // No validated recipe has a normalisation without channels.
        using var batches = Batches(Numbered(12), seed: 0, 0, 1, TinyDataset.Train with { Normalization = new() { Mean = [], Std = [] } });

        Assert.Throws<IndexOutOfRangeException>(() => batches.Next());
    }

    [Fact]
    public void Constructor_FewerImagesThanABatch_NamesBoth()
    {
        var fault = Assert.Throws<RecipeException>(() => Batches(Numbered(3), seed: 0, 0, 1));

        Snapshots.Match(fault.Message, "too-few-for-a-batch");
    }

    [Fact]
    public void Dispose_WhileBatchesWait_Returns()
    {
        var batches = Batches(Numbered(12), seed: 0, 0, long.MaxValue, prefetch: 1);
        batches.Next();

        batches.Dispose();
        batches.Dispose();

        Assert.Throws<ObjectDisposedException>(() => batches.Next());
    }

    private static TrainingBatches Batches(ImageSet images, int seed, long first, long end, DataRecipe? recipe = null, int prefetch = 4, int batchSize = BatchSize) =>
        new(images, recipe ?? TinyDataset.NotAugmented, batchSize, seed, first, end, prefetch);

    /// <summary>Image i is filled with the value i.</summary>
    private static ImageSet Numbered(int count) =>
        new([.. Enumerable.Range(0, count).SelectMany(i => Enumerable.Repeat((byte)i, 64))], [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count).Select(i => i % 3)], 1, 8, 8, 3);

    private static ImageSet Noise(int count)
    {
        var random = new SeededRandom(2, "noise");
        return new([.. Enumerable.Range(0, count * 64).Select(_ => (byte)random.Next(256))], [.. Enumerable.Range(0, count)], new int[count], 1, 8, 8, 1);
    }

    private static List<ImageBatch> Take(TrainingBatches batches, int count) => [.. Enumerable.Range(0, count).Select(_ => batches.Next())];

    private static IEnumerable<int> Identities(ImageBatch batch) =>
        Enumerable.Range(0, batch.Count).Select(i => (int)Math.Round((batch.Pixels[i * 64] * 0.5 + 0.25) * 255));

    private static bool Same(ImageBatch one, ImageBatch other) =>
        one.Step == other.Step && one.Labels.SequenceEqual(other.Labels) && one.Pixels.SequenceEqual(other.Pixels);
}
