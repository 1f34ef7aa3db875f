using MimRepro.Data.Imaging;

namespace MimRepro.Data.SceneWorld;

/// <summary>A rectangle of whole pixels; nothing when <paramref name="Width"/> is 0.</summary>
public readonly record struct PixelBox(int X, int Y, int Width, int Height)
{
    public static readonly PixelBox Nothing = new(0, 0, 0, 0);
}

public enum KeypointVisibility
{
    /// <summary>The plan has no such part, or it lies outside the image.</summary>
    Absent = 0,
    /// <summary>Inside the image, behind something else or behind the creature's own body.</summary>
    Hidden = 1,
    Visible = 2,
}

/// <param name="X">Pixels from the left edge; the first pixel's centre is 0.5. Outside the image where the joint is; 0 without such a part.</param>
/// <param name="Y">Pixels from the upper edge.</param>
/// <param name="Depth">Metres along the viewing axis; 0 without such a part.</param>
public readonly record struct ImageKeypoint(double X, double Y, double Depth, KeypointVisibility Visibility);

/// <summary>What is known of one creature in one image.</summary>
/// <param name="Plan">Its place in <see cref="SceneWorldPlans.All"/>.</param>
/// <param name="Box">Around the pixels in which it is seen.</param>
/// <param name="FullBox">Around the pixels in which it would be seen if it stood alone; inside the image.</param>
/// <param name="Area">Pixels in which it is seen: those with its instance number.</param>
/// <param name="FullArea">Pixels in which it would be seen if it stood alone.</param>
/// <param name="Keypoints">One for each <see cref="Keypoint"/>.</param>
public sealed record CreatureLabel(string Identity, int Plan, int Variant, PixelBox Box, PixelBox FullBox, int Area, int FullArea, ImageKeypoint[] Keypoints)
{
    /// <summary>0 … 1; 0 when it is out of sight.</summary>
    public double VisibleShare => FullArea > 0 ? Area / (double)FullArea : 0;
}

/// <summary>A rendered image with everything that is true of it.</summary>
/// <param name="Depth">[Height, Width], metres along the viewing axis at the pixel's centre; 0 where only the sky is.</param>
/// <param name="Instances">[Height, Width]: 0 background and furniture, i + 1 for creature i.</param>
public sealed record SceneRender(RgbImage Image, float[] Depth, byte[] Instances, CreatureLabel[] Creatures);
