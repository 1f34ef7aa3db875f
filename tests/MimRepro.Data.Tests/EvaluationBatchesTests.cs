namespace MimRepro.Data.Tests;

[Trait("Kind", "Unit")]
public sealed class EvaluationBatchesTests
{
    [Fact]
    public void Of_SevenImagesByThree_GivesAllInOrderAndASmallerLastBatch()
    {
        var batches = EvaluationBatches.Of(Set(7), TinyDataset.NotAugmented, 3).ToArray();

        Assert.Equal([3, 3, 1], batches.Select(batch => batch.Count));
        Assert.Equal([0L, 1, 2], batches.Select(batch => batch.Step));
        Assert.Equal([0L, 1, 2, 3, 4, 5, 6], batches.SelectMany(batch => batch.Labels));
        Assert.All(batches, batch => Assert.Equal(batch.Count * 64, batch.Pixels.Length));
    }

    [Fact]
    public void Of_RecipeWithAugmentation_IgnoresIt()
    {
        var plain = EvaluationBatches.Of(Set(4), TinyDataset.NotAugmented, 4).Single();
        var augmented = EvaluationBatches.Of(Set(4), TinyDataset.Train, 4).Single();

        Assert.Equal(plain.Pixels, augmented.Pixels);
    }

    [Fact]
    public void Of_AnyBatchSize_GivesTheSamePixels()
    {
        var one = EvaluationBatches.Of(Set(7), TinyDataset.NotAugmented, 1).SelectMany(batch => batch.Pixels);
        var five = EvaluationBatches.Of(Set(7), TinyDataset.NotAugmented, 5).SelectMany(batch => batch.Pixels);

        Assert.Equal(one, five);
    }

    private static ImageSet Set(int count)
    {
        var random = new SeededRandom(2, "noise");
        return new([.. Enumerable.Range(0, count * 36).Select(_ => (byte)random.Next(256))], [.. Enumerable.Range(0, count)], [.. Enumerable.Range(0, count)], 1, 6, 6, count);
    }
}
