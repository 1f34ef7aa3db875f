using System.Globalization;

namespace MimRepro.Data.Classification;

/// <summary>DTD: ten published partitions, lists of <c>class/picture.jpg</c>.</summary>
/// <remarks>Cimpoi et al. 2014.</remarks>
internal static class DescribableTexturesFiles
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.Folders("images");
        string[] parts = split == "trainval" ? ["train", "val"] : [split];
        return new(classes, [.. parts.SelectMany(part => Records(string.Create(CultureInfo.InvariantCulture, $"labels/{part}{partition ?? 1}.txt")))]);

        IEnumerable<PictureRecord> Records(string list) => folder.Lines(list).Select((line, i) => line.Split('/') is [var name, _]
            ? PictureRecord.Of(list, $"line {i + 1}", folder.Path, $"images/{line}", ClassLabels.Of(classes, name), name)
            : PictureRecord.Faulty(list, $"line {i + 1}", $"expected class/picture, got '{SetFolder.Shortened(line)}'"));
    }
}
