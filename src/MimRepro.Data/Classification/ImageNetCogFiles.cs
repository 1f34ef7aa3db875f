namespace MimRepro.Data.Classification;

/// <summary>A level of ImageNet-CoG: a list of its concepts, and for each split a list of <c>wnid/picture.JPEG</c>.</summary>
/// <remarks>
/// Sariyildiz et al. 2021; naver/cog data/datasets.py: labels follow the sorted concepts, a concept has 732 to 1300 training and 50 test
/// pictures. The project publishes its lists as Python pickles, which run code when read; here they are plain text, one entry a line.
/// </remarks>
internal static class ImageNetCogFiles
{
    private const int LeastTraining = 732, MostTraining = 1300, Tests = 50;

    public static PictureListing Read(SetFolder folder, int level, string split)
    {
        var concepts = folder.ClassNames($"levels/l{level}.txt").Order(StringComparer.Ordinal).ToArray();
        var (labels, list) = (ClassLabels.ByName(concepts), $"splits/l{level}_{split}.txt");
        var records = folder.Lines(list).Select((line, i) => line.TrimStart('/').Split('/') is [var wnid, var picture]
            ? PictureRecord.Of(list, $"line {i + 1}", folder.Path, $"images/{wnid}/{picture}", ClassLabels.Of(labels, wnid), wnid)
            : PictureRecord.Faulty(list, $"line {i + 1}", $"expected wnid/picture, got '{SetFolder.Shortened(line)}'")).ToList();
        return new(concepts, records) { Strays = [.. Unequal(records, concepts, list, split)] };
    }

    // Says of each concept that has another number of pictures than the benchmark gives it.
    private static IEnumerable<PictureRecord> Unequal(List<PictureRecord> records, string[] concepts, string list, string split)
    {
        var (least, most) = split == "test" ? (Tests, Tests) : (LeastTraining, MostTraining);
        var counts = new int[concepts.Length];
        foreach (var record in records)
            if (record.Picture?.Label is { } label)
                counts[label]++;
        return concepts.Select((wnid, label) => (wnid, Count: counts[label])).Where(each => each.Count < least || each.Count > most)
            .Select(each => PictureRecord.Faulty(list, each.wnid, $"has {each.Count} pictures, expected {(least == most ? $"{least}" : $"{least} to {most}")}"));
    }
}
