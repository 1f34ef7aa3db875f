using System.Text;
using MimRepro.Data.Classification;
using MimRepro.Recipes;
using SkiaSharp;

namespace MimRepro.Data.Tests.Classification;

/// <summary>A few pictures in the exact layout of one of the published sets, and what the catalogue would say of so small a set.</summary>
internal sealed class PictureTree : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private int pictures;

    private PictureTree(ClassificationSet set) => Set = set;

    public ClassificationSet Set { get; }

    public string Root => folder.Path;

    /// <summary>What each split holds: a picture's name, its class and the red of all its pixels.</summary>
    public Dictionary<string, (string Name, string Class, int Red)[]> Expected { get; } = [];

    public static readonly IReadOnlyDictionary<string, Func<PictureTree>> All = new Dictionary<string, Func<PictureTree>>
    {
        ["imagenet-1k"] = ImageNet,
        ["imagenet-22k"] = ImageNet22K,
        ["inaturalist-2018"] = INaturalist,
        ["food-101"] = Food,
        ["cifar-10"] = Cifar10,
        ["cifar-100"] = Cifar100,
        ["birdsnap"] = Birdsnap,
        ["sun397"] = Sun,
        ["stanford-cars"] = Cars,
        ["fgvc-aircraft"] = Aircraft,
        ["dtd"] = Textures,
        ["oxford-pets"] = Pets,
        ["oxford-flowers-102"] = Flowers,
        ["imagenet-cog-l3"] = Cog,
    };

    public PictureSet Open(string split, int tolerated = 0, int? partition = null) => PictureSet.Open(Set, Recipe(split, tolerated, partition), Root);

    public PictureSetRecipe Recipe(string split, int tolerated = 0, int? partition = null) => new()
    {
        Dataset = Set.Name,
        Split = split,
        ToleratedBadRecords = tolerated,
        Partition = partition ?? (Set.Partition == PartitionKind.None ? null : 2),
    };

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public void Lines(string name, params string[] lines) => Write(name, Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public void Change(string name, string from, string to)
    {
        var text = File.ReadAllText(Path(name));
        Assert.Contains(from, text);
        File.WriteAllText(Path(name), text.Replace(from, to, StringComparison.Ordinal));
    }

    public void Write(string name, byte[] content)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path(name))!);
        File.WriteAllBytes(Path(name), content);
    }

    public void Dispose() => folder.Dispose();

    private static PictureTree ImageNet()
    {
        var tree = Of("imagenet-1k", 2, ("train", 3), ("val", 2));
        tree.Expect("train", "train/n01440764/n01440764_10026.JPEG", "n01440764");
        tree.Expect("train", "train/n01440764/n01440764_9981.JPEG", "n01440764");
        tree.Expect("train", "train/n01443537/n01443537_2.JPEG", "n01443537");
        tree.Expect("val", "val/n01440764/ILSVRC2012_val_00000293.JPEG", "n01440764");
        tree.Expect("val", "val/n01443537/ILSVRC2012_val_00000236.JPEG", "n01443537");
        return tree;
    }

    private static PictureTree ImageNet22K()
    {
        var tree = Of("imagenet-22k", 21_841, ("train", 3), ("val", 1));
        tree.Expect("train", "fall11_whole/n00004475/n00004475_6590.JPEG", "0");
        tree.Expect("train", "fall11_whole/n15102894/n15102894_1.JPEG", "21840");
        tree.Expect("train", "fall11_whole/n00005787/n00005787_13.JPEG", "1");
        tree.Expect("val", "fall11_whole/n00005787/n00005787_32.JPEG", "1");
        tree.Lines("ILSVRC2011fall_whole_map_train.txt",
            """[["fall11_whole/n00004475/n00004475_6590.JPEG", 0], ["fall11_whole/n15102894/n15102894_1.JPEG", 21840],""", """ ["/fall11_whole/n00005787/n00005787_13.JPEG", 1]]""");
        tree.Lines("ILSVRC2011fall_whole_map_val.txt", """[["fall11_whole/n00005787/n00005787_32.JPEG", 1]]""");
        return tree;
    }

    private static PictureTree INaturalist()
    {
        var tree = Of("inaturalist-2018", 2, ("train", 2), ("val", 1));
        tree.Expect("train", "train_val2018/Aves/2761/a.jpg", "Corvus corax");
        tree.Expect("train", "train_val2018/Plantae/7477/b.jpg", "Abies alba");
        tree.Expect("val", "train_val2018/Plantae/7477/c.jpg", "Abies alba");
        const string categories = """[{"id": 7477, "name": "Abies alba", "supercategory": "Plantae"}, {"id": 2761, "name": "Corvus corax", "supercategory": "Aves"}]""";
        tree.Lines("train2018.json", $$"""{"info": {}, "images": [{"license": 0, "file_name": "train_val2018/Aves/2761/a.jpg", "width": 4, "height": 4, "id": 7}, {"file_name": "train_val2018/Plantae/7477/b.jpg", "id": 8}],""",
            $$""" "annotations": [{"id": 1, "image_id": 8, "category_id": 7477}, {"id": 2, "image_id": 7, "category_id": 2761}], "categories": {{categories}}}""");
        tree.Lines("val2018.json", $$"""{"images": [{"file_name": "train_val2018/Plantae/7477/c.jpg", "id": 9}], "annotations": [{"id": 3, "image_id": 9, "category_id": 7477}], "categories": {{categories}}}""");
        return tree;
    }

    private static PictureTree Food()
    {
        var tree = Of("food-101", 2, ("train", 2), ("test", 1));
        tree.Expect("train", "images/apple_pie/1005649.jpg", "apple_pie");
        tree.Expect("train", "images/waffles/4.jpg", "waffles");
        tree.Expect("test", "images/waffles/5.jpg", "waffles");
        tree.Lines("meta/classes.txt", "apple_pie", "waffles");
        tree.Lines("meta/labels.txt", "Apple pie", "Waffles");
        tree.Lines("meta/train.txt", "apple_pie/1005649", "waffles/4");
        tree.Lines("meta/test.txt", "waffles/5");
        return tree;
    }

    private static PictureTree Cifar10()
    {
        var tree = Of("cifar-10", 3, ("train", 6), ("test", 1));
        string[] classes = ["airplane", "automobile", "bird"];
        tree.Lines("cifar-10-batches-bin/batches.meta.txt", [.. classes, ""]);
        byte[] labels = [2, 0, 1, 1, 2];
        for (var batch = 1; batch <= 5; batch++)
        {
            tree.Write($"cifar-10-batches-bin/data_batch_{batch}.bin", [.. Record(10 * batch, labels[batch - 1]), .. batch == 5 ? Record(77, 0) : []]);
            tree.Expect("train", $"cifar-10-batches-bin/data_batch_{batch}.bin#1", classes[labels[batch - 1]], 10 * batch);
        }
        tree.Expect("train", "cifar-10-batches-bin/data_batch_5.bin#2", "airplane", 77);
        tree.Write("cifar-10-batches-bin/test_batch.bin", Record(99, 1));
        tree.Expect("test", "cifar-10-batches-bin/test_batch.bin#1", "automobile", 99);
        return tree;
    }

    private static PictureTree Cifar100()
    {
        var tree = Of("cifar-100", 3, ("train", 2), ("test", 1));
        tree.Lines("cifar-100-binary/coarse_label_names.txt", "fish", "flowers");
        tree.Lines("cifar-100-binary/fine_label_names.txt", "ray", "shark", "tulip");
        tree.Write("cifar-100-binary/train.bin", [.. Record(5, 1, 2), .. Record(6, 0, 1)]);
        tree.Write("cifar-100-binary/test.bin", Record(7, 0, 0));
        tree.Expect("train", "cifar-100-binary/train.bin#1", "tulip", 5);
        tree.Expect("train", "cifar-100-binary/train.bin#2", "shark", 6);
        tree.Expect("test", "cifar-100-binary/test.bin#1", "ray", 7);
        return tree;
    }

    private static PictureTree Birdsnap()
    {
        var tree = Of("birdsnap", 2, ("train", 2), ("test", 1));
        tree.Expect("train", "download/images/acadian_flycatcher/1.jpg", "Acadian Flycatcher");
        tree.Expect("train", "download/images/acorn_woodpecker/2.jpg", "Acorn Woodpecker");
        tree.Expect("test", "download/images/acorn_woodpecker/3.jpg", "Acorn Woodpecker");
        tree.Lines("species.txt", "id\tcommon\tscientific\tdir", "1\tAcadian Flycatcher\tEmpidonax virescens\tacadian_flycatcher", "2\tAcorn Woodpecker\tMelanerpes formicivorus\tacorn_woodpecker");
        tree.Lines("images.txt", "url\tmd5\tpath\tspecies_id\tbb_x1", "http://a\t0\tacadian_flycatcher/1.jpg\t1\t5", "http://b\t0\tacorn_woodpecker/2.jpg\t2\t5", "http://c\t0\tacorn_woodpecker/3.jpg\t2\t5");
        tree.Lines("test_images.txt", "path", "acorn_woodpecker/3.jpg");
        return tree;
    }

    private static PictureTree Sun()
    {
        var tree = Of("sun397", 2, ("train", 2), ("test", 1));
        tree.Expect("train", "SUN397/a/abbey/sun_a.jpg", "/a/abbey");
        tree.Expect("train", "SUN397/a/apartment_building/outdoor/sun_b.jpg", "/a/apartment_building/outdoor");
        tree.Expect("test", "SUN397/a/abbey/sun_c.jpg", "/a/abbey");
        tree.Lines("SUN397/ClassName.txt", "/a/abbey", "/a/apartment_building/outdoor");
        tree.Lines("Partitions/Training_02.txt", "/a/abbey/sun_a.jpg", "/a/apartment_building/outdoor/sun_b.jpg");
        tree.Lines("Partitions/Testing_02.txt", "/a/abbey/sun_c.jpg");
        return tree;
    }

    private static PictureTree Cars()
    {
        var tree = Of("stanford-cars", 2, ("train", 2), ("test", 1));
        tree.Expect("train", "cars_train/00001.jpg", "Acura TL Sedan 2012");
        tree.Expect("train", "cars_train/00002.jpg", "AM General Hummer SUV 2000");
        tree.Expect("test", "cars_test/00001.jpg", "Acura TL Sedan 2012");
        tree.Write("devkit/cars_meta.mat", MatBytes.File(MatBytes.Compressed(MatBytes.Cells("class_names", MatBytes.Text("", "AM General Hummer SUV 2000"), MatBytes.Text("", "Acura TL Sedan 2012")))));
        tree.Write("devkit/cars_train_annos.mat", CarLabels((2, "00001.jpg"), (1, "00002.jpg")));
        tree.Write("devkit/cars_test_annos_withlabels.mat", CarLabels((2, "00001.jpg")));
        return tree;
    }

    public static byte[] CarLabels(params (byte Class, string File)[] pictures) => MatBytes.File(MatBytes.Compressed(MatBytes.Structures(
        "annotations", ["bbox_x1", "bbox_y1", "bbox_x2", "bbox_y2", "class", "fname"],
        [.. pictures.SelectMany(each => new[] { MatBytes.Bytes("", 39), MatBytes.Bytes("", 5), MatBytes.Packed("", 569), MatBytes.Packed("", 375), MatBytes.Bytes("", each.Class), MatBytes.Text("", each.File) })])));

    private static PictureTree Aircraft()
    {
        var tree = Of("fgvc-aircraft", 2, ("train", 1), ("val", 1), ("trainval", 2), ("test", 1));
        tree.Expect("train", "data/images/1025794.jpg", "707-320");
        tree.Expect("val", "data/images/1340192.jpg", "Boeing 717");
        tree.Expected["trainval"] = [.. tree.Expected["train"], .. tree.Expected["val"]];
        tree.Expect("test", "data/images/0034309.jpg", "Boeing 717");
        tree.Lines("data/variants.txt", "707-320", "Boeing 717");
        tree.Lines("data/images_variant_train.txt", "1025794 707-320");
        tree.Lines("data/images_variant_val.txt", "1340192 Boeing 717");
        tree.Lines("data/images_variant_trainval.txt", "1025794 707-320", "1340192 Boeing 717");
        tree.Lines("data/images_variant_test.txt", "0034309 Boeing 717");
        return tree;
    }

    private static PictureTree Textures()
    {
        var tree = Of("dtd", 2, ("train", 2), ("val", 1), ("trainval", 3), ("test", 1));
        tree.Expect("train", "images/banded/banded_0002.jpg", "banded");
        tree.Expect("train", "images/zigzagged/zigzagged_0001.jpg", "zigzagged");
        tree.Expect("val", "images/banded/banded_0004.jpg", "banded");
        tree.Expected["trainval"] = [.. tree.Expected["train"], .. tree.Expected["val"]];
        tree.Expect("test", "images/zigzagged/zigzagged_0009.jpg", "zigzagged");
        tree.Lines("labels/train2.txt", "banded/banded_0002.jpg", "zigzagged/zigzagged_0001.jpg");
        tree.Lines("labels/val2.txt", "banded/banded_0004.jpg");
        tree.Lines("labels/test2.txt", "zigzagged/zigzagged_0009.jpg");
        return tree;
    }

    private static PictureTree Pets()
    {
        var tree = Of("oxford-pets", 2, ("trainval", 3), ("test", 1));
        tree.Expect("trainval", "images/Abyssinian_100.jpg", "Abyssinian");
        tree.Expect("trainval", "images/american_bulldog_10.jpg", "american_bulldog");
        tree.Expect("trainval", "images/american_bulldog_11.jpg", "american_bulldog");
        tree.Expect("test", "images/Abyssinian_201.jpg", "Abyssinian");
        tree.Lines("annotations/trainval.txt", "Abyssinian_100 1 1 1", "american_bulldog_10 2 2 1", "american_bulldog_11 2 2 1");
        tree.Lines("annotations/test.txt", "Abyssinian_201 1 1 1");
        return tree;
    }

    private static PictureTree Flowers()
    {
        var tree = Of("oxford-flowers-102", 2, ("train", 1), ("val", 1), ("trainval", 2), ("test", 2));
        tree.Expect("train", "jpg/image_00002.jpg", "2");
        tree.Expect("val", "jpg/image_00004.jpg", "1");
        tree.Expected["trainval"] = [.. tree.Expected["train"], .. tree.Expected["val"]];
        tree.Expect("test", "jpg/image_00003.jpg", "1");
        tree.Expect("test", "jpg/image_00001.jpg", "2");
        tree.Write("imagelabels.mat", MatBytes.File(MatBytes.Compressed(MatBytes.Matrix("labels", 9, [1, 4], MatBytes.Element(2, [2, 2, 1, 1])))));
        tree.Write("setid.mat", MatBytes.File(MatBytes.Compressed(MatBytes.Packed("trnid", 2)), MatBytes.Compressed(MatBytes.Packed("valid", 4)), MatBytes.Compressed(MatBytes.Packed("tstid", 3, 1))));
        return tree;
    }

    private static PictureTree Cog()
    {
        var tree = Of("imagenet-cog-l3", 2, ("train", null), ("test", 100));
        foreach (var wnid in new[] { "n02105412", "n00445055" })
            for (var i = 0; i < 50; i++)
                tree.Expect("test", $"images/{wnid}/{wnid}_{i}.JPEG", wnid);
        tree.Lines("levels/l3.txt", "n02105412", "n00445055");
        tree.Lines("splits/l3_test.txt", [.. tree.Expected["test"].Select(each => each.Name["images/".Length..])]);
        tree.Lines("splits/l3_train.txt", "n02105412/n02105412_0.JPEG");
        return tree;
    }

    /// <summary>VOC2007 with two pictures for training and one for the test; the first shows a person and, hard to see, a dog.</summary>
    public static PictureTree Voc()
    {
        var tree = Of("voc2007", 20, ("train", 1), ("val", 1), ("trainval", 2), ("test", 1));
        tree.Expect("trainval", "VOCdevkit/VOC2007/JPEGImages/000005.jpg", "");
        tree.Expect("trainval", "VOCdevkit/VOC2007/JPEGImages/000007.jpg", "");
        tree.Expect("test", "VOCdevkit/VOC2007/JPEGImages/000001.jpg", "");
        foreach (var name in Voc2007Files.Classes)
        {
            tree.Lines($"VOCdevkit/VOC2007/ImageSets/Main/{name}_trainval.txt", $"000005 {(name == "person" ? " 1" : name == "dog" ? " 0" : "-1")}", $"000007 {(name == "car" ? " 1" : "-1")}");
            tree.Lines($"VOCdevkit/VOC2007/ImageSets/Main/{name}_test.txt", $"000001 {(name == "dog" ? " 1" : "-1")}");
        }
        return tree;
    }

    /// <summary>Caltech-101 with two classes of 32 and 34 pictures.</summary>
    public static PictureTree Caltech()
    {
        var tree = Of("caltech-101", 2, ("train", 60), ("test", 6));
        foreach (var (name, count) in new[] { ("BACKGROUND_Google", 32), ("accordion", 34) })
            for (var i = 1; i <= count; i++)
                tree.Expect(name, $"101_ObjectCategories/{name}/image_{i:0000}.jpg", name);
        tree.Lines("101_ObjectCategories/BACKGROUND_Google/tmp", "not a picture, and published with the set");
        return tree;
    }

    private static PictureTree Of(string set, int classes, params (string Name, int? Pictures)[] splits)
    {
        var published = ClassificationSets.Of(set);
        Assert.Equal(published.Splits.Select(split => split.Name), splits.Select(split => split.Name));
        return new(published with { Classes = classes, Splits = [.. splits.Select(split => new PublishedSplit(split.Name, split.Pictures))] });
    }

    private void Expect(string split, string name, string @class)
    {
        var red = pictures++ * 7 % 256;
        Write(name, Picture(red));
        Expect(split, name, @class, red);
    }

    private void Expect(string split, string name, string @class, int red) => Expected[split] = [.. Expected.GetValueOrDefault(split) ?? [], (name, @class, red)];

    public static byte[] Picture(int red)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(2, 2, SKColorType.Rgba8888, SKAlphaType.Opaque));
        bitmap.Erase(new SKColor((byte)red, 20, 30));
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Png, 100); // sets hold files of other kinds than their names say
        return encoded.ToArray();
    }

    private static byte[] Record(int red, params byte[] labels) => [.. labels, .. Enumerable.Repeat((byte)red, 1024), .. Enumerable.Repeat((byte)20, 1024), .. Enumerable.Repeat((byte)30, 1024)];
}
