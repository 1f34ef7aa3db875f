namespace MimRepro.Tasks.Detection;

/// <summary>What RoIAlign reads along one axis: for each bin the cells it touches and their weights.</summary>
/// <remarks>
/// The average over a bin's samples of bilinear interpolation is a product of one average along each axis.
/// Positions as pytorch/vision torchvision/csrc/ops/cpu/roi_align_kernel.cpp computes them, in 32-bit floats. Samples between −1 and
/// the first cell's centre, and as far beyond the last one, take that cell; samples farther outside count as zero.
/// </remarks>
internal sealed class RoiAxis
{
    private readonly List<(int Cell, float Weight)> taps = [];
    private readonly int[] ends;

    private RoiAxis(int bins) => ends = new int[bins];

    /// <summary>Cells of a bin, rising, and their weights.</summary>
    public ReadOnlySpan<(int Cell, float Weight)> this[int bin] =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(taps)[(bin == 0 ? 0 : ends[bin - 1])..ends[bin]];

    public int Count => taps.Count;

    /// <param name="from">One edge of the box, in pixels.</param>
    /// <param name="to">The other edge.</param>
    /// <param name="cells">Cells of the map along this axis.</param>
    /// <param name="grid">Bins, samples a bin (0 for as many as a bin has cells), cells a pixel, and whether pixel centres lie at halves.</param>
    public static RoiAxis Of(float from, float to, long cells, RoiGrid grid)
    {
        var offset = grid.Aligned ? 0.5f : 0f;
        var start = from * grid.Scale - offset;
        var length = to * grid.Scale - offset - start;
        if (!grid.Aligned)
            length = Math.Max(length, 1); // the older rule: a box is at least one cell
        var binLength = length / grid.Bins;
        var samples = grid.Samples > 0 ? grid.Samples : (int)MathF.Ceiling(length / grid.Bins);
        var axis = new RoiAxis(grid.Bins);
        for (var bin = 0; bin < grid.Bins; bin++)
        {
            for (var sample = 0; sample < samples; sample++)
                axis.Add(start + bin * binLength + (sample + 0.5f) * binLength / samples, cells, 1f / samples);
            axis.ends[bin] = axis.taps.Count;
            axis.first = axis.taps.Count;
        }
        return axis;
    }

    private int first;

    private void Add(float place, long cells, float share)
    {
        if (!(place >= -1 && place <= cells))
            return;
        place = Math.Max(place, 0);
        var low = (int)place;
        if (low >= cells - 1)
        {
            Add((int)cells - 1, share);
            return;
        }
        var beyond = place - low;
        Add(low, (1 - beyond) * share);
        Add(low + 1, beyond * share);
    }

    /// <summary>Samples rise, so a cell that the bin has already is one of its last two.</summary>
    private void Add(int cell, float weight)
    {
        for (var place = taps.Count - 1; place >= Math.Max(first, taps.Count - 2); place--)
            if (taps[place].Cell == cell)
            {
                taps[place] = (cell, taps[place].Weight + weight);
                return;
            }
        taps.Add((cell, weight));
    }
}

/// <summary>How RoIAlign lays bins over a box.</summary>
/// <param name="Bins">Bins a side.</param>
/// <param name="Samples">Samples a side of a bin; 0 for as many as the bin has cells, rounded up.</param>
/// <param name="Scale">Cells a pixel: 1 / stride.</param>
/// <param name="Aligned">Whether pixel centres lie at halves, as Mask R-CNN's second implementation has it.</param>
public readonly record struct RoiGrid(int Bins, int Samples, float Scale, bool Aligned = true);
