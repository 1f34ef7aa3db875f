using MimRepro.Models;
using MimRepro.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>A box of an image, and the map to read it from.</summary>
/// <param name="Image">Place in the batch.</param>
/// <param name="Level">Place among the maps.</param>
/// <param name="Box">In pixels.</param>
public readonly record struct RegionOfInterest(int Image, int Level, Data.Detection.DetectionBox Box);

/// <summary>Features of boxes by bilinear interpolation (He et al. 2017), differentiable to the maps, not to the boxes.</summary>
/// <remarks>
/// One product of a sparse matrix, which holds the weights of all bins of all boxes, with the cells of all maps. Same values as
/// torchvision.ops.roi_align. Computed in the maps' own type, under autocast in float32.
/// </remarks>
public static class RoiAlign
{
    /// <param name="maps">[B, C, H_l, W_l] of each level.</param>
    /// <param name="regions">Any number, in any order.</param>
    /// <param name="grids">One a level, of as many bins.</param>
    /// <returns>[K, C, bins, bins] in the order of the regions. The caller's dispose scope owns it.</returns>
    /// <exception cref="ShapeException">Maps and grids are not as many, or maps differ in images or channels.</exception>
    public static Tensor Of(IReadOnlyList<Tensor> maps, IReadOnlyList<RegionOfInterest> regions, IReadOnlyList<RoiGrid> grids)
    {
        Check(maps, grids);
        using DisposeScope scope = NewDisposeScope();
        using IDisposable exact = Autocast.Suspend();
        long channels = maps[0].shape[1], bins = grids[0].Bins;
        ScalarType type = maps[0].dtype == ScalarType.Float64 ? ScalarType.Float64 : ScalarType.Float32;
        Tensor cells = cat([.. maps.Select(map => map.to(type).permute(0, 2, 3, 1).reshape(-1, channels))]);
        if (regions.Count == 0)
            return (cells.sum() * 0).expand(0, channels, bins, bins).MoveToOuterDisposeScope();
        Tensor weights = Weights(maps, regions, grids).to(type).to(cells.device);
        return weights.mm(cells).view(regions.Count, bins, bins, channels).permute(0, 3, 1, 2).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>Rows are bins, columns are cells of all maps, one after the other.</summary>
    private static Tensor Weights(IReadOnlyList<Tensor> maps, IReadOnlyList<RegionOfInterest> regions, IReadOnlyList<RoiGrid> grids)
    {
        long[] starts = new long[maps.Count + 1];
        for (int level = 0; level < maps.Count; level++)
            starts[level + 1] = starts[level] + maps[level].shape[0] * maps[level].shape[2] * maps[level].shape[3];
        (RoiAxis Down, RoiAxis Across)[] axes = [.. regions.Select(region => (
            RoiAxis.Of(region.Box.Top, region.Box.Bottom, maps[region.Level].shape[2], grids[region.Level]),
            RoiAxis.Of(region.Box.Left, region.Box.Right, maps[region.Level].shape[3], grids[region.Level])))];
        int bins = grids[0].Bins;
        long count = axes.Sum(axis => (long)axis.Down.Count * axis.Across.Count);
        var places = new long[2 * count];
        var values = new float[count];
        long next = 0;
        for (int region = 0; region < regions.Count; region++)
        {
            Tensor map = maps[regions[region].Level];
            long rows = map.shape[2], columns = map.shape[3];
            long start = starts[regions[region].Level] + regions[region].Image * rows * columns;
            for (int y = 0; y < bins; y++)
                for (int x = 0; x < bins; x++)
                {
                    long row = ((long)region * bins + y) * bins + x;
                    foreach ((int cellY, float weightY) in axes[region].Down[y])
                        foreach ((int cellX, float weightX) in axes[region].Across[x])
                        {
                            places[next] = row;
                            places[count + next] = start + cellY * columns + cellX;
                            values[next++] = weightY * weightX;
                        }
                }
        }
        return sparse_coo_tensor(tensor(places, [2, count]), tensor(values), [(long)regions.Count * bins * bins, starts[^1]]);
    }

    private static void Check(IReadOnlyList<Tensor> maps, IReadOnlyList<RoiGrid> grids)
    {
        if (maps.Count == 0 || maps.Count != grids.Count || grids.Any(grid => grid.Bins != grids[0].Bins))
            throw new ShapeException($"there are {maps.Count} maps and grids of {string.Join(", ", grids.Select(grid => grid.Bins))} bins, expected one grid a map, all of as many bins.");
        foreach (Tensor map in maps)
            if (map.dim() != 4 || map.shape[0] != maps[0].shape[0] || map.shape[1] != maps[0].shape[1])
                throw new ShapeException($"a map is [{string.Join(", ", map.shape)}], expected [{maps[0].shape[0]}, {maps[0].shape[1]}, H, W].");
    }
}
