using MimRepro.Data.Coco;

namespace MimRepro.Tasks.Pose;

/// <summary>The part of an image that a pose model sees: its centre and its size in pixels of the image.</summary>
/// <param name="Width">The height follows from the input's shape, so that the crop is never distorted.</param>
public readonly record struct PoseCrop(PixelPoint Center, double Width, double Height)
{
    /// <summary>The share that is added around a box; microsoft/human-pose-estimation.pytorch and its heirs take this.</summary>
    public const double StandardPadding = 1.25;

    /// <summary>A box grown to the input's shape, and then by <paramref name="padding"/>.</summary>
    /// <param name="aspectRatio">Width / height of the network's input.</param>
    public static PoseCrop Of(CocoBox box, double aspectRatio, double padding = StandardPadding)
    {
        var center = new PixelPoint(box.X + box.Width * 0.5, box.Y + box.Height * 0.5);
        var crop = Grown(center, box.Width, box.Height, aspectRatio);
        // The reference marks a missing box by this centre and does not pad it; nothing else has it, practically.
        return center.X == -1 ? crop : crop.Scaled(padding);
    }

    /// <summary>The smallest crop of the input's shape that shows a part of this size.</summary>
    public static PoseCrop Grown(PixelPoint center, double width, double height, double aspectRatio) => width > aspectRatio * height
        ? new(center, width, width / aspectRatio)
        : new(center, height * aspectRatio, height);

    public PoseCrop Scaled(double factor) => this with { Width = Width * factor, Height = Height * factor };

    /// <summary>From pixels of the image to pixels of an output of the crop's shape.</summary>
    /// <param name="output">Size of the network's input or of a heat map.</param>
    /// <param name="degrees">Turns the crop about its centre.</param>
    /// <remarks>
    /// microsoft/human-pose-estimation.pytorch lib/utils/transforms.py, get_affine_transform: the centre goes to half of the output,
    /// and the width alone gives the scale.
    /// </remarks>
    public AffineMap To(PixelSize output, double degrees = 0)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var scale = output.Width / Width;
        var (a, b, d, e) = (scale * cos, scale * sin, -scale * sin, scale * cos);
        return new(a, b, output.Width * 0.5 - a * Center.X - b * Center.Y, d, e, output.Height * 0.5 - d * Center.X - e * Center.Y);
    }
}
