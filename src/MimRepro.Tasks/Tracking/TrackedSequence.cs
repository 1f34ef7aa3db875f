using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>One sequence after tracking: where the object was, and where a tracker saw it.</summary>
public sealed record TrackedSequence
{
    public required string Name { get; init; }
    /// <summary>Size of a frame in pixels.</summary>
    public required (int Width, int Height) FrameSize { get; init; }
    /// <summary>One a frame; <see cref="BoundingBox.None"/> where it is not known.</summary>
    public required IReadOnlyList<BoundingBox> Truth { get; init; }
    /// <summary>One a frame: whether the object can be seen.</summary>
    public required IReadOnlyList<bool> Visible { get; init; }
    /// <summary>Repeated runs of the tracker, each with one box a frame; the first box was given to it.</summary>
    public required IReadOnlyList<IReadOnlyList<BoundingBox>> Runs { get; init; }

    /// <summary>The only run.</summary>
    internal IReadOnlyList<BoundingBox> OnlyRun => Runs is [var run]
        ? run : throw new ArgumentException($"sequence '{Name}' has {Runs.Count} runs; this benchmark takes 1");

    /// <exception cref="ArgumentException">No run or no frame, or a list has another length than there are frames.</exception>
    internal void Check()
    {
        var frames = Truth.Count;
        if (frames == 0 || Runs.Count == 0)
            throw new ArgumentException($"sequence '{Name}' has {frames} frames and {Runs.Count} runs, expected at least one of each");
        if (Visible.Count != frames || Runs.FirstOrDefault(run => run.Count != frames) is { })
            throw new ArgumentException(
                $"sequence '{Name}' has {frames} frames, {Visible.Count} marks of visibility and runs of {string.Join(", ", Runs.Select(run => run.Count))} boxes; all have to be equal");
    }
}
