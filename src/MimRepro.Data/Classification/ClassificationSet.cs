using System.Globalization;
using MimRepro.Recipes;

namespace MimRepro.Data.Classification;

/// <summary>By which number a set is judged, in percent.</summary>
public enum ClassificationMetric
{
    /// <summary>Share of pictures whose likeliest class is right.</summary>
    Top1,
    /// <summary>Mean over classes of that share.</summary>
    MeanPerClass,
    /// <summary>Mean over classes of VOC2007's average precision at 11 recalls.</summary>
    ElevenPointMeanAveragePrecision,
}

/// <summary>Which way of splitting a set a recipe has to name.</summary>
public enum PartitionKind
{
    /// <summary>There is one.</summary>
    None,
    /// <summary>One of ten published ones, 1 … 10.</summary>
    OfTen,
    /// <summary>Splits are drawn; the number seeds the drawing.</summary>
    Seed,
}

/// <summary>A split as it is published.</summary>
/// <param name="Name"><c>train</c>, <c>val</c>, <c>trainval</c> or <c>test</c>.</param>
/// <param name="Pictures">How many there are; null where copies differ.</param>
public sealed record PublishedSplit(string Name, int? Pictures);

/// <summary>What the catalogue says of one set.</summary>
public sealed record ClassificationSet
{
    internal ClassificationSet(Func<SetFolder, string, int?, PictureListing> read) => Read = read;

    public required string Name { get; init; }
    /// <summary>How many there are; null where copies differ.</summary>
    public required int? Classes { get; init; }
    public required IReadOnlyList<PublishedSplit> Splits { get; init; }
    public required ClassificationMetric Metric { get; init; }
    public required PartitionKind Partition { get; init; }
    /// <summary>What has to lie in the set's folder.</summary>
    public required string Layout { get; init; }
    internal Func<SetFolder, string, int?, PictureListing> Read { get; }

    /// <exception cref="RecipeException">There is no such split.</exception>
    public PublishedSplit Split(string name) => Splits.FirstOrDefault(split => split.Name == name)
        ?? throw new RecipeException($"Data set '{Name}' has no split '{name}'.\n  member:     Split\n  expected:   {string.Join(" or ", NearestName.Sort(name, Splits.Select(split => split.Name)))}");

    /// <exception cref="RecipeException">The number is missing, too large, or there is nothing to choose.</exception>
    public void CheckPartition(int? partition)
    {
        var (fits, expected) = Partition switch
        {
            PartitionKind.None => (partition is null, "null: the set is split in one way only"),
            PartitionKind.OfTen => (partition is >= 1 and <= 10, "1 to 10, one of the published partitions"),
            _ => (partition is >= 0, "a number from 0, which seeds the drawing of the splits"),
        };
        if (!fits)
            throw new RecipeException($"A partition does not fit data set '{Name}'.\n  member:     Partition\n  expected:   {expected}\n  got:        {partition?.ToString(CultureInfo.InvariantCulture) ?? "null"}");
    }
}
