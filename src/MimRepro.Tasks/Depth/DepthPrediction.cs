using MimRepro.Models;
using MimRepro.Recipes;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Depth;

/// <summary>Depth of whole images: as they are, with their mirror images, or window by window.</summary>
/// <remarks>
/// SwinTransformer/MIM-Depth-Estimation test.py; PAPER.md 5.5. Where the stride leaves a rest at the right edge, as 16 windows on
/// KITTI do, no window covers it and it is NaN, as there; metrics take NaN for the smallest depth.
/// </remarks>
public static class DepthPrediction
{
    private const int Columns = 3;

    /// <param name="model">In evaluation mode; images to metres [B, 1, H', W'] with H' ≥ H and W' ≥ W.</param>
    /// <param name="images">[B, C, H, W].</param>
    /// <param name="recipe">Mirror images and windows.</param>
    /// <returns>Metres, [B, 1, H, W]. The caller's dispose scope owns it.</returns>
    /// <exception cref="ShapeException">Windows on an image that is not wider than high.</exception>
    public static Tensor Of(nn.Module<Tensor, Tensor> model, Tensor images, DepthEvaluationRecipe recipe)
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        return (recipe.ShiftedWindows is { } windows ? OfWindows(model, images, windows, recipe.FlipTest) : OfWhole(model, images, recipe.FlipTest)).MoveToOuterDisposeScope();
    }

    private static Tensor OfWindows(nn.Module<Tensor, Tensor> model, Tensor images, int windows, bool flip)
    {
        long batch = images.shape[0], side = images.shape[2], width = images.shape[3];
        if (width <= side || windows < 2)
            throw new ShapeException($"images are [{string.Join(", ", images.shape)}] under {windows} windows, expected more columns than rows, and 2 windows or more.");
        var stride = (width - side) / (windows - 1);
        var squares = cat([.. Enumerable.Range(0, windows).Select(window => images.narrow(Columns, window * stride, side))], 0);
        var predicted = OfWhole(model, squares, flip);
        var sum = zeros([batch, 1, side, width], predicted.dtype, predicted.device);
        var count = zeros_like(sum);
        for (var window = 0; window < windows; window++)
        {
            sum.narrow(Columns, window * stride, side).add_(predicted.narrow(0, window * batch, batch));
            count.narrow(Columns, window * stride, side).add_(1);
        }
        return sum / count;
    }

    private static Tensor OfWhole(nn.Module<Tensor, Tensor> model, Tensor images, bool flip)
    {
        if (!flip)
            return Cut(model.call(images), images);
        var both = Cut(model.call(cat([images, images.flip(Columns)], 0)), images);
        var (straight, mirrored) = (both.narrow(0, 0, images.shape[0]), both.narrow(0, images.shape[0], images.shape[0]));
        return (straight + mirrored.flip(Columns)) / 2;
    }

    /// <summary>What was padded at the right and below is cut off again, before anything is mirrored back.</summary>
    private static Tensor Cut(Tensor predicted, Tensor images) => predicted.narrow(2, 0, images.shape[2]).narrow(Columns, 0, images.shape[3]);
}
