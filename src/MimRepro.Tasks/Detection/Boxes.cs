using MimRepro.Data.Detection;
using TorchSharp;
using static TorchSharp.torch;

namespace MimRepro.Tasks.Detection;

/// <summary>Boxes as tensors: left, top, right, bottom, in pixels.</summary>
public static class Boxes
{
    // The reference's smallest union, so that two boxes without area overlap by 0.
    private const double Epsilon = 1e-6;

    /// <summary>Intersection over union of every pair.</summary>
    /// <param name="first">[N, 4].</param>
    /// <param name="second">[M, 4].</param>
    /// <returns>[N, M], 0 … 1. The caller's dispose scope owns it.</returns>
    /// <remarks>open-mmlab/mmdetection mmdet/core/bbox/iou_calculators/iou2d_calculator.py.</remarks>
    public static Tensor Overlaps(Tensor first, Tensor second)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor corner = maximum(first[.., ..2].unsqueeze(1), second[.., ..2]);
        Tensor opposite = minimum(first[.., 2..].unsqueeze(1), second[.., 2..]);
        Tensor sides = (opposite - corner).clamp_min(0);
        Tensor common = sides[.., .., 0] * sides[.., .., 1];
        Tensor union = Areas(first).unsqueeze(1) + Areas(second) - common;
        return (common / union.clamp_min(Epsilon)).MoveToOuterDisposeScope();
    }

    /// <returns>[N].</returns>
    public static Tensor Areas(Tensor boxes) => (boxes[.., 2] - boxes[.., 0]) * (boxes[.., 3] - boxes[.., 1]);

    /// <summary>Moves edges that lie outside of an image onto its border.</summary>
    /// <param name="boxes">[…, 4].</param>
    /// <param name="height">In pixels.</param>
    /// <param name="width">In pixels.</param>
    /// <returns>[…, 4]. The caller's dispose scope owns it.</returns>
    public static Tensor Clip(Tensor boxes, double height, double width)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor across = boxes[TensorIndex.Ellipsis, TensorIndex.Slice(0, null, 2)].clamp(0, width);
        Tensor down = boxes[TensorIndex.Ellipsis, TensorIndex.Slice(1, null, 2)].clamp(0, height);
        return stack([across, down], -1).reshape(boxes.shape).MoveToOuterDisposeScope();
    }

    /// <returns>[N, 4], float32. The caller's dispose scope owns it.</returns>
    public static Tensor From(IReadOnlyList<DetectionBox> boxes, Device? device = null) =>
        tensor(ToArray(boxes), [boxes.Count, 4], device: device);

    internal static float[] ToArray(IReadOnlyList<DetectionBox> boxes) =>
        [.. boxes.SelectMany(box => new[] { box.Left, box.Top, box.Right, box.Bottom })];

    /// <summary>A tensor's numbers, row by row.</summary>
    internal static float[] Floats(Tensor values)
    {
        using DisposeScope scope = NewDisposeScope();
        return values.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
    }
}
