using MimRepro.Data.Imaging;

namespace MimRepro.Data.Depth;

/// <summary>A picture and how far away each of its pixels is.</summary>
public sealed class DepthSample
{
    /// <param name="name">For messages and reports.</param>
    /// <param name="metres">[Height, Width] of the picture; 0 where depth is not known. Shared, not copied.</param>
    /// <param name="unitsPerMetre">Steps of the file that the depth comes from.</param>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public DepthSample(string name, RgbImage image, float[] metres, double unitsPerMetre)
    {
        if (metres.Length != image.Width * image.Height)
            throw new ArgumentException($"{metres.Length} depths for {image.Width} x {image.Height} pixels", nameof(metres));
        (Name, Image, Metres, UnitsPerMetre) = (name, image, metres, unitsPerMetre);
    }

    public string Name { get; }

    public RgbImage Image { get; }

    /// <summary>[Height, Width]; 0 where depth is not known.</summary>
    public float[] Metres { get; }

    /// <summary>Steps of the file that the depth comes from: 1000 in NYUv2, 256 in KITTI.</summary>
    public double UnitsPerMetre { get; }
}
