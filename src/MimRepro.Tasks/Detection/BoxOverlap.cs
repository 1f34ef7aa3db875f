using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Detection;

/// <summary>How far two boxes are the same, as COCO has it.</summary>
public static class BoxOverlap
{
    /// <summary>Intersection over union; over the detection's own area where the annotation is a crowd.</summary>
    /// <param name="detection">The box that is judged.</param>
    /// <param name="annotation">The box it is judged by.</param>
    /// <param name="isCrowd">Whether the annotation stands for many objects.</param>
    /// <returns>0 … 1.</returns>
    /// <remarks>cocodataset/cocoapi common/maskApi.c, bbIou.</remarks>
    public static double Of(BoundingBox detection, BoundingBox annotation, bool isCrowd)
    {
        var width = Math.Min(detection.Right, annotation.Right) - Math.Max(detection.Left, annotation.Left);
        var height = Math.Min(detection.Bottom, annotation.Bottom) - Math.Max(detection.Top, annotation.Top);
        if (!(width > 0) || !(height > 0))
            return 0;
        var intersection = width * height;
        return intersection / (isCrowd ? detection.Area : detection.Area + annotation.Area - intersection);
    }
}
