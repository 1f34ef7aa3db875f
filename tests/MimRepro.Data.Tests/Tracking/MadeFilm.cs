using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;

namespace MimRepro.Data.Tests.Tracking;

/// <summary>A film without files: grey frames, each with its number as brightness, and a box that moves one pixel a frame.</summary>
internal sealed class MadeFilm(string name, int frames, double? framesPerSecond = null, params int[] hidden) : ITrackingSequence
{
    public const int Width = 60, Height = 40;

    public string Name => name;

    public int Count => frames;

    public double? FramesPerSecond => framesPerSecond;

    public RgbImage Frame(int frame)
    {
        var pixels = new byte[Width * Height * 3];
        Array.Fill(pixels, (byte)frame);
        return new(Width, Height, pixels);
    }

    public BoundingBox Box(int frame) => new(5 + frame % 30, 10, 12, 8);

    public bool Visible(int frame) => !hidden.Contains(frame);
}
