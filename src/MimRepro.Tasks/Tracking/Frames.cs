using MimRepro.Data.Imaging;

namespace MimRepro.Tasks.Tracking;

/// <summary>Frames of sequences that were tracked once, for benchmarks that replace the first prediction by the truth.</summary>
internal static class Frames
{
    /// <exception cref="ArgumentException">There is no sequence, or one whose lists differ in length or that has several runs.</exception>
    public static (string Sequence, TScore Score)[] ForEach<TScore>(
        IReadOnlyList<TrackedSequence> sequences, Func<IReadOnlyList<(BoundingBox Predicted, BoundingBox Truth, bool Visible)>, TScore> score)
    {
        if (sequences.Count == 0)
            throw new ArgumentException("no sequence to score", nameof(sequences));
        return [.. sequences.Select(sequence => (sequence.Name, score(Of(sequence))))];
    }

    private static (BoundingBox, BoundingBox, bool)[] Of(TrackedSequence sequence)
    {
        sequence.Check();
        var run = sequence.OnlyRun;
        return [.. sequence.Truth.Select((truth, frame) => (frame == 0 ? truth : run[frame], truth, sequence.Visible[frame]))];
    }
}
