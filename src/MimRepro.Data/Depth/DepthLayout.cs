using MimRepro.Recipes;

namespace MimRepro.Data.Depth;

/// <summary>Where a set of pictures with depth has its lists and files, and what its depth files mean.</summary>
/// <remarks>SwinTransformer/MIM-Depth-Estimation dataset/nyudepthv2.py, dataset/kitti.py and dataset/filenames; PAPER.md 5.5.</remarks>
internal sealed record DepthLayout(string Dataset, string ListFolder, string TrainingFolder, string TestFolder, double UnitsPerMetre, (int Height, int Width)? BottomCentre)
{
    /// <summary>Pictures of rooms, 480 x 640, depth in millimetres; the test pictures are those of the official split.</summary>
    private static readonly DepthLayout Nyu = new(DepthFiles.NyuDepthV2, "nyudepthv2", "nyu_depth_v2", "nyu_depth_v2/official_splits/test", 1000, null);

    /// <summary>Pictures from a car, about 375 x 1242, of which the lower middle is used; depth by laser, so most of it is not known.</summary>
    private static readonly DepthLayout Kitti = new(DepthFiles.KittiEigen, "eigen_benchmark", "kitti", "kitti", 256, (352, 1216));

    private static readonly DepthLayout[] All = [Nyu, Kitti];
    private static readonly string[] Splits = ["test", "train"];

    /// <exception cref="RecipeException">No such data set.</exception>
    public static DepthLayout Of(string dataset) => Array.Find(All, layout => layout.Dataset == dataset)
        ?? throw new RecipeException($"No reader for data set '{dataset}'.\n  member:     Data.Dataset\n  expected:   {string.Join(" or ", NearestName.Sort(dataset, All.Select(layout => layout.Dataset)))}");

    /// <summary>List and folder of a split.</summary>
    /// <exception cref="RecipeException">No such split.</exception>
    public (string List, string Folder) Split(string split, string dataFolder, string listFolder) => Splits.Contains(split)
        ? (Path.Combine(listFolder, ListFolder, $"{split}_list.txt"), Path.Combine([dataFolder, .. (split == "train" ? TrainingFolder : TestFolder).Split('/')]))
        : throw new RecipeException($"Data set '{Dataset}' has no split '{split}'.\n  expected:   {string.Join(" or ", NearestName.Sort(split, Splits))}");
}
