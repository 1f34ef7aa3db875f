using MimRepro.Data.Imaging;

namespace MimRepro.Data.Tracking;

/// <summary>A film with one object to follow. Frames are counted from 0 and read whenever one is asked for, on any thread.</summary>
public interface ITrackingSequence
{
    string Name { get; }

    /// <summary>Frames, at least 1.</summary>
    int Count { get; }

    /// <summary>Annotated frames a second; null where the data set does not say.</summary>
    double? FramesPerSecond { get; }

    /// <exception cref="DataFormatException">The picture is missing or damaged.</exception>
    RgbImage Frame(int frame);

    /// <summary>Where the object is; <see cref="BoundingBox.None"/> where the data set does not say.</summary>
    BoundingBox Box(int frame);

    /// <summary>Whether the object can be seen, as the data set's benchmark counts it.</summary>
    bool Visible(int frame);

    /// <summary>Whether the box is one to learn from.</summary>
    bool CanTrainOn(int frame) => Visible(frame) && Box(frame) is { Width: > 0, Height: > 0 };
}
