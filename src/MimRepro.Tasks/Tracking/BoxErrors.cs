using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>How far a predicted box is from the true one, as tracking benchmarks count it. What is not a number stays one.</summary>
/// <remarks>got-10k/toolkit got10k/utils/metrics.py.</remarks>
public static class BoxErrors
{
    private const double MachineEpsilon = 1.0 / (1L << 52);

    /// <summary>Intersection over union, 0 … 1; 0 for two boxes without area.</summary>
    public static double Overlap(BoundingBox predicted, BoundingBox truth)
    {
        var width = Math.Max(Math.Min(predicted.Right, truth.Right) - Math.Max(predicted.Left, truth.Left), 0);
        var height = Math.Max(Math.Min(predicted.Bottom, truth.Bottom) - Math.Max(predicted.Top, truth.Top), 0);
        var intersection = width * height;
        return Math.Clamp(intersection / (predicted.Area + truth.Area - intersection + MachineEpsilon), 0, 1);
    }

    /// <summary>Overlap of what lies inside a picture.</summary>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    /// <remarks>A box cut at the left or the top keeps its width and height, as in the reference: it is moved, not cut.</remarks>
    public static double OverlapInside(BoundingBox predicted, BoundingBox truth, double width, double height) =>
        Overlap(Inside(predicted, width, height), Inside(truth, width, height));

    /// <summary>Distance of the centres in pixels.</summary>
    public static double CenterError(BoundingBox predicted, BoundingBox truth)
    {
        var (x, y) = Offset(predicted, truth);
        return Math.Sqrt(x * x + y * y);
    }

    /// <summary>Distance of the centres, each axis in units of the true box; of one pixel where that is smaller.</summary>
    public static double NormalizedCenterError(BoundingBox predicted, BoundingBox truth)
    {
        var (x, y) = Offset(predicted, truth);
        (x, y) = (x / Math.Max(1, truth.Width), y / Math.Max(1, truth.Height));
        return Math.Sqrt(x * x + y * y);
    }

    // The centre of pixels: (size − 1) / 2 beside the first.
    private static (double X, double Y) Offset(BoundingBox predicted, BoundingBox truth) => (
        predicted.Left + (predicted.Width - 1) / 2 - (truth.Left + (truth.Width - 1) / 2),
        predicted.Top + (predicted.Height - 1) / 2 - (truth.Top + (truth.Height - 1) / 2));

    private static BoundingBox Inside(BoundingBox box, double width, double height)
    {
        var (left, top) = (Math.Clamp(box.Left, 0, width), Math.Clamp(box.Top, 0, height));
        return new(left, top, Math.Clamp(box.Width, 0, width - left), Math.Clamp(box.Height, 0, height - top));
    }
}
