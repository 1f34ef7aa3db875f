namespace MimRepro.Data.Classification;

/// <summary>CIFAR-10 and CIFAR-100 in their binary versions: records of one or two labels and 3072 bytes.</summary>
/// <remarks>Krizhevsky 2009. Of CIFAR-100's two labels the second, the fine one, is the class.</remarks>
internal static class CifarFiles
{
    private const int Side = 32, PictureBytes = 3 * Side * Side;

    public static PictureListing Read10(SetFolder folder, string split, int? partition)
    {
        const string root = "cifar-10-batches-bin";
        var classes = folder.ClassNames($"{root}/batches.meta.txt");
        var files = split == "test" ? ["test_batch.bin"] : Enumerable.Range(1, 5).Select(batch => $"data_batch_{batch}.bin");
        return new(classes, [.. files.SelectMany(file => Records(folder, $"{root}/{file}", labels: 1, classes.Length))]);
    }

    public static PictureListing Read100(SetFolder folder, string split, int? partition)
    {
        const string root = "cifar-100-binary";
        var classes = folder.ClassNames($"{root}/fine_label_names.txt");
        return new(classes, Records(folder, $"{root}/{split}.bin", labels: 2, classes.Length));
    }

    private static PictureRecord[] Records(SetFolder folder, string file, int labels, int classes)
    {
        var content = folder.Content(file);
        var length = labels + PictureBytes;
        if (content.Length == 0 || content.Length % length != 0)
            throw folder.Bad(file, "is not made of whole records", $"a multiple of {length} bytes", $"{content.Length}");
        return [.. Enumerable.Range(0, content.Length / length).Select(i => Record(i, content[i * length + labels - 1]))];

        PictureRecord Record(int i, byte label) => label < classes
            ? new(file, $"record {i + 1}", new($"{file}#{i + 1}", new PicturePlanes(folder[file], (long)i * length + labels, Side), label, null), null)
            : PictureRecord.Faulty(file, $"record {i + 1}", $"has the label {label}, expected 0 to {classes - 1}");
    }
}
