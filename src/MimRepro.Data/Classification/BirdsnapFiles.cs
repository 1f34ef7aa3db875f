namespace MimRepro.Data.Classification;

/// <summary>Birdsnap: tables with a head line and tabs between; a list of the pictures that test, all others train.</summary>
/// <remarks>Berg et al. 2014. Pictures were fetched one by one by the set's own script, so some are missing from every copy.</remarks>
internal static class BirdsnapFiles
{
    private const string Images = "images.txt", Species = "species.txt", Test = "test_images.txt";

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var species = Table(folder, Species, "id", "common");
        var labels = new Dictionary<string, int>();
        foreach (var (line, fields) in species)
            if (fields is not [var id, _] || !labels.TryAdd(id, labels.Count))
                throw folder.Bad(Species, "does not name each species once", "an id of its own and a name", $"line {line} without");
        var images = Table(folder, Images, "path", "species_id");
        var known = images.Where(row => row.Fields is not null).Select(row => row.Fields![0]).ToHashSet();
        var test = TestPictures(folder);
        var records = images.Where(row => (row.Fields is not null && test.ContainsKey(row.Fields[0])) == (split == "test")).Select(row => row.Fields is [var path, var id]
            ? PictureRecord.Of(Images, $"line {row.Line}", folder.Path, $"download/images/{path}", ClassLabels.Of(labels, id), id)
            : PictureRecord.Faulty(Images, $"line {row.Line}", "has fewer fields than the head line"));
        var unknown = test.Where(each => !known.Contains(each.Key)).OrderBy(each => each.Value).Select(each => PictureRecord.Faulty(Test, $"line {each.Value}", $"{SetFolder.Shortened(each.Key)} is not in {Images}"));
        return new([.. species.Select(row => row.Fields![1])], [.. records]) { Strays = split == "test" ? [.. unknown] : [] };
    }

    // Each path with its line, after the head line.
    private static Dictionary<string, int> TestPictures(SetFolder folder)
    {
        var test = new Dictionary<string, int>();
        var lines = folder.Lines(Test);
        for (var i = 1; i < lines.Length; i++)
            test.TryAdd(lines[i], i + 1);
        return test;
    }

    // Two columns of a table by their names; fields are null where a line has too few.
    private static (int Line, string[]? Fields)[] Table(SetFolder folder, string list, string first, string second)
    {
        var lines = folder.Lines(list).Select(line => line.Split('\t')).ToArray();
        var (a, b) = (Array.IndexOf(lines[0], first), Array.IndexOf(lines[0], second));
        if (a < 0 || b < 0)
            throw folder.Bad(list, "has no such columns", $"a head line with {first} and {second}", SetFolder.Shortened(string.Join(", ", lines[0])));
        return [.. lines.Skip(1).Select((fields, i) => (i + 2, fields.Length > Math.Max(a, b) ? new[] { fields[a], fields[b] } : null))];
    }
}
