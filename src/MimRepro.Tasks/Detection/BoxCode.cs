using MimRepro.Recipes;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Where a box lies as seen from another one: moves of the centre in its sides, logarithms of the ratios of sides.</summary>
/// <remarks>Girshick et al. 2014; open-mmlab/mmdetection mmdet/core/bbox/coder/delta_xywh_bbox_coder.py.</remarks>
public sealed class BoxCode(BoxCodeRecipe recipe)
{
    /// <summary>Sides grow or shrink at most by this factor, 1000 / 16.</summary>
    private static readonly double MostLogRatio = Math.Abs(Math.Log(16 / 1000.0));

    /// <param name="from">[N, 4].</param>
    /// <param name="to">[N, 4].</param>
    /// <returns>[N, 4], less the means, over the deviations. The caller's dispose scope owns it.</returns>
    public Tensor Encode(Tensor from, Tensor to)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor fromCenter, Tensor fromSides) = Split(from);
        (Tensor toCenter, Tensor toSides) = Split(to);
        Tensor moves = cat([(toCenter - fromCenter) / fromSides, (toSides / fromSides).log()], -1);
        return ((moves - Values(recipe.Means, from)) / Values(recipe.Deviations, from)).MoveToOuterDisposeScope();
    }

    /// <param name="from">[N, 4].</param>
    /// <param name="codes">[N, 4 K]: K boxes for each of the N.</param>
    /// <returns>[N, 4 K]. The caller's dispose scope owns it.</returns>
    public Tensor Decode(Tensor from, Tensor codes)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor moves = codes.reshape(codes.shape[0], -1, 4) * Values(recipe.Deviations, codes) + Values(recipe.Means, codes); // [N, K, 4]
        (Tensor fromCenter, Tensor fromSides) = Split(from.unsqueeze(1));
        Tensor sides = fromSides * moves[.., .., 2..].clamp(-MostLogRatio, MostLogRatio).exp();
        Tensor center = fromCenter + fromSides * moves[.., .., ..2];
        return cat([center - sides * 0.5, center + sides * 0.5], -1).reshape(codes.shape).MoveToOuterDisposeScope();
    }

    private static (Tensor Center, Tensor Sides) Split(Tensor boxes)
    {
        Tensor first = boxes.narrow(-1, 0, 2), second = boxes.narrow(-1, 2, 2);
        return ((first + second) * 0.5, second - first);
    }

    private static Tensor Values(double[] values, Tensor like) => tensor(values).to(like.dtype).to(like.device);
}
