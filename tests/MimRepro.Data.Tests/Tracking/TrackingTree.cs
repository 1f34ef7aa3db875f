using System.Globalization;
using MimRepro.Data.Tracking;
using SkiaSharp;

namespace MimRepro.Data.Tests.Tracking;

/// <summary>Tiny data sets in the layouts of their authors: three sequences of four frames, 20 x 12 pixels.</summary>
internal sealed class TrackingTree : IDisposable
{
    public const int Frames = 4, Width = 20, Height = 12;

    // Red grows with the frame's number.
    private static readonly byte[][] Jpegs = [.. Enumerable.Range(0, Frames).Select(i =>
    {
        using var bitmap = new SKBitmap(Width, Height);
        bitmap.Erase(new SKColor((byte)(40 * i), 0, 0));
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        return data.ToArray();
    })];

    private readonly TemporaryFolder folder = new();

    private TrackingTree(string dataset) => Dataset = dataset;

    public string Dataset { get; }

    public string Root => folder.Path;

    public static TrackingTree Got10k()
    {
        var tree = new TrackingTree(TrackingFiles.Got10k);
        foreach (var split in new[] { "train", "val", "test" })
        {
            string[] names = [.. Enumerable.Range(1, 3).Select(i => $"GOT-10k_{split}_{i:D6}")];
            tree.Write($"{split}/list.txt", string.Join('\n', names) + "\n");
            foreach (var name in names)
                tree.Got10kSequence($"{split}/{name}", firstBoxOnly: split == "test");
        }
        return tree;
    }

    public static TrackingTree Lasot()
    {
        var tree = new TrackingTree(TrackingFiles.Lasot);
        tree.Write("training_set.txt", "bird-2\nelectricfan-1\nbird-10\n");
        tree.Write("testing_set.txt", "bird-3\n");
        foreach (var name in new[] { "bird-2", "electricfan-1", "bird-10", "bird-3" })
        {
            var sequence = $"{name[..name.LastIndexOf('-')]}/{name}";
            tree.Pictures($"{sequence}/img", first: 1, digits: 8);
            tree.Write($"{sequence}/groundtruth.txt", string.Join('\n', Enumerable.Range(0, Frames).Select(i => $"{3 + i},2,8,5")));
            tree.Write($"{sequence}/full_occlusion.txt", "0,1,0,0");
            tree.Write($"{sequence}/out_of_view.txt", "0,0,1,0\n");
            tree.Write($"{sequence}/nlp.txt", "a bird");
        }
        return tree;
    }

    public static TrackingTree TrackingNet()
    {
        var tree = new TrackingTree(TrackingFiles.TrackingNet);
        foreach (var part in Enumerable.Range(0, 12).Select(i => $"TRAIN_{i}"))
            Directory.CreateDirectory(tree.Path($"{part}/anno"));
        foreach (var (part, name) in new[] { ("TRAIN_0", "-0_a"), ("TRAIN_0", "zz_3"), ("TRAIN_11", "b_0") })
        {
            tree.Pictures($"{part}/frames/{name}", first: 0, digits: 1);
            tree.Write($"{part}/anno/{name}.txt", string.Join('\n', Enumerable.Range(0, Frames).Select(i => $"{2 + i}.25,1.0,8.5,5.0")) + "\n");
        }
        tree.Pictures("TEST/frames/t", first: 0, digits: 1);
        tree.Write("TEST/anno/t.txt", "2,1,8,5\n");
        return tree;
    }

    public TrackingFiles Open(string split = "train", int tolerated = 0) => TrackingFiles.Open(Dataset, Root, split, tolerated);

    public string Path(string name)
    {
        var path = System.IO.Path.Combine(Root, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        return path;
    }

    public void Write(string name, string text) => File.WriteAllText(Path(name), text);

    public void Line(string name, int line, string text)
    {
        var lines = File.ReadAllLines(Path(name));
        lines[line - 1] = text;
        File.WriteAllLines(Path(name), lines);
    }

    public void Delete(string name) => File.Delete(Path(name));

    public void Pictures(string name, int first, int digits)
    {
        for (var i = 0; i < Frames; i++)
            File.WriteAllBytes(Path($"{name}/{(first + i).ToString("D" + digits, CultureInfo.InvariantCulture)}.jpg"), Jpegs[i]);
    }

    public void Dispose() => folder.Dispose();

    private void Got10kSequence(string name, bool firstBoxOnly)
    {
        Pictures(name, first: 1, digits: 8);
        var boxes = Enumerable.Range(0, Frames).Select(i => $"{2 + i}.5000,1.0000,8.0000,5.2500");
        Write($"{name}/groundtruth.txt", string.Join('\n', firstBoxOnly ? boxes.Take(1) : boxes) + "\n");
        if (firstBoxOnly)
            return;
        Write($"{name}/cover.label", "8\n3\n0\n8\n");
        Write($"{name}/absence.label", "0\n0\n1\n1\n");
        Write($"{name}/cut_by_image.label", "0\n0\n0\n0\n");
        Write($"{name}/meta_info.ini", $"[METAINFO]\nurl: https://example.org\nanno_fps: 10Hz\nobject_class: bear cub\nresolution: ({Width}, {Height})\n");
    }
}
