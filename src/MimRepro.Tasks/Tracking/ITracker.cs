using MimRepro.Data.Imaging;
using MimRepro.Data.Tracking;

namespace MimRepro.Tasks.Tracking;

/// <summary>Follows one object, frame by frame.</summary>
public interface ITracker
{
    /// <summary>Takes the object to follow, and forgets the one before.</summary>
    void Start(RgbImage frame, BoundingBox box);

    /// <summary>Where the object is in the next frame.</summary>
    BoundingBox Next(RgbImage frame);
}

/// <summary>One pass through a sequence: started in the first frame from its true box, never started again.</summary>
/// <remarks>GOT-10k, LaSOT, TrackingNet and OTB all prescribe this; none of them restarts a tracker that has lost its object, as VOT does.</remarks>
public static class OnePassEvaluation
{
    /// <summary>Boxes of every frame; the first is the one given.</summary>
    /// <param name="runs">Passes: GOT-10k takes three of a tracker that is not deterministic, and pools their frames.</param>
    /// <exception cref="ArgumentException">The first box is not known.</exception>
    /// <exception cref="Data.DataFormatException">A frame is missing or damaged.</exception>
    public static TrackedSequence Track(ITrackingSequence sequence, ITracker tracker, int runs = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(runs);
        var truth = Enumerable.Range(0, sequence.Count).Select(sequence.Box).ToArray();
        if (truth[0].IsNone)
            throw new ArgumentException($"sequence '{sequence.Name}' has no first box to start from", nameof(sequence));
        var size = (0, 0);
        var passes = new BoundingBox[runs][];
        for (var run = 0; run < runs; run++)
        {
            passes[run] = new BoundingBox[truth.Length];
            for (var frame = 0; frame < truth.Length; frame++)
            {
                var image = sequence.Frame(frame);
                if (frame == 0)
                {
                    size = (image.Width, image.Height);
                    tracker.Start(image, truth[0]);
                }
                passes[run][frame] = frame == 0 ? truth[0] : tracker.Next(image);
            }
        }
        return new()
        {
            Name = sequence.Name,
            FrameSize = size,
            Truth = truth,
            // A frame without a box cannot be scored, whatever its label says.
            Visible = [.. truth.Select((box, frame) => sequence.Visible(frame) && !box.IsNone)],
            Runs = passes,
        };
    }
}
