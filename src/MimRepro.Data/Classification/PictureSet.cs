using System.Collections;
using MimRepro.Recipes;

namespace MimRepro.Data.Classification;

/// <summary>The pictures of one split of a set, in the order of its list; each is read whenever it is opened.</summary>
/// <remarks>When a set is opened every record is checked as far as the header of its picture says; what lies behind it is checked when it is read.</remarks>
public sealed class PictureSet : IReadOnlyList<LabelledPicture>
{
    private const int FaultsShown = 10;

    private readonly LabelledPicture[] _pictures;

    private PictureSet(ClassificationSet set, IReadOnlyList<string> classes, LabelledPicture[] pictures, IReadOnlyList<string> leftOut) =>
        (Set, Classes, _pictures, LeftOut) = (set, classes, pictures, leftOut);

    /// <summary>Opens a split of a set that the catalogue knows.</summary>
    /// <param name="recipe">Which set and split.</param>
    /// <param name="folder">Where the set is unpacked, see <see cref="ClassificationSet.Layout"/>.</param>
    /// <exception cref="RecipeException">Unknown set or split, or a partition that it does not have.</exception>
    /// <exception cref="DataFormatException">A list is missing or damaged, classes or pictures are not as many as published, or more records are faulty than are tolerated; the first ten are named.</exception>
    public static PictureSet Open(PictureSetRecipe recipe, string folder) => Open(ClassificationSets.Of(recipe.Dataset), recipe, folder);

    /// <summary>The same for any set, with the numbers of classes and pictures that <paramref name="set"/> says.</summary>
    /// <exception cref="RecipeException">As above.</exception>
    /// <exception cref="DataFormatException">As above.</exception>
    public static PictureSet Open(ClassificationSet set, PictureSetRecipe recipe, string folder)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(recipe.ToleratedBadRecords);
        var split = set.Split(recipe.Split);
        set.CheckPartition(recipe.Partition);
        var listing = set.Read(new(folder), split.Name, recipe.Partition);
        Require(set, folder, "classes", set.Classes, listing.Classes.Count);
        Require(set, folder, $"pictures in split '{split.Name}'", split.Pictures, listing.Records.Count);
        var records = WithoutRepetitions(listing.Records).Concat(listing.Strays).AsParallel().AsOrdered().Select(record => record.Checked()).ToArray();
        var faulty = records.Where(record => record.Fault is not null).Select(record => record.ToString()).ToArray();
        if (faulty.Length > recipe.ToleratedBadRecords)
            throw new DataFormatException(
                $"Records of a data set are faulty: {faulty.Length} of {records.Length}.\n  data set:   {set.Name}, {split.Name}\n  folder:     {folder}\n  expected:   at most {recipe.ToleratedBadRecords} (ToleratedBadRecords)\n"
                + string.Concat(faulty.Take(FaultsShown).Select(fault => $"  {fault}\n")) + (faulty.Length > FaultsShown ? $"  … ({faulty.Length - FaultsShown} more)\n" : "")
                + "  The copy is incomplete or damaged, or unpacked in another way than it is published.\n  Complete it, or raise ToleratedBadRecords in the recipe to leave such records out.");
        var pictures = records.Where(record => record.Fault is null).Select(record => record.Picture!).ToArray();
        if (pictures.Length == 0)
            throw new DataFormatException($"A split of a data set has no sound picture.\n  data set:   {set.Name}, {split.Name}\n  folder:     {folder}\n  expected:   one or more\n  got:        {records.Length} records, {faulty.Length} of them faulty\n  Unpack the set again as it is published.");
        return new(set, listing.Classes, pictures, faulty);
    }

    /// <summary>What the catalogue says of the set.</summary>
    public ClassificationSet Set { get; }

    /// <summary>Names in the order of the labels.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Records that were tolerated, each with its list, its place and what is wrong with it.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    public int Count => _pictures.Length;

    public LabelledPicture this[int index] => _pictures[index];

    public IEnumerator<LabelledPicture> GetEnumerator() => _pictures.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Holds pictures out for validation, the same share of each class, chosen by a seeded shuffle; both parts keep the order of the list.</summary>
    /// <param name="share">Of each class, rounded to whole pictures; 0 &lt; share &lt; 1.</param>
    /// <param name="seed">Another seed, another choice.</param>
    /// <remarks>Pictures that may show several classes are drawn from as one class.</remarks>
    public (PictureSet Kept, PictureSet HeldOut) HoldOut(double share, int seed)
    {
        if (share is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "expected 0 < share < 1");
        var held = new bool[_pictures.Length];
        foreach (var group in Enumerable.Range(0, held.Length).GroupBy(index => _pictures[index].Label ?? -1))
        {
            var members = group.ToArray();
            new SeededRandom(seed, "hold-out", group.Key).Shuffle(members.AsSpan());
            foreach (var index in members.Take((int)Math.Round(share * members.Length)))
                held[index] = true;
        }
        return (Part(false), Part(true));

        PictureSet Part(bool wanted) => new(Set, Classes, [.. _pictures.Where((_, index) => held[index] == wanted)], LeftOut);
    }

    private static IEnumerable<PictureRecord> WithoutRepetitions(IReadOnlyList<PictureRecord> records)
    {
        var seen = new Dictionary<PictureSource, PictureRecord>();
        foreach (var record in records)
            yield return record.Picture is { } picture && !seen.TryAdd(picture.Source, record)
                ? record with { Picture = null, Fault = $"{SetFolder.Shortened(picture.Name)} stands already in {seen[picture.Source].Place}" } : record;
    }

    private static void Require(ClassificationSet set, string folder, string what, int? expected, int got)
    {
        if (expected is not null && expected != got)
            throw new DataFormatException($"A data set has another number of {what} than it is published with.\n  data set:   {set.Name}\n  folder:     {folder}\n  expected:   {expected}\n  got:        {got}\n  The copy is incomplete or changed, or the folder holds another set.\n  Unpack the set again as it is published:\n    {set.Layout}");
    }
}
