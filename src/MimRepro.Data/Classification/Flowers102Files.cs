using System.Globalization;

namespace MimRepro.Data.Classification;

/// <summary>Oxford Flowers-102: two MATLAB files, one with the class of every picture, one with the numbers of the pictures of each split.</summary>
/// <remarks>Nilsback and Zisserman 2008. Pictures and classes are numbered from 1; classes have no names.</remarks>
internal static class Flowers102Files
{
    private const string Labels = "imagelabels.mat", Splits = "setid.mat";

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var labels = MatFile.Read(folder, Labels).Numbers("labels");
        var numbers = MatFile.Read(folder, Splits);
        string[] parts = split switch { "train" => ["trnid"], "val" => ["valid"], "trainval" => ["trnid", "valid"], _ => ["tstid"] };
        var classes = labels.Where(label => label == Math.Floor(label) && label is >= 1 and <= ushort.MaxValue).DefaultIfEmpty().Max();
        return new([.. Enumerable.Range(1, (int)classes).Select(number => number.ToString(CultureInfo.InvariantCulture))],
            [.. parts.SelectMany(part => numbers.Numbers(part).Select((number, i) => Record(folder, $"{part}[{i + 1}]", number, labels, (int)classes)))]);
    }

    private static PictureRecord Record(SetFolder folder, string place, double number, double[] labels, int classes)
    {
        if (number != Math.Floor(number) || number < 1 || number > labels.Length)
            return PictureRecord.Faulty(Splits, place, string.Create(CultureInfo.InvariantCulture, $"is picture {number}, expected 1 to {labels.Length}"));
        var label = labels[(int)number - 1];
        var known = label == Math.Floor(label) && label >= 1 && label <= classes;
        return PictureRecord.Of(Splits, place, folder.Path, string.Create(CultureInfo.InvariantCulture, $"jpg/image_{(int)number:00000}.jpg"), known ? (int)label - 1 : null, label.ToString(CultureInfo.InvariantCulture));
    }
}
