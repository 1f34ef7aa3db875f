namespace MimRepro.Data.Classification;

/// <summary>PASCAL VOC2007's classification task: for each class a list of all pictures, each with 1, 0 (difficult) or −1.</summary>
/// <remarks>Everingham et al. 2010. A picture may show several classes.</remarks>
internal static class Voc2007Files
{
    private const string Root = "VOCdevkit/VOC2007";

    internal static readonly string[] Classes =
    [
        "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
        "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train", "tvmonitor",
    ];

    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var lists = Array.ConvertAll(Classes, name => $"{Root}/ImageSets/Main/{name}_{split}.txt");
        var marks = Array.ConvertAll(lists, list => folder.Lines(list).Select(Fields).ToArray());
        for (var label = 1; label < Classes.Length; label++)
            if (marks[label].Length != marks[0].Length)
                throw folder.Bad(lists[label], "is not as long as that of another class", $"{marks[0].Length} pictures as in {lists[0]}", $"{marks[label].Length}");
        return new(Classes, [.. Enumerable.Range(0, marks[0].Length).Select(i => Record(folder, i, lists, marks))]);
    }

    private static PictureRecord Record(SetFolder folder, int i, string[] lists, (string Picture, Presence Mark)?[][] marks)
    {
        var place = $"line {i + 1}";
        for (var label = 0; label < Classes.Length; label++)
            if (marks[label][i] is null)
                return PictureRecord.Faulty(lists[label], place, "expected a picture and one of 1, 0, -1");
        var name = marks[0][i]!.Value.Picture;
        if (Array.FindIndex(marks, each => each[i]!.Value.Picture != name) is >= 0 and var other)
            return PictureRecord.Faulty(lists[other], place, $"is of {SetFolder.Shortened(marks[other][i]!.Value.Picture)}, in {lists[0]} of {SetFolder.Shortened(name)}");
        var record = PictureRecord.Of(lists[0], place, folder.Path, $"{Root}/JPEGImages/{name}.jpg", 0);
        return record.Picture is null ? record : record with { Picture = record.Picture with { Label = null, Presences = Array.ConvertAll(marks, each => each[i]!.Value.Mark) } };
    }

    private static (string Picture, Presence Mark)? Fields(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) switch
    {
        [var picture, "1"] => (picture, Presence.Present),
        [var picture, "0"] => (picture, Presence.Difficult),
        [var picture, "-1"] => (picture, Presence.Absent),
        _ => null,
    };
}
