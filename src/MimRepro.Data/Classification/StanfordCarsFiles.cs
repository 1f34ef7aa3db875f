using System.Globalization;

namespace MimRepro.Data.Classification;

/// <summary>Stanford Cars: MATLAB files with a structure for each picture, of which its file and class are read.</summary>
/// <remarks>Krause et al. 2013. Classes are numbered from 1. The test file with labels is published apart from the devkit; it may lie in it or beside it.</remarks>
internal static class StanfordCarsFiles
{
    private const string Meta = "devkit/cars_meta.mat", TestLabels = "cars_test_annos_withlabels.mat";

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var names = MatFile.Read(folder, Meta).Value("class_names");
        var classes = names.Cells?.Select(cell => cell.Text).ToArray() ?? [];
        if (classes.Length == 0 || classes.Contains(null))
            throw folder.Bad(Meta, "does not name the classes", "class_names, cells of text", "another kind of value");
        var list = split == "train" ? "devkit/cars_train_annos.mat" : File.Exists(folder[TestLabels]) ? TestLabels : $"devkit/{TestLabels}";
        var annotations = MatFile.Read(folder, list).Value("annotations");
        if (annotations.Field("fname") is not { } files || annotations.Field("class") is not { } labels)
            throw folder.Bad(list, "has no labels", "annotations with the fields fname and class", annotations.Describe());
        return new(classes!, [.. files.Select((file, i) => Record(folder, list, $"annotations({i + 1})", $"cars_{split}", file, labels[i], classes.Length))]);
    }

    private static PictureRecord Record(SetFolder folder, string list, string place, string pictures, MatValue file, MatValue label, int classes) =>
        file.Text is not { Length: > 0 } name || label.Numbers is not [var number]
            ? PictureRecord.Faulty(list, place, "has no file name or not one class")
            : PictureRecord.Of(list, place, folder.Path, $"{pictures}/{name}", number == Math.Floor(number) && number >= 1 && number <= classes ? (int)number - 1 : null, number.ToString(CultureInfo.InvariantCulture));
}
