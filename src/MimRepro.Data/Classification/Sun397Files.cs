using System.Globalization;

namespace MimRepro.Data.Classification;

/// <summary>SUN397: ten published partitions, lists of <c>/letter/class/picture.jpg</c>.</summary>
/// <remarks>Xiao et al. 2010. A class may lie in a folder of its own below another: <c>/a/apartment_building/outdoor</c>.</remarks>
internal static class Sun397Files
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.ClassNames("SUN397/ClassName.txt");
        var labels = ClassLabels.ByName(classes);
        var list = string.Create(CultureInfo.InvariantCulture, $"Partitions/{(split == "train" ? "Training" : "Testing")}_{partition ?? 1:00}.txt");
        return new(classes, [.. folder.Lines(list).Select((line, i) => line.LastIndexOf('/') is > 0 and var end
            ? PictureRecord.Of(list, $"line {i + 1}", folder.Path, "SUN397" + line, ClassLabels.Of(labels, line[..end]), line[..end])
            : PictureRecord.Faulty(list, $"line {i + 1}", $"expected /letter/class/picture, got '{SetFolder.Shortened(line)}'"))]);
    }
}
