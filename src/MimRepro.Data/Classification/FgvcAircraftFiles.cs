namespace MimRepro.Data.Classification;

/// <summary>FGVC-Aircraft by variant: lists of a picture's number and its variant's name.</summary>
/// <remarks>Maji et al. 2013.</remarks>
internal static class FgvcAircraftFiles
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.ClassNames("data/variants.txt");
        var list = $"data/images_variant_{split}.txt";
        return new(classes, [.. folder.Lines(list).Select((line, i) => line.Split(' ', 2) is [{ Length: > 0 } number, var variant]
            ? PictureRecord.Of(list, $"line {i + 1}", folder.Path, $"data/images/{number}.jpg", ClassLabels.Of(classes, variant), variant)
            : PictureRecord.Faulty(list, $"line {i + 1}", $"expected a number and a variant, got '{SetFolder.Shortened(line)}'"))]);
    }
}
