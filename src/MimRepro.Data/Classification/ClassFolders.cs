namespace MimRepro.Data.Classification;

/// <summary>A folder for each class, in a folder for each split: ImageNet's layout. Classes are in the order of their names' bytes.</summary>
internal static class ClassFolders
{
    public static PictureListing Read(SetFolder folder, string split, int? partition)
    {
        var classes = folder.Folders(split);
        return new(classes, [.. classes.SelectMany((name, label) => OfClass(folder, split, name, label))]);
    }

    private static IEnumerable<PictureRecord> OfClass(SetFolder folder, string split, string name, int label)
    {
        var pictures = folder.Pictures($"{split}/{name}");
        return pictures.Length > 0
            ? pictures.Select((picture, i) => PictureRecord.Of($"{split}/{name}", $"picture {i + 1}", folder.Path, $"{split}/{name}/{picture}", label))
            : [PictureRecord.Faulty(split, name, "has no pictures")];
    }
}
