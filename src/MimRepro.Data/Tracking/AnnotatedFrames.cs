using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>A film in a folder, with what a data set says about its frames.</summary>
/// <param name="boxes">From the first frame on; frames after the last have none.</param>
/// <param name="visible">One a frame; null means all.</param>
/// <param name="absent">One a frame: not to be learnt from, though the benchmark may count it; null means none.</param>
internal sealed class AnnotatedFrames(string name, FrameFolder frames, int count, double? framesPerSecond, BoundingBox[] boxes, bool[]? visible, bool[]? absent) : ITrackingSequence
{
    public string Name => name;

    public int Count => count;

    public double? FramesPerSecond => framesPerSecond;

    public RgbImage Frame(int frame)
    {
        Check(frame);
        return frames.Read(frame);
    }

    public BoundingBox Box(int frame)
    {
        Check(frame);
        return frame < boxes.Length ? boxes[frame] : BoundingBox.None;
    }

    public bool Visible(int frame)
    {
        Check(frame);
        return visible is null || visible[frame];
    }

    public bool CanTrainOn(int frame) => Visible(frame) && !(absent is not null && absent[frame]) && Box(frame) is { Width: > 0, Height: > 0 };

    private void Check(int frame)
    {
        if (frame < 0 || frame >= count)
            throw new ArgumentOutOfRangeException(nameof(frame), frame, $"Sequence '{name}' has {count} frames.");
    }
}
