using MimRepro.Recipes;

namespace MimRepro.Experiments.ImageNet;

/// <summary>A data set of the paper, as the user's own copy.</summary>
/// <param name="Recipe">No byte-for-byte list: its reader checks the layout.</param>
/// <param name="TrainingSamples">Of one epoch: images, or people of a pose set.</param>
/// <param name="Classes">Of a classification set; null of the others.</param>
public sealed record PaperDataSet(DatasetRecipe Recipe, int TrainingSamples, int? Classes)
{
    public string Name => Recipe.Dataset;
}

/// <summary>Every data set behind claims C9 to C14, C16 and C17. Names are those of the readers in MimRepro.Data.</summary>
/// <remarks>PAPER.md 5.2 to 5.7. Of CrowdPose and ImageNet-CoG the numbers are round: they only serve estimates.</remarks>
public static class PaperDataSets
{
    public static readonly PaperDataSet ImageNet1K = new(PaperRecipes.ImageNet, 1_281_167, 1000);

    /// <summary>ImageNet as of autumn 2011, about 14.2 million pictures.</summary>
    public static readonly PaperDataSet ImageNet22K = Of("imagenet-22k", "image-net.org, release of fall 2011, which microsoft/Swin-Transformer get_started.md splits", 14_197_122, 21_841);

    public static readonly PaperDataSet INaturalist2018 = Of("inaturalist-2018", "github.com/visipedia/inat_comp 2018", 437_513, 8142);

    public static readonly PaperDataSet Food101 = Of("food-101", "data.vision.ee.ethz.ch/cvl/datasets_extra/food-101", 75_750, 101);
    public static readonly PaperDataSet Cifar10 = Of("cifar-10", "cs.toronto.edu/~kriz/cifar.html", 50_000, 10);
    public static readonly PaperDataSet Cifar100 = Of("cifar-100", "cs.toronto.edu/~kriz/cifar.html", 50_000, 100);
    public static readonly PaperDataSet Birdsnap = Of("birdsnap", "thomasberg.org", 47_386, 500);
    public static readonly PaperDataSet Sun397 = Of("sun397", "vision.princeton.edu/projects/2010/SUN", 19_850, 397);
    public static readonly PaperDataSet StanfordCars = Of("stanford-cars", "ai.stanford.edu/~jkrause/cars/car_dataset.html", 8144, 196);
    public static readonly PaperDataSet FgvcAircraft = Of("fgvc-aircraft", "robots.ox.ac.uk/~vgg/data/fgvc-aircraft", 6667, 100);
    public static readonly PaperDataSet Voc2007 = Of("voc2007", "host.robots.ox.ac.uk/pascal/VOC/voc2007", 5011, 20);
    public static readonly PaperDataSet DescribableTextures = Of("dtd", "robots.ox.ac.uk/~vgg/data/dtd", 3760, 47);
    public static readonly PaperDataSet OxfordPets = Of("oxford-pets", "robots.ox.ac.uk/~vgg/data/pets", 3680, 37);
    public static readonly PaperDataSet Caltech101 = Of("caltech-101", "data.caltech.edu/records/mzrjq-6wc02", 3060, 102);
    public static readonly PaperDataSet Flowers102 = Of("oxford-flowers-102", "robots.ox.ac.uk/~vgg/data/flowers/102", 2040, 102);

    /// <summary>The twelve sets of Kornblith et al. 2019, in their order.</summary>
    public static readonly IReadOnlyList<PaperDataSet> Kornblith12 =
        [Food101, Cifar10, Cifar100, Birdsnap, Sun397, StanfordCars, FgvcAircraft, Voc2007, DescribableTextures, OxfordPets, Caltech101, Flowers102];

    /// <summary>Levels 1 to 5 of ImageNet-CoG: 1,000 classes each with 732 to 1,300 training pictures.</summary>
    public static readonly IReadOnlyList<PaperDataSet> ImageNetCog =
        [.. Enumerable.Range(1, 5).Select(level => Of($"imagenet-cog-l{level}", "github.com/naver/cog", 1_100_000, 1000))];

    public static readonly PaperDataSet CocoKeypoints = Of("coco-keypoints", "cocodataset.org, 2017", 149_813);
    public static readonly PaperDataSet CrowdPose = Of("crowdpose", "github.com/Jeff-sjtu/CrowdPose", 43_000);
    public static readonly PaperDataSet NyuDepthV2 = Of("nyu-depth-v2", "github.com/SwinTransformer/MIM-Depth-Estimation", 24_231);
    public static readonly PaperDataSet KittiEigen = Of("kitti-eigen", "cvlibs.net/datasets/kitti", 23_158);

    /// <summary>Tracking learns from pairs, whose number its recipe says; here the clips.</summary>
    public static readonly PaperDataSet Got10k = Of("got-10k", "got-10k.aitestunion.com", 9335);
    public static readonly PaperDataSet Lasot = Of("lasot", "vision.cs.stonybrook.edu/~lasot", 1120);
    public static readonly PaperDataSet TrackingNet = Of("trackingnet", "tracking-net.org", 30_132);

    /// <summary>Images with objects.</summary>
    public static readonly PaperDataSet Coco2017 = Of("coco-2017", "cocodataset.org, 2017", 117_266);

    public static IReadOnlyList<PaperDataSet> All { get; } =
    [
        ImageNet1K, ImageNet22K, .. Kornblith12, INaturalist2018, .. ImageNetCog,
        CocoKeypoints, CrowdPose, NyuDepthV2, KittiEigen, Got10k, Lasot, TrackingNet, Coco2017,
    ];

    private static PaperDataSet Of(string name, string source, int trainingSamples, int? classes = null) => new(
        new() { Id = "data-" + name, Source = source + ", the user's own copy", Dataset = name, Files = [] }, trainingSamples, classes);
}
