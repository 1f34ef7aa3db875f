namespace MimRepro.Data.Classification;

/// <summary>Caltech-101: a folder for each class, and the protocol of thirty training pictures a class.</summary>
/// <remarks>Fei-Fei et al. 2004; Kornblith et al. 2019 train on 30 pictures of each of 102 classes, clutter among them, and test on all others.</remarks>
internal static class Caltech101Files
{
    private const string Root = "101_ObjectCategories";
    private const int Trained = 30;

    /// <param name="partition">Seeds which pictures train.</param>
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.Folders(Root);
        return new(classes, [.. classes.SelectMany((name, label) => OfClass(folder, split == "train", partition ?? 0, name, label))]);
    }

    private static IEnumerable<PictureRecord> OfClass(SetFolder folder, bool train, int seed, string name, int label)
    {
        var pictures = folder.Pictures($"{Root}/{name}");
        if (pictures.Length <= Trained)
            return [PictureRecord.Faulty(Root, name, $"has {pictures.Length} pictures, expected more than {Trained}: {Trained} train, the others test")];
        var places = Enumerable.Range(0, pictures.Length).ToArray();
        new SeededRandom(seed, "caltech-101", label).Shuffle(places.AsSpan());
        return (train ? places[..Trained] : places[Trained..]).Order()
            .Select(i => PictureRecord.Of($"{Root}/{name}", $"picture {i + 1}", folder.Path, $"{Root}/{name}/{pictures[i]}", label));
    }
}
