using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Which object each candidate box stands for.</summary>
/// <remarks>open-mmlab/mmdetection mmdet/core/bbox/assigners/max_iou_assigner.py.</remarks>
public static class BoxAssigner
{
    /// <summary>Assigned to background.</summary>
    public const long Background = 0;

    /// <summary>Assigned to nothing: does not count.</summary>
    public const long Ignored = -1;

    /// <param name="candidates">[N, 4].</param>
    /// <param name="objects">[G, 4], on the same device.</param>
    /// <returns>[N], int64: 1 … G for an object, <see cref="Background"/> or <see cref="Ignored"/>. The caller's dispose scope owns it.</returns>
    public static Tensor Assign(Tensor candidates, Tensor objects, AssignerRecipe recipe)
    {
        using DisposeScope scope = NewDisposeScope();
        if (objects.shape[0] == 0 || candidates.shape[0] == 0)
            return zeros(candidates.shape[0], ScalarType.Int64, candidates.device).MoveToOuterDisposeScope();
        Tensor overlaps = Boxes.Overlaps(objects, candidates); // [G, N]
        (Tensor best, Tensor nearest) = overlaps.max(0);
        Tensor assigned = full_like(nearest, Ignored);
        assigned = assigned.masked_fill(best.lt(recipe.NegativeOverlap), Background);
        assigned = where(best.ge(recipe.PositiveOverlap), nearest + 1, assigned);
        if (recipe.LowQualityOverlap is { } least)
            assigned = AddBestOfEachObject(assigned, overlaps, least);
        return assigned.MoveToOuterDisposeScope();
    }

    /// <summary>The candidates that overlap an object most become its own, all of them where several are equal; a later object takes from an earlier one.</summary>
    private static Tensor AddBestOfEachObject(Tensor assigned, Tensor overlaps, double least)
    {
        Tensor most = overlaps.max(1, keepdim: true).values;
        Tensor own = overlaps.eq(most).logical_and(most.ge(least));
        Tensor numbers = arange(1, overlaps.shape[0] + 1, ScalarType.Int64, overlaps.device).unsqueeze(1);
        Tensor last = (own.to(ScalarType.Int64) * numbers).max(0).values;
        return where(last.gt(0), last, assigned);
    }
}
