using MimRepro.Recipes;
using static MimRepro.Data.Classification.ClassificationMetric;

namespace MimRepro.Data.Classification;

/// <summary>The sets on which classifiers are measured: classes, splits and metric of each.</summary>
/// <remarks>PAPER.md 5.2 and 6; numbers of the twelve after Kornblith et al. 2019, table 2, checked against the pages of the sets.</remarks>
public static class ClassificationSets
{
    public static readonly ClassificationSet ImageNet1K = Of("imagenet-1k", 1000, Top1, ClassFolders.Read,
        "train/<wnid>/*.JPEG, val/<wnid>/*.JPEG", ("train", 1_281_167), ("val", 50_000));

    /// <summary>ImageNet as of autumn 2011, split as Swin Transformer's code splits it.</summary>
    public static readonly ClassificationSet ImageNet22K = Of("imagenet-22k", ImageNet22kFiles.Classes, Top1, ImageNet22kFiles.Read,
        "ILSVRC2011fall_whole_map_train.txt, ILSVRC2011fall_whole_map_val.txt, and the pictures where these say: fall11_whole/<wnid>/*.JPEG", ("train", null), ("val", null));

    /// <summary>Any pictures in folders, one for each class, as ImageNet has them.</summary>
    public static readonly ClassificationSet AnyFolders = Of("class-folders", null, Top1, ClassFolders.Read,
        "train/<class>/*, val/<class>/*, test/<class>/*", ("train", null), ("val", null), ("test", null));

    public static readonly ClassificationSet INaturalist2018 = Of("inaturalist-2018", 8142, Top1, INaturalistFiles.Read,
        "train2018.json, val2018.json, train_val2018/<kind>/<category>/*.jpg", ("train", 437_513), ("val", 24_426));

    public static readonly ClassificationSet Food101 = Of("food-101", 101, Top1, Food101Files.Read,
        "meta/classes.txt, meta/train.txt, meta/test.txt, images/<class>/*.jpg", ("train", 75_750), ("test", 25_250));

    public static readonly ClassificationSet Cifar10 = Of("cifar-10", 10, Top1, CifarFiles.Read10,
        "cifar-10-batches-bin/data_batch_1.bin to 5, test_batch.bin, batches.meta.txt", ("train", 50_000), ("test", 10_000));

    public static readonly ClassificationSet Cifar100 = Of("cifar-100", 100, Top1, CifarFiles.Read100,
        "cifar-100-binary/train.bin, test.bin, fine_label_names.txt", ("train", 50_000), ("test", 10_000));

    /// <summary>Its script fetches pictures one by one from the web, where many are gone: a recipe has to tolerate those that are missing.</summary>
    public static readonly ClassificationSet Birdsnap = Of("birdsnap", 500, Top1, BirdsnapFiles.Read,
        "images.txt, species.txt, test_images.txt, download/images/<species>/*.jpg", ("train", 47_386), ("test", 2443));

    public static readonly ClassificationSet Sun397 = Of("sun397", 397, Top1, Sun397Files.Read,
        "SUN397/ClassName.txt, SUN397/<letter>/<class>/*.jpg, Partitions/Training_01.txt to 10, Partitions/Testing_01.txt to 10", ("train", 19_850), ("test", 19_850)) with
    { Partition = PartitionKind.OfTen };

    public static readonly ClassificationSet StanfordCars = Of("stanford-cars", 196, Top1, StanfordCarsFiles.Read,
        "devkit/cars_meta.mat, devkit/cars_train_annos.mat, devkit/cars_test_annos_withlabels.mat (or beside devkit), cars_train/*.jpg, cars_test/*.jpg", ("train", 8144), ("test", 8041));

    public static readonly ClassificationSet FgvcAircraft = Of("fgvc-aircraft", 100, MeanPerClass, FgvcAircraftFiles.Read,
        "data/variants.txt, data/images_variant_train.txt, _val, _trainval, _test, data/images/*.jpg", ("train", 3334), ("val", 3333), ("trainval", 6667), ("test", 3333));

    public static readonly ClassificationSet Voc2007 = Of("voc2007", 20, ElevenPointMeanAveragePrecision, Voc2007Files.Read,
        "VOCdevkit/VOC2007/ImageSets/Main/<class>_<split>.txt, VOCdevkit/VOC2007/JPEGImages/*.jpg", ("train", 2501), ("val", 2510), ("trainval", 5011), ("test", 4952));

    public static readonly ClassificationSet DescribableTextures = Of("dtd", 47, Top1, DescribableTexturesFiles.Read,
        "labels/train1.txt to 10, labels/val1.txt to 10, labels/test1.txt to 10, images/<class>/*.jpg", ("train", 1880), ("val", 1880), ("trainval", 3760), ("test", 1880)) with
    { Partition = PartitionKind.OfTen };

    public static readonly ClassificationSet OxfordPets = Of("oxford-pets", 37, MeanPerClass, OxfordPetsFiles.Read,
        "annotations/trainval.txt, annotations/test.txt, images/*.jpg", ("trainval", 3680), ("test", 3669));

    /// <summary>Thirty pictures a class train, the others test; which ones is drawn.</summary>
    public static readonly ClassificationSet Caltech101 = Of("caltech-101", 102, MeanPerClass, Caltech101Files.Read,
        "101_ObjectCategories/<class>/image_0001.jpg and on, with BACKGROUND_Google", ("train", 3060), ("test", 6084)) with
    { Partition = PartitionKind.Seed };

    public static readonly ClassificationSet Flowers102 = Of("oxford-flowers-102", 102, MeanPerClass, Flowers102Files.Read,
        "imagelabels.mat, setid.mat, jpg/image_00001.jpg and on", ("train", 1020), ("val", 1020), ("trainval", 2040), ("test", 6149));

    /// <summary>The twelve sets of Kornblith et al. 2019, in their order.</summary>
    public static readonly IReadOnlyList<ClassificationSet> Kornblith12 =
        [Food101, Cifar10, Cifar100, Birdsnap, Sun397, StanfordCars, FgvcAircraft, Voc2007, DescribableTextures, OxfordPets, Caltech101, Flowers102];

    /// <summary>ImageNet-CoG's levels 1 to 5, from near to ImageNet-1K to far from it.</summary>
    public static readonly IReadOnlyList<ClassificationSet> ImageNetCog =
        [.. Enumerable.Range(1, 5).Select(level => Of($"imagenet-cog-l{level}", 1000, Top1, (folder, split, _) => ImageNetCogFiles.Read(folder, level, split),
            $"levels/l{level}.txt, splits/l{level}_train.txt, splits/l{level}_test.txt, images/<wnid>/*.JPEG", ("train", null), ("test", 50_000)))];

    public static readonly IReadOnlyList<ClassificationSet> All = [ImageNet1K, ImageNet22K, AnyFolders, INaturalist2018, .. Kornblith12, .. ImageNetCog];

    public static bool IsKnown(string name) => All.Any(set => set.Name == name);

    /// <exception cref="RecipeException">There is no set of that name.</exception>
    public static ClassificationSet Of(string name) => All.FirstOrDefault(set => set.Name == name)
        ?? throw new RecipeException($"No reader for data set '{name}'.\n  member:     Dataset\n  expected:   {string.Join(" or ", NearestName.Sort(name, All.Select(set => set.Name)))}");

    private static ClassificationSet Of(string name, int? classes, ClassificationMetric metric, Func<SetFolder, string, int?, PictureListing> read, string layout, params (string Name, int? Pictures)[] splits) => new(read)
    {
        Name = name,
        Classes = classes,
        Metric = metric,
        Partition = PartitionKind.None,
        Layout = layout,
        Splits = [.. splits.Select(split => new PublishedSplit(split.Name, split.Pictures))],
    };
}
