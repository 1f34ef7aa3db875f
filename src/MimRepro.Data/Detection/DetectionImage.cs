using MimRepro.Data.Imaging;

namespace MimRepro.Data.Detection;

/// <summary>A rectangle by its edges, in pixels; pixel (0, 0) covers 0 … 1 in both directions.</summary>
public readonly record struct DetectionBox(float Left, float Top, float Right, float Bottom)
{
    public float Width => Right - Left;

    public float Height => Bottom - Top;
}

/// <summary>A picture with the objects in it.</summary>
/// <remarks>Crowds are no objects: a detector is neither trained nor tested on them one by one.</remarks>
public sealed class DetectionImage
{
    /// <param name="image">Of any size.</param>
    /// <param name="boxes">One an object, in pixels of the picture.</param>
    /// <param name="classes">One an object, from 0.</param>
    /// <param name="masks">One an object, [Height, Width], 1 where the object is, else 0; shared, not copied.</param>
    /// <exception cref="ArgumentException">Counts or lengths differ, a box has no area or is not finite, or a class is negative.</exception>
    public DetectionImage(RgbImage image, IReadOnlyList<DetectionBox> boxes, IReadOnlyList<int> classes, IReadOnlyList<byte[]> masks)
    {
        if (classes.Count != boxes.Count || masks.Count != boxes.Count)
            throw new ArgumentException($"{boxes.Count} boxes, {classes.Count} classes and {masks.Count} masks, expected as many of each", nameof(boxes));
        for (var i = 0; i < boxes.Count; i++)
        {
            if (!(boxes[i].Width > 0 && boxes[i].Height > 0 && float.IsFinite(boxes[i].Width) && float.IsFinite(boxes[i].Height)))
                throw new ArgumentException($"box {i} is {boxes[i]}, expected finite edges with Left < Right and Top < Bottom", nameof(boxes));
            if (classes[i] < 0)
                throw new ArgumentException($"class of object {i} is {classes[i]}, expected 0 or more", nameof(classes));
            if (masks[i].LongLength != (long)image.Width * image.Height)
                throw new ArgumentException($"mask {i} has {masks[i].LongLength} bytes, expected {image.Width} x {image.Height}", nameof(masks));
        }
        (Image, Boxes, Classes, Masks) = (image, boxes, classes, masks);
    }

    public RgbImage Image { get; }

    public IReadOnlyList<DetectionBox> Boxes { get; }

    public IReadOnlyList<int> Classes { get; }

    /// <summary>[Height, Width] of each object, 1 where it is.</summary>
    public IReadOnlyList<byte[]> Masks { get; }

    public int Count => Boxes.Count;
}
