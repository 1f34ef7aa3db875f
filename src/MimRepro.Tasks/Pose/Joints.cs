namespace MimRepro.Tasks.Pose;

/// <summary>Sizes in pixels, of the network's input or of a heat map.</summary>
public readonly record struct PixelSize(int Width, int Height)
{
    public int Area => Width * Height;

    public double AspectRatio => (double)Width / Height;
}

/// <summary>A place in pixels, x to the right, y down; whole numbers are the centres of pixels.</summary>
public readonly record struct PixelPoint(double X, double Y);

/// <summary>A joint: its place and how sure it is or, in annotations, whether it is labelled (0 or 1).</summary>
public readonly record struct Joint(double X, double Y, double Score)
{
    public PixelPoint Point => new(X, Y);
}
