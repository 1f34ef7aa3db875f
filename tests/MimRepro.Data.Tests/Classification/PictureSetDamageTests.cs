using MimRepro.Data.Classification;

namespace MimRepro.Data.Tests.Classification;

[Trait("Kind", "Unit")]
public sealed class PictureSetDamageTests
{
    private sealed record Damage(string Set, string Split, Action<PictureTree> Do, string Place, string Said);

    public static TheoryData<string> Records => [.. BadRecords.Keys];

    public static TheoryData<string> Lists => [.. BadLists.Keys];

    // What is done to one record, and how its list, its place and the fault are told.
    private static readonly Dictionary<string, Damage> BadRecords = new()
    {
        ["picture missing"] = new("food-101", "train", tree => File.Delete(tree.Path("images/waffles/4.jpg")), "meta/train.txt, line 2", "images/waffles/4.jpg is missing"),
        ["picture that is none"] = new("imagenet-1k", "train", tree => tree.Lines("train/n01440764/n01440764_9981.JPEG", "<html>"), "train/n01440764, picture 2", "is no picture"),
        ["picture that is empty"] = new("dtd", "test", tree => tree.Write("images/zigzagged/zigzagged_0009.jpg", []), "labels/test2.txt, line 1", "is no picture"),
        ["class without pictures"] = new("imagenet-1k", "val", tree => File.Delete(tree.Path("val/n01443537/ILSVRC2012_val_00000236.JPEG")), "val, n01443537", "has no pictures"),
        ["path that leads out"] = new("dtd", "train", tree => tree.Change("labels/train2.txt", "banded/banded_0002.jpg", "banded/.."), "labels/train2.txt, line 1", "leads out of the folder"),
        ["record listed twice"] = new("dtd", "train", tree => tree.Change("labels/train2.txt", "zigzagged/zigzagged_0001.jpg", "banded/banded_0002.jpg"), "labels/train2.txt, line 2", "stands already in line 1"),
        ["unknown class"] = new("food-101", "train", tree => tree.Change("meta/train.txt", "waffles/4", "wafles/4"), "meta/train.txt, line 2", "is of an unknown class wafles"),
        ["line without class"] = new("food-101", "train", tree => tree.Change("meta/train.txt", "waffles/4", "4"), "meta/train.txt, line 2", "expected class/number, got '4'"),
        ["empty line"] = new("sun397", "train", tree => tree.Change("Partitions/Training_02.txt", "/a/abbey/sun_a.jpg", ""), "Partitions/Training_02.txt, line 1", "expected /letter/class/picture"),
        ["unknown scene"] = new("sun397", "test", tree => tree.Change("Partitions/Testing_02.txt", "/a/abbey", "/a/abbeys"), "Partitions/Testing_02.txt, line 1", "unknown class /a/abbeys"),
        ["variant missing"] = new("fgvc-aircraft", "trainval", tree => tree.Change("data/images_variant_trainval.txt", "1340192 Boeing 717", "1340192"), "data/images_variant_trainval.txt, line 2", "expected a number and a variant"),
        ["label of another breed"] = new("oxford-pets", "trainval", tree => tree.Change("annotations/trainval.txt", "american_bulldog_11 2", "american_bulldog_11 1"), "annotations/trainval.txt, line 3", "of breed 1, which is Abyssinian elsewhere"),
        ["breed out of range"] = new("oxford-pets", "test", tree => tree.Change("annotations/test.txt", "201 1 1", "201 3 1"), "annotations/test.txt, line 1", "unknown class 3"),
        ["breed that is no number"] = new("oxford-pets", "test", tree => tree.Change("annotations/test.txt", "201 1 1", "201 one 1"), "annotations/test.txt, line 1", "three numbers"),
        ["fields missing"] = new("birdsnap", "train", tree => tree.Change("images.txt", "acorn_woodpecker/2.jpg\t2\t5", "acorn_woodpecker/2.jpg"), "images.txt, line 3", "fewer fields than the head line"),
        ["species unknown"] = new("birdsnap", "train", tree => tree.Change("images.txt", "2.jpg\t2", "2.jpg\t500"), "images.txt, line 3", "unknown class 500"),
        ["test picture unknown"] = new("birdsnap", "test", tree => tree.Lines("test_images.txt", "path", "acorn_woodpecker/3.jpg", "acorn_woodpecker/4.jpg"), "test_images.txt, line 3", "acorn_woodpecker/4.jpg is not in images.txt"),
        ["label out of range"] = new("cifar-100", "train", tree => Set(tree, "cifar-100-binary/train.bin", 3075, 3), "cifar-100-binary/train.bin, record 2", "has the label 3, expected 0 to 2"),
        ["label out of range"] = new("imagenet-22k", "train", tree => tree.Change("ILSVRC2011fall_whole_map_train.txt", "21840", "21841"), "ILSVRC2011fall_whole_map_train.txt, [1]", "unknown class 21841"),
        ["label that is a fraction"] = new("imagenet-22k", "val", tree => tree.Change("ILSVRC2011fall_whole_map_val.txt", "JPEG\", 1", "JPEG\", 1.5"), "ILSVRC2011fall_whole_map_val.txt, [0]", "unknown class 1.5"),
        ["listed path leads out"] = new("imagenet-22k", "val", tree => tree.Change("ILSVRC2011fall_whole_map_val.txt", "fall11_whole/", "../"), "ILSVRC2011fall_whole_map_val.txt, [0]", "leads out of the folder"),
        ["no annotation"] = new("inaturalist-2018", "train", tree => tree.Change("train2018.json", "\"image_id\": 8", "\"picture_id\": 8"), "train2018.json, images[1]", "has no annotation"),
        ["category unknown"] = new("inaturalist-2018", "val", tree => tree.Change("val2018.json", "\"category_id\": 7477", "\"category_id\": 5"), "val2018.json, images[0]", "unknown class 5"),
        ["file name of a wrong type"] = new("inaturalist-2018", "train", tree => tree.Change("train2018.json", "\"train_val2018/Aves/2761/a.jpg\"", "17"), "train2018.json, images[0]", "has no id or no file_name"),
        ["class of a car out of range"] = new("stanford-cars", "train", tree => tree.Write("devkit/cars_train_annos.mat", PictureTree.CarLabels((2, "00001.jpg"), (3, "00002.jpg"))), "devkit/cars_train_annos.mat, annotations(2)", "unknown class 3"),
        ["car without file"] = new("stanford-cars", "train", tree => tree.Write("devkit/cars_train_annos.mat", PictureTree.CarLabels((2, "00001.jpg"), (1, ""))), "devkit/cars_train_annos.mat, annotations(2)", "has no file name"),
        ["flower out of range"] = new("oxford-flowers-102", "test", tree => tree.Write("setid.mat", MatBytes.File(MatBytes.Packed("tstid", 3, 5))), "setid.mat, tstid[2]", "is picture 5, expected 1 to 4"),
        ["flower without class"] = new("oxford-flowers-102", "test", tree => tree.Write("imagelabels.mat", MatBytes.File(MatBytes.Doubles("labels", 0, 2, 1, 1))), "setid.mat, tstid[2]", "unknown class 0"),
        ["mark that is none"] = new("voc2007", "trainval", tree => tree.Change("VOCdevkit/VOC2007/ImageSets/Main/cat_trainval.txt", "000007 -1", "000007 2"), "VOCdevkit/VOC2007/ImageSets/Main/cat_trainval.txt, line 2", "one of 1, 0, -1"),
        ["lists that disagree"] = new("voc2007", "trainval", tree => tree.Change("VOCdevkit/VOC2007/ImageSets/Main/cat_trainval.txt", "000007", "000009"), "VOCdevkit/VOC2007/ImageSets/Main/cat_trainval.txt, line 2", "is of 000009, in VOCdevkit/VOC2007/ImageSets/Main/aeroplane_trainval.txt of 000007"),
        ["concept unknown"] = new("imagenet-cog-l3", "test", tree => tree.Change("splits/l3_test.txt", "n00445055/n00445055_7.JPEG", "n00445056/n00445055_7.JPEG"), "splits/l3_test.txt, line 58", "unknown class n00445056"),
    };

    // What is done to a whole list, and what is said.
    private static readonly Dictionary<string, Damage> BadLists = new()
    {
        ["list missing"] = new("food-101", "train", tree => File.Delete(tree.Path("meta/train.txt")), "train.txt", "A list of the data set is missing"),
        ["list empty"] = new("fgvc-aircraft", "test", tree => tree.Write("data/images_variant_test.txt", []), "images_variant_test.txt", "is empty"),
        ["folder missing"] = new("imagenet-1k", "val", tree => Directory.Delete(tree.Path("val"), recursive: true), "val", "A folder of the data set is missing"),
        ["class named twice"] = new("food-101", "train", tree => tree.Lines("meta/classes.txt", "waffles", "waffles"), "classes.txt", "'waffles' again in line 2"),
        ["class missing"] = new("imagenet-1k", "val", tree => Directory.Delete(tree.Path("val/n01443537"), recursive: true), "", "another number of classes"),
        ["line missing"] = new("dtd", "train", tree => tree.Lines("labels/train2.txt", "banded/banded_0002.jpg"), "", "another number of pictures in split 'train'"),
        ["batch cut short"] = new("cifar-10", "train", tree => tree.Write("cifar-10-batches-bin/data_batch_3.bin", new byte[3072]), "data_batch_3.bin", "a multiple of 3073 bytes"),
        ["no JSON"] = new("inaturalist-2018", "train", tree => tree.Change("train2018.json", "}]}", "}]"), "train2018.json", "is no JSON"),
        ["pair of three"] = new("imagenet-22k", "val", tree => tree.Change("ILSVRC2011fall_whole_map_val.txt", ", 1]]", ", 1, 2]]"), "ILSVRC2011fall_whole_map_val.txt", "[0] is no pair"),
        ["half a list"] = new("imagenet-22k", "train", tree => tree.Change("ILSVRC2011fall_whole_map_train.txt", ", 21840],", ", "), "ILSVRC2011fall_whole_map_train.txt", "is no list of pictures and labels"),
        ["no categories"] = new("inaturalist-2018", "train", tree => tree.Change("train2018.json", "\"categories\"", "\"classes\""), "train2018.json", "has no categories"),
        ["category twice"] = new("inaturalist-2018", "train", tree => tree.Change("train2018.json", "\"id\": 2761", "\"id\": 7477"), "train2018.json", "categories[1]"),
        ["columns missing"] = new("birdsnap", "train", tree => tree.Change("images.txt", "species_id", "species"), "images.txt", "has no such columns"),
        ["species twice"] = new("birdsnap", "train", tree => tree.Change("species.txt", "2\tAcorn", "1\tAcorn"), "species.txt", "line 3"),
        ["MATLAB file cut short"] = new("stanford-cars", "test", tree => tree.Write("devkit/cars_meta.mat", File.ReadAllBytes(tree.Path("devkit/cars_meta.mat"))[..150]), "cars_meta.mat", "A MATLAB file cannot be read"),
        ["MATLAB file of another set"] = new("oxford-flowers-102", "train", tree => tree.Write("setid.mat", File.ReadAllBytes(tree.Path("imagelabels.mat"))), "setid.mat", "no variable 'trnid' but labels"),
        ["annotations of another kind"] = new("stanford-cars", "train", tree => tree.Write("devkit/cars_train_annos.mat", MatBytes.File(MatBytes.Doubles("annotations", 1))), "cars_train_annos.mat", "1 numbers"),
        ["list of another length"] = new("voc2007", "trainval", tree => tree.Lines("VOCdevkit/VOC2007/ImageSets/Main/cat_trainval.txt", "000005 -1"), "cat_trainval.txt", "is not as long"),
        ["breed left out"] = new("oxford-pets", "test", tree => tree.Change("annotations/trainval.txt", "Abyssinian_100 1", "Abyssinian_100 3"), "trainval.txt", "numbered from 1"),
        ["pictures of a concept"] = new("imagenet-cog-l3", "train", _ => { }, "splits/l3_train.txt, n02105412", "has 1 pictures, expected 732 to 1300"),
        ["too few of a class"] = new("caltech-101", "train", tree => Directory.EnumerateFiles(tree.Path("101_ObjectCategories/accordion")).Take(4).ToList().ForEach(File.Delete), "", "another number of pictures"),
    };

    [Theory, MemberData(nameof(Records))]
    public void Open_DamagedRecord_IsNamedByListAndPlace(string damage)
    {
        using var tree = Damaged(BadRecords[damage]);

        var fault = Assert.Throws<DataFormatException>(() => Open(tree, BadRecords[damage], tolerated: 0));

        Assert.Contains($"  {BadRecords[damage].Place}: ", fault.Message);
        Assert.Contains(BadRecords[damage].Said, fault.Message);
        Assert.Contains(tree.Root, fault.Message);
    }

    [Theory, MemberData(nameof(Records))]
    public void Open_DamagedRecordThatIsTolerated_IsLeftOutAndTold(string damage)
    {
        using var tree = Damaged(BadRecords[damage]);
        if (tree.Expected[BadRecords[damage].Split].Length == 1 && damage != "test picture unknown")
        {
            Assert.Contains("no sound picture", Assert.Throws<DataFormatException>(() => Open(tree, BadRecords[damage], tolerated: 3)).Message);
            return;
        }

        var pictures = Open(tree, BadRecords[damage], tolerated: 3);

        Assert.Contains(pictures.LeftOut, line => line.StartsWith(BadRecords[damage].Place, StringComparison.Ordinal) && line.Contains(BadRecords[damage].Said, StringComparison.Ordinal));
        Assert.InRange(pictures.LeftOut.Count, 1, 3);
        Assert.All(pictures, picture => picture.Open());
    }

    [Theory, MemberData(nameof(Lists))]
    public void Open_DamagedList_SaysWhichAndHow(string damage)
    {
        using var tree = Damaged(BadLists[damage]);

        var fault = Assert.Throws<DataFormatException>(() => Open(tree, BadLists[damage], tolerated: 0));

        Assert.Contains(BadLists[damage].Said, fault.Message);
        Assert.Contains(BadLists[damage].Place, fault.Message.Replace('\\', '/'));
    }

    [Fact]
    public void Open_ManyFaults_NamesTheFirstTen()
    {
        using var tree = PictureTree.All["imagenet-cog-l3"]();
        foreach (var file in tree.Expected["test"].Take(13))
            File.Delete(tree.Path(file.Name));

        var fault = Assert.Throws<DataFormatException>(() => tree.Open("test", tolerated: 12));

        Assert.Contains("13 of 100", fault.Message);
        Assert.Contains("line 10: ", fault.Message);
        Assert.DoesNotContain("line 11: ", fault.Message);
        Assert.Contains("(3 more)", fault.Message);
        Assert.Equal(87, tree.Open("test", tolerated: 13).Count);
    }

    [Fact]
    public void Open_NoSoundPicture_SaysSo()
    {
        using var tree = PictureTree.All["food-101"]();
        File.Delete(tree.Path("images/waffles/5.jpg"));

        Assert.Contains("no sound picture", Assert.Throws<DataFormatException>(() => tree.Open("test", tolerated: 5)).Message);
    }

    private static PictureTree Damaged(Damage damage)
    {
        var tree = damage.Set switch { "voc2007" => PictureTree.Voc(), "caltech-101" => PictureTree.Caltech(), _ => PictureTree.All[damage.Set]() };
        damage.Do(tree);
        return tree;
    }

    private static PictureSet Open(PictureTree tree, Damage damage, int tolerated) => tree.Open(damage.Split, tolerated);

    private static void Set(PictureTree tree, string file, int place, byte value)
    {
        var content = File.ReadAllBytes(tree.Path(file));
        content[place] = value;
        File.WriteAllBytes(tree.Path(file), content);
    }
}
