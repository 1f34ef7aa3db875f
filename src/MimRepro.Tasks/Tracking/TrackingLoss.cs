using MimRepro.Data.Imaging;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Tracking;

/// <summary>What a search region's cells are to say.</summary>
internal static class TrackingTargets
{
    /// <summary>The cells that a box touches.</summary>
    /// <param name="box">Inside of the search region, in its pixels.</param>
    /// <param name="side">Cells a side.</param>
    /// <param name="searchSize">Side of the search region in pixels.</param>
    /// <param name="cells">[side, side]; 1 is written where touched.</param>
    /// <remarks>LitingLin/SwinTrack data/tracking/label/label_generation.py: corners are rounded down, both are taken.</remarks>
    public static void Mark(BoundingBox box, int side, int searchSize, Span<float> cells)
    {
        var scale = (double)side / searchSize;
        var (left, right) = ((int)(box.Left * scale), Math.Min((int)(box.Right * scale), side - 1));
        for (var row = (int)(box.Top * scale); row <= Math.Min((int)(box.Bottom * scale), side - 1); row++)
            cells.Slice(row * side + left, right - left + 1).Fill(1);
    }

    /// <returns>[B, L], 1 where the object is.</returns>
    public static Tensor Cells(IReadOnlyList<BoundingBox> boxes, int side, int searchSize, Device device)
    {
        var cells = new float[boxes.Count * side * side];
        for (var i = 0; i < boxes.Count; i++)
            Mark(boxes[i], side, searchSize, cells.AsSpan(i * side * side, side * side));
        return tensor(cells, [boxes.Count, (long)side * side], device: device);
    }

    /// <returns>[B, 1, 4]: centre x, centre y, width, height, in shares of the search region.</returns>
    public static Tensor Boxes(IReadOnlyList<BoundingBox> boxes, int searchSize, Device device) => tensor(
        boxes.SelectMany(box => new[] { box.CenterX, box.CenterY, box.Width, box.Height }).Select(value => (float)(value / searchSize)).ToArray(), [boxes.Count, 1, 4], device: device);
}

/// <summary>Varifocal loss of scores, whose target is the overlap of the predicted box, and generalised-overlap loss of boxes, weighted by score.</summary>
/// <remarks>
/// LitingLin/SwinTrack criterion/modules/varifocal_loss.py, iou_loss.py, core/operator/iou/iou2d_calculator.py and criterion/ResponseMap/;
/// Zhang et al. 2021, Rezatofighi et al. 2019.
/// </remarks>
internal static class TrackingLoss
{
    private const double SmallestOverlap = 1e-6, SmallestWeight = 1e-5;

    /// <param name="scores">Logits [B, L].</param>
    /// <param name="boxes">[B, L, 4]: centre x, centre y, width, height.</param>
    /// <param name="cells">[B, L], 1 where the object is.</param>
    /// <param name="target">[B, 1, 4], as <paramref name="boxes"/>.</param>
    /// <returns>Scalar, float32.</returns>
    public static Tensor Of(Tensor scores, Tensor boxes, Tensor cells, Tensor target, TrackingLossRecipe recipe)
    {
        using var scope = NewDisposeScope();
        var logits = scores.to(ScalarType.Float32); // overlaps of small boxes need more digits than bfloat16 has
        var (overlap, generalized) = Overlaps(boxes.to(ScalarType.Float32), target);
        var quality = overlap.detach().clamp_min(SmallestOverlap) * cells;
        var probability = logits.sigmoid();
        // Where the object is not, quality is 0 and |p − 0| = p.
        var weight = quality + recipe.NegativeWeight * probability.pow(recipe.FocalPower) * (1 - cells);
        var score = (weight * nn.functional.binary_cross_entropy_with_logits(logits, quality, reduction: nn.Reduction.None)).sum() / cells.sum();
        var trust = probability.detach() * cells;
        var box = ((1 - generalized) * trust).sum() / trust.sum().clamp_min(SmallestWeight);
        return (recipe.ScoreWeight * score + recipe.BoxWeight * box).MoveToOuterDisposeScope();
    }

    /// <summary>Intersection over union, and the same less the share of the enclosing box that neither covers.</summary>
    /// <param name="boxes">[…, 4]: centre x, centre y, width, height.</param>
    /// <param name="target">Broadcast against them.</param>
    /// <returns>[…] each.</returns>
    internal static (Tensor Overlap, Tensor Generalized) Overlaps(Tensor boxes, Tensor target)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (Corners(boxes), Corners(target));
        var intersection = Area(first.Low.maximum(second.Low), first.High.minimum(second.High));
        var union = (Area(first.Low, first.High) + Area(second.Low, second.High) - intersection).clamp_min(SmallestOverlap);
        var enclosing = Area(first.Low.minimum(second.Low), first.High.maximum(second.High)).clamp_min(SmallestOverlap);
        var overlap = intersection / union;
        return (overlap.MoveToOuterDisposeScope(), (overlap - (enclosing - union) / enclosing).MoveToOuterDisposeScope());
    }

    private static (Tensor Low, Tensor High) Corners(Tensor boxes)
    {
        var parts = boxes.split(2, -1);
        return (parts[0] - parts[1] / 2, parts[0] + parts[1] / 2);
    }

    private static Tensor Area(Tensor low, Tensor high) => (high - low).clamp_min(0).prod(-1);
}
