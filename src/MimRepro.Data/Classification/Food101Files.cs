namespace MimRepro.Data.Classification;

/// <summary>Food-101: lists of <c>class/number</c>, pictures in a folder for each class.</summary>
/// <remarks>Bossard et al. 2014.</remarks>
internal static class Food101Files
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.ClassNames("meta/classes.txt");
        var list = $"meta/{split}.txt";
        return new(classes, [.. folder.Lines(list).Select((line, i) => line.Split('/') is [var name, _]
            ? PictureRecord.Of(list, $"line {i + 1}", folder.Path, $"images/{line}.jpg", ClassLabels.Of(classes, name), name)
            : PictureRecord.Faulty(list, $"line {i + 1}", $"expected class/number, got '{SetFolder.Shortened(line)}'"))]);
    }
}
