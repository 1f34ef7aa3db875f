using MimRepro.Data.Classification;
using MimRepro.Data.Coco;
using MimRepro.Data.Depth;
using MimRepro.Data.Tracking;

namespace MimRepro.Data.Acquisition;

/// <summary>A public set that a user brings along: the names its folder may have below the data folder, and what has to lie in it.</summary>
/// <param name="Layout">As its authors unpack it; paths with commas between.</param>
internal sealed record UserSet(string Name, string Layout, params string[] OtherFolders)
{
    // One copy of COCO serves people and objects.
    private const string Coco = "coco";

    private static readonly UserSet[] Others =
    [
        new(CocoFolder.Keypoints, "annotations/person_keypoints_train2017.json, annotations/person_keypoints_val2017.json, train2017/*.jpg, val2017/*.jpg, person_detection_results/*.json", Coco),
        new(CocoFolder.Instances, "annotations/instances_train2017.json, annotations/instances_val2017.json, train2017/*.jpg, val2017/*.jpg", Coco),
        new(CocoFolder.CrowdPose, "json/crowdpose_train.json, _val, _test (or mmpose's in annotations/), annotations/det_for_crowd_test_0.1_0.5.json, images/*.jpg"),
        new(DepthFiles.NyuDepthV2, "nyu_depth_v2/<scene>/*, nyu_depth_v2/official_splits/test/<scene>/*, nyudepthv2/train_list.txt, nyudepthv2/test_list.txt"),
        new(DepthFiles.KittiEigen, "kitti/raw_data/*, kitti/data_depth_annotated/*, eigen_benchmark/train_list.txt, eigen_benchmark/test_list.txt"),
        new(TrackingFiles.Got10k, "train/list.txt, train/<sequence>/*, val/list.txt, val/<sequence>/*"),
        new(TrackingFiles.Lasot, "training_set.txt, testing_set.txt, <class>/<class>-<number>/*"),
        new(TrackingFiles.TrackingNet, "TRAIN_0/anno/*.txt, TRAIN_0/frames/<sequence>/*.jpg, TRAIN_1 to TRAIN_11, TEST"),
    ];

    public static IEnumerable<string> Names => ClassificationSets.All.Select(set => set.Name).Concat(Others.Select(set => set.Name));

    public static bool IsKnown(string name) => Names.Contains(name);

    /// <exception cref="Recipes.RecipeException">There is no set of that name.</exception>
    public static UserSet Of(string name) => Array.Find(Others, set => set.Name == name) ?? new(name, ClassificationSets.Of(name).Layout);

    /// <summary>Where the set may lie: in folders of its names, or right in the data folder.</summary>
    public IEnumerable<string> Folders(string dataRoot) =>
        OtherFolders.Prepend(Name).Select(name => Path.Combine(dataRoot, name)).Append(dataRoot);

    /// <summary>What may stand first in a path of the layout, so that a folder of other sets is not taken for this one.</summary>
    public HashSet<string> TopNames() =>
        [.. Layout.Split(", ").Select(path => path.Split('/')[0]).Where(name => !name.Contains('<') && !name.Contains(' '))];
}
