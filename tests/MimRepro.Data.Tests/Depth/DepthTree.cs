using MimRepro.Data.Depth;
using MimRepro.Data.Imaging;
using SkiaSharp;

namespace MimRepro.Data.Tests.Depth;

/// <summary>A few pictures with depth in the exact layout of the official depth code.</summary>
internal sealed class DepthTree : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public string Data => folder.File("data");

    public string Lists => folder.File("filenames");

    /// <summary>Three pictures of 24 x 16 in both splits.</summary>
    public static DepthTree Nyu()
    {
        var tree = new DepthTree();
        string[] names = ["kitchen_0028b/{0}_00045", "bathroom/{0}_00111", "office/{0}_00002"];
        foreach (var (split, root) in new[] { ("train", "nyu_depth_v2"), ("test", "nyu_depth_v2/official_splits/test") })
        {
            for (var i = 0; i < names.Length; i++)
            {
                var value = i;
                tree.Picture($"{root}/{string.Format(null, names[i], "rgb")}.jpg", 24, 16, (x, y) => new SKColor((byte)(x * 8), (byte)(y * 8), (byte)(40 * value)));
                tree.Depth($"{root}/{string.Format(null, names[i], "sync_depth")}.png", 24, 16, (x, y) => x == 0 ? 0 : 1000 + 100 * x + y + value);
            }
            tree.List("nyudepthv2", split, names.Select(name => $"/{string.Format(null, name, "rgb")}.jpg /{string.Format(null, name, "sync_depth")}.png"));
        }
        return tree;
    }

    /// <summary>One picture of 1220 x 354 in both splits.</summary>
    public static DepthTree Kitti()
    {
        const string drive = "2011_09_26_drive_0057_sync";
        var tree = new DepthTree();
        var image = $"raw_data/2011_09_26/{drive}/image_02/data/0000000116.png";
        tree.Picture("kitti/" + image, 1220, 354, (x, y) => new SKColor((byte)x, (byte)y, (byte)(x >> 8)));
        foreach (var (split, part) in new[] { ("train", "train"), ("test", "val") })
        {
            var depth = $"data_depth_annotated/{part}/{drive}/proj_depth/groundtruth/image_02/0000000116.png";
            tree.Depth("kitti/" + depth, 1220, 354, (x, y) => (x + y) % 5 == 0 ? x + 10 * y : 0);
            tree.List("eigen_benchmark", split, [$"/{image} /{depth}"]);
        }
        return tree;
    }

    public DepthFiles Open(string dataset, string split, int tolerated = 0) => DepthFiles.Open(dataset, Data, Lists, split, tolerated);

    public string Path(string name) => System.IO.Path.Combine(Data, name);

    public string ListPath(string set, string split) => System.IO.Path.Combine(Lists, set, split + "_list.txt");

    public void List(string set, string split, IEnumerable<string> lines) => Write(ListPath(set, split), [.. lines.SelectMany(line => System.Text.Encoding.UTF8.GetBytes(line + "\n"))]);

    public string[] Lines(string set, string split) => File.ReadAllLines(ListPath(set, split));

    public void Depth(string name, int width, int height, Func<int, int, int> value, int bits = 16) =>
        Write(Path(name), GreyPng.Write(new(width, height, bits, [.. Enumerable.Range(0, width * height).Select(i => (ushort)value(i % width, i / width))])));

    public void Picture(string name, int width, int height, Func<int, int, SKColor> colour)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Pixels = [.. Enumerable.Range(0, width * height).Select(i => colour(i % width, i / width))];
        using var encoded = bitmap.Encode(name.EndsWith(".jpg", StringComparison.Ordinal) ? SKEncodedImageFormat.Jpeg : SKEncodedImageFormat.Png, 100);
        Write(Path(name), encoded.ToArray());
    }

    public void Dispose() => folder.Dispose();

    private static void Write(string path, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
